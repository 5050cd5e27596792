"""The named refusals; each promises that nothing has changed. Text is for logs: codes and ids only."""

from collections.abc import Sequence

from electflow.issues import Issue


class ElectflowError(Exception):
    """The parent of all refusals."""


class NotFound(ElectflowError):
    """No such record, or none that this actor may know of."""


class Forbidden(ElectflowError):
    """The actor's roles do not cover the act in this place."""


class WrongStage(ElectflowError):
    """The trigger does not lead out of the stage in which the election stands."""


class Stale(ElectflowError):
    """Somebody changed the record since the actor saw it (他人已更新)."""


class RequirementsUnmet(ElectflowError):
    """Issues are open; carries them all."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(", ".join(issue.code for issue in issues))
        self.issues = tuple(issues)


class InputRefused(ElectflowError):
    """What was entered cannot be taken; carries every fault of the form or file at once."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(", ".join(issue.code for issue in issues))
        self.issues = tuple(issues)


class KeyReused(ElectflowError):
    """The same request key came with another content."""


class ProfileError(ElectflowError):
    """A legal parameter is missing, unknown, malformed or contradicts a national bound."""


class CaseRefused(ElectflowError):
    """A file to be decided is no case; carries every fault with its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class SettingsError(ElectflowError):
    """A setting is missing, unknown, malformed or unsafe."""


class DatabaseRefused(ElectflowError):
    """The database cannot be used safely as it is."""
