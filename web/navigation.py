"""The menu, made from the same permissions that guard the pages."""

from dataclasses import dataclass

from electflow.access.rules import may_anywhere
from electflow.access.terms import Permission
from electflow.act import Actor


@dataclass(frozen=True)
class Item:
    """One entry of the menu; ``name`` is a msgid of the page catalogue."""

    name: str
    endpoint: str
    permission: str


def _(message: str) -> str:
    return message


MENU = (
    Item(_("My work"), "work.show", Permission.ELECTION_READ),
    Item(_("Campaigns"), "campaigns.index", Permission.CAMPAIGN_READ),
    Item(_("Review desk"), "review.home", Permission.DESK_OPEN),
    Item(_("Joint review"), "review.overview", Permission.REVIEW_READ),
    Item(_("To be decided"), "elections.proposals", Permission.HOLD_APPROVE),
    Item(_("Audit trail"), "trail.show", Permission.AUDIT_READ),
    Item(_("Accounts"), "accounts.index", Permission.ACCOUNT_READ),
)


def menu_for(actor: Actor) -> list[Item]:
    """Return the entries whose pages this actor may open."""
    return [item for item in MENU if may_anywhere(actor, item.permission)]
