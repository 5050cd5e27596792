"""The rules that a campaign pinned, with source and standing of each."""

from flask import Blueprint, render_template

from electflow.access.terms import Permission
from electflow.campaign.departures import list_departures
from electflow.campaign.service import get_campaign
from electflow.profile.loader import pinned
from web.auth import official
from web.entry import actor, read

bp = Blueprint("rules", __name__)


@bp.get("/c/<string(length=6):county>-<int(max=9999):year>/rules")
@official(Permission.CAMPAIGN_READ)
def show(county: str, year: int) -> str:
    """Show every legal parameter of a campaign: value, source, whether it blocks or reminds."""
    campaign = get_campaign(read(), actor(), county, year)
    profile = pinned(campaign.profile_snapshot)
    groups: dict[str, list[object]] = {}
    for leaf in profile.leaves():
        groups.setdefault(leaf.key.rsplit(".", 1)[0], []).append(leaf)
    excepted: dict[str, list[object]] = {}
    for line in list_departures(read(), actor(), campaign):
        excepted.setdefault(line.granted.rule, []).append(line)
    return render_template(
        "rules/show.html", campaign=campaign, profile=profile, groups=groups, excepted=excepted
    )
