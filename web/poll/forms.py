"""Forms of a poll."""

from collections.abc import Sequence

from wtforms import HiddenField

from electflow.voting.custody import Move
from electflow.voting.proxy import ProxyRelation
from electflow.voting.terms import BallotRuling, BoxKind, Doubt
from web.forms import WritingForm, choice, day, number, text, yes_no
from web.language import gettext as _
from web.language import wording


def box_form() -> WritingForm:
    """Return the form of a box."""

    class BoxForm(WritingForm):
        kind = choice(_("Kind of box"), [(k.value, wording().label("box", k)) for k in BoxKind])
        name = text(_("Name of the box or station"), most=60)
        scrutineers = number(
            _("Scrutineers at the box"),
            most=99,
            note=_(
                "Chosen by name afterwards, from the poll staff; then this number counts no more"
            ),
        )
        users = number(_("Voters on its list (0 if it is not carried about)"), most=99_999)
        approval = text(_("Number of the township's approval"), most=80, needed=False)
        seal = text(_("Number of the seal"), most=40, needed=False)
        custodian = text(
            _("Who is answerable for it"),
            most=80,
            needed=False,
            note=_("For a box that is carried about"),
        )
        route = text(
            _("Route and hours"), most=120, needed=False, note=_("For a box that is carried about")
        )

    return BoxForm()


def move_form(boxes: Sequence[tuple[str, str]]) -> WritingForm:
    """Return the form of a line of the ledger."""

    class MoveForm(WritingForm):
        move = choice(_("What happened"), [(m.value, wording().label("move", m)) for m in Move])
        box = choice(_("Where"), boxes, names=True)
        quantity = number(_("How many ballots"), least=1, most=999_999)

    return MoveForm()


def proxy_form() -> WritingForm:
    """Return the form of a proxy."""

    class ProxyForm(WritingForm):
        principal = text(
            _("Who is away"), most=80, note=_("As on the list; with namesakes “name group”")
        )
        proxy = text(_("Who votes for him"), most=80)
        relation = choice(
            _("The proxy is his"), [(r.value, wording().label("kin", r)) for r in ProxyRelation]
        )
        reason = text(_("Reason of the absence"), most=120)
        applied_on = day(_("Applied on"))
        is_written = yes_no(_("Is there a written proxy with signature?"))

    return ProxyForm()


def sheet_form(fields: Sequence[tuple[str, str]]) -> WritingForm:
    """Return the form of a tally sheet, or of what differed of it."""

    class SheetForm(WritingForm):
        accepted = HiddenField()

    for name, label in fields:
        setattr(SheetForm, f"figure_{name}", number(label))
    return SheetForm()


def reopen_form() -> WritingForm:
    """Return the form of a sheet that is entered anew."""

    class ReopenForm(WritingForm):
        reason = text(_("Reason"), most=300)

    return ReopenForm()


def doubtful_form(boxes: Sequence[tuple[str, str]]) -> WritingForm:
    """Return the form of a doubtful ballot."""

    class DoubtfulForm(WritingForm):
        box = choice(_("Box"), boxes, names=True)
        doubt = choice(
            _("What is doubtful"), [(d.value, wording().label("doubt", d)) for d in Doubt]
        )

    return DoubtfulForm()


def ballot_ruling_form() -> WritingForm:
    """Return the form of a ruling on a doubtful ballot."""

    class BallotRulingForm(WritingForm):
        ruling = choice(
            _("Ruling"), [(r.value, wording().label("ballot_ruling", r)) for r in BallotRuling]
        )
        minutes = text(_("Number or page of the minutes"), most=80)

    return BallotRulingForm()
