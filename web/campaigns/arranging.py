"""Creating a campaign: its form, the preview place by place, corrections, and the one act that confirms."""

from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign import creation
from electflow.campaign.service import get_campaign
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue
from electflow.profile.loader import pinned
from electflow.regions.service import names_of
from electflow.stages import Track
from web.auth import official
from web.campaigns.blueprint import PLACE, bp, county_name
from web.campaigns.forms import arrangement_form, campaign_form, confirm_form, days_form
from web.entry import actor, perform, read
from web.forms import WritingForm, again, whole
from web.language import gettext as _


@bp.get("/campaigns/new")
@official(Permission.CAMPAIGN_CREATE)
def new() -> str:
    """Show the form of a new campaign."""
    return render_template("campaigns/new.html", form=_campaign_form(), county=county_name())


@bp.post("/campaigns/new")
@official(Permission.CAMPAIGN_CREATE)
def create() -> Response:
    """Create a campaign and go on to the preview of its elections."""
    form = _campaign_form()
    if not form.validate():
        return again("campaigns/new.html", form, county=county_name())
    told = {name: form[name].data for name in ("name", "term_no", "election_on", "assembly_on")}

    def work(act: Act) -> str:
        campaign = creation.create(
            act,
            **told,
            profile=form["profile"].data,
            seats={name: form[name].data for name in ("chair", "deputy", "member")},
            party_seats=form["party"].data,
        )
        return url_for("campaigns.arrangements", county=campaign.county, year=campaign.year)

    try:
        return perform(work, _("Campaign created. Check what each place does, then confirm."))
    except InputRefused as refusal:
        return again("campaigns/new.html", form, refusal, county=county_name())


@bp.get(PLACE + "/arrangements")
@official(Permission.CAMPAIGN_READ)
def arrangements(county: str, year: int) -> str:
    """Preview what will be created, place by place."""
    campaign = get_campaign(read(), actor(), county, year)
    return _arrangements_page(campaign)


def _arrangements_page(campaign: Any, refusal: InputRefused | None = None) -> str:
    rows = creation.list_arrangements(read(), campaign)
    form = confirm_form()
    form["seen_version"].data = creation.version_of(rows)
    bodies = creation.bodies_of(rows)
    townships = names_of(read(), {row.township for row in rows})
    return render_template(
        "campaigns/arrangements.html",
        campaign=campaign,
        rows=rows,
        names={row.place: row.name for row in rows},
        townships=townships,
        bodies=bodies,
        communities=sum(
            row.kind == "community" and row.place in bodies[Track.COMMITTEE] for row in rows
        ),
        profile=pinned(campaign.profile_snapshot),
        form=form,
        days=days_form(sorted(townships.items())),
        refused=refusal.issues if refusal else (),
        may_arrange=may(actor(), Permission.CAMPAIGN_ARRANGE, campaign.county),
    )


@bp.post(PLACE + "/arrangements")
@official(Permission.CAMPAIGN_CONFIRM)
def confirm(county: str, year: int) -> Response:
    """Create all elections in one act."""
    get_campaign(read(), actor(), county, year)
    form = confirm_form()

    def work(act: Act) -> str:
        campaign = get_campaign(act.session, act.actor, county, year)
        creation.confirm(act, campaign, seen_version=whole(form["seen_version"].data))
        return url_for("campaigns.board", county=county, year=year)

    try:
        return perform(work, _("The elections are created."))
    except InputRefused as refusal:
        campaign = get_campaign(read(), actor(), county, year)
        return make_response(_arrangements_page(campaign, refusal), 422)


@bp.post(PLACE + "/days")
@official(Permission.CAMPAIGN_ARRANGE)
def set_days(county: str, year: int) -> Response:
    """Give a township its own days."""
    campaign = get_campaign(read(), actor(), county, year)
    rows = creation.list_arrangements(read(), campaign)
    form = days_form(sorted(names_of(read(), {row.township for row in rows}).items()))
    if not form.validate():
        issues = [Issue(code="campaign.days_missing", source_key="")]
        return make_response(_arrangements_page(campaign, InputRefused(issues)), 422)

    def work(act: Act) -> str:
        creation.set_days(
            act,
            get_campaign(act.session, act.actor, county, year),
            form["township"].data,
            election_on=form["election_on"].data,
            assembly_on=form["assembly_on"].data,
        )
        return url_for("campaigns.arrangements", county=county, year=year)

    try:
        return perform(work, _("The township has its own days."))
    except InputRefused as refusal:
        return make_response(_arrangements_page(campaign, refusal), 422)


@bp.get(PLACE + "/arrangements/<string(length=12):place>")
@official(Permission.CAMPAIGN_ARRANGE)
def arrangement(county: str, year: int, place: str) -> str:
    """Show what one place does in this round."""
    campaign = get_campaign(read(), actor(), county, year)
    rows = {row.place: row for row in creation.list_arrangements(read(), campaign)}
    if place not in rows:
        raise NotFound(f"place {place}")
    form = arrangement_form(_other_places(rows, place))
    for name in _ARRANGED:
        form[name].data = getattr(rows[place], name)
    form["seen_version"].data = rows[place].version
    return render_template(
        "campaigns/arrangement.html", campaign=campaign, row=rows[place], form=form
    )


@bp.post(PLACE + "/arrangements/<string(length=12):place>")
@official(Permission.CAMPAIGN_ARRANGE)
def arrange(county: str, year: int, place: str) -> Response:
    """Correct what one place does in this round."""
    campaign = get_campaign(read(), actor(), county, year)
    rows = {row.place: row for row in creation.list_arrangements(read(), campaign)}
    if place not in rows:
        raise NotFound(f"place {place}")
    form = arrangement_form(_other_places(rows, place))
    told: dict[str, Any] = {"campaign": campaign, "row": rows[place]}
    if not form.validate():
        return again("campaigns/arrangement.html", form, **told)

    def work(act: Act) -> str:
        creation.arrange(
            act,
            get_campaign(act.session, act.actor, county, year),
            place,
            {
                name: form[name].data or ("" if name in _TEXTS else form[name].data)
                for name in _ARRANGED
            },
            seen_version=whole(form["seen_version"].data),
        )
        return url_for("campaigns.arrangements", county=county, year=year) + f"#p{place}"

    try:
        return perform(work, _("The arrangement is corrected."))
    except InputRefused as refusal:
        return again("campaigns/arrangement.html", form, refusal, **told)


_TEXTS = ("merged_into", "branch_joined_to", "reason_out")
_ARRANGED = (
    "kind",
    "has_committee_election",
    "has_party_election",
    "deputy_seats",
    "member_seats",
    "party_seats",
    *_TEXTS,
)


def _other_places(rows: dict[str, Any], place: str) -> list[tuple[str, str]]:
    township = rows[place].township
    return [(p, row.name) for p, row in rows.items() if p != place and row.township == township]


def _campaign_form() -> WritingForm:
    form = campaign_form(creation.list_rules())
    if request.method == "GET":
        for name, seats in creation.SEATS.items():
            form[name].data = seats
        form["party"].data = creation.PARTY_SEATS
    return form
