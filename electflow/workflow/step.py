"""One row of a procedure: from where to where, by which act, and what must hold before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from electflow.access.terms import permission_for
from electflow.campaign.terms import Register
from electflow.documents.terms import Kind
from electflow.issues import Issue
from electflow.profile.model import Profile
from electflow.roll.terms import Edition
from electflow.stages import Stage, Trigger
from electflow.voting.terms import PollKind
from electflow.workflow.dossier import Dossier

Rule = Callable[[Dossier, Profile, date], list[Issue]]


@dataclass(frozen=True)
class Step:
    """A step of a procedure.

    ``issues`` is the rule that makes both the page's checklist and the guard. ``reads`` are the
    registers that the rule asks, so that no other is read; ``opens`` is the
    poll that the step opens; ``keeps_roll`` says as what the list of voters is kept as it stands;
    ``sets_aside`` are the papers that it takes out of force, since they
    must be made anew; ``not_by`` are the steps whose actor may not do this one, ``not_recorder_of``
    the paper that its actor may not have recorded himself;
    ``sets_aside_polls`` says that the whole election is held anew; ``is_main`` says
    whether the step is on the way that most elections go.
    """

    trigger: Trigger
    source: Stage
    dest: Stage
    issues: Rule
    reads: tuple[Register, ...] = ()
    opens: PollKind | None = None
    keeps_roll: Edition | None = None
    sets_aside: tuple[Kind, ...] = ()
    not_by: tuple[Trigger, ...] = ()
    not_recorder_of: Kind | None = None
    sets_aside_polls: bool = False
    is_main: bool = True

    @property
    def undoes(self) -> bool:
        """Tell whether the step goes behind what was already announced, so that nobody is led to it."""
        return self.trigger in (
            Trigger.ANNUL_ELECTION,
            Trigger.VOID_PERSON_WIN,
            Trigger.CORRECT_COUNT,
        )

    @property
    def announces(self) -> bool:
        """Tell whether the step reads out who is elected."""
        return self.trigger in (
            Trigger.DECLARE_ELECTED,
            Trigger.DECLARE_PARTLY_ELECTED,
            Trigger.DECLARE_NONE_ELECTED,
            Trigger.DECLARE_TIE,
        )

    @property
    def permission(self) -> str:
        """Return the permission that the step asks for."""
        return permission_for(self.trigger)
