"""The rules that a campaign pinned, and those that are shipped, with source and standing of each."""

from flask import Blueprint, render_template

from electflow.access.terms import Permission
from electflow.campaign.creation import list_rules
from electflow.campaign.departures import list_departures
from electflow.campaign.service import get_campaign
from electflow.errors import NotFound
from electflow.profile.loader import load_profile, pinned, shipped_profiles
from electflow.profile.model import Profile
from web.auth import official
from web.entry import actor, read

bp = Blueprint("rules", __name__)


@bp.get("/c/<string(length=6):county>-<int(max=9999):year>/rules")
@official(Permission.CAMPAIGN_READ)
def show(county: str, year: int) -> str:
    """Show every legal parameter of a campaign: value, source, whether it blocks or reminds."""
    campaign = get_campaign(read(), actor(), county, year)
    profile = pinned(campaign.profile_snapshot)
    excepted: dict[str, list[object]] = {}
    for line in list_departures(read(), actor(), campaign):
        excepted.setdefault(line.granted.rule, []).append(line)
    return render_template(
        "rules/show.html",
        campaign=campaign,
        profile=profile,
        groups=_groups(profile),
        excepted=excepted,
        shipped=_shipped(),
    )


@bp.get("/rules/<name>")
@official(Permission.CAMPAIGN_READ)
def shipped(name: str) -> str:
    """Show every legal parameter of a shipped profile, also of one that no campaign may adopt."""
    if name not in shipped_profiles():
        raise NotFound(f"profile {name}")
    profile = load_profile(name)
    return render_template(
        "rules/shipped.html",
        profile=profile,
        groups=_groups(profile),
        may_be_adopted=name in dict(list_rules()),
        shipped=_shipped(),
    )


def _groups(profile: Profile) -> dict[str, list[object]]:
    groups: dict[str, list[object]] = {}
    for leaf in profile.leaves():
        groups.setdefault(leaf.key.rsplit(".", 1)[0], []).append(leaf)
    return groups


def _shipped() -> list[tuple[str, str]]:
    return [(name, load_profile(name).title) for name in shipped_profiles()]
