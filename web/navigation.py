"""The menu, made from the same permissions that guard the pages."""

from collections.abc import Mapping, Sequence
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


def open_tab(path: str, addresses: Sequence[str], also: Mapping[str, str] | None = None) -> str:
    """Return which tab a page belongs to: the nearest above its address, also after a refusal.

    ``also`` names the tab of pages whose address does not lie below it; empty is none.
    """
    above = {address: address for address in addresses} | dict(also or {})
    fits = [at for at in above if path == at or path.startswith(f"{at}/")]
    return above[max(fits, key=len)] if fits else ""
