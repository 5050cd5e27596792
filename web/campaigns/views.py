"""Campaigns: the list, the board, lists of elections, creation, arrangement, bulk acts."""

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from electflow.access.rules import may, may_anywhere
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.board.queries import (
    Filter,
    board_of,
    lateness,
    list_elections,
)
from electflow.campaign import creation
from electflow.campaign import service as campaign_service
from electflow.campaign.service import get_campaign, list_campaigns
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue, Severity, State
from electflow.jobs.service import get_job
from electflow.profile.loader import load_profile, pinned, shipped_profiles
from electflow.regions.service import names_of
from electflow.stages import Phase, Stage, Track, Trigger
from electflow.workflow import bulk
from electflow.workflow.machine import STEPS_OF
from web.auth import official
from web.campaigns.forms import (
    arrangement_form,
    bulk_form,
    campaign_form,
    confirm_form,
    days_form,
)
from web.entry import actor, perform, read, settings, today
from web.forms import WritingForm, again
from web.language import gettext as _

bp = Blueprint("campaigns", __name__)
_PLACE = "/c/<string(length=6):county>-<int(max=9999):year>"


@bp.get("/campaigns")
@official(Permission.CAMPAIGN_READ)
def index() -> str:
    """List the campaigns of the reader's county."""
    return render_template(
        "campaigns/index.html",
        campaigns=list_campaigns(read(), actor()),
        may_create=may(actor(), Permission.CAMPAIGN_CREATE, actor().county),
    )


@bp.get("/campaigns/new")
@official(Permission.CAMPAIGN_CREATE)
def new() -> str:
    """Show the form of a new campaign."""
    return render_template("campaigns/new.html", form=_campaign_form(), county=_county_name())


@bp.post("/campaigns/new")
@official(Permission.CAMPAIGN_CREATE)
def create() -> Response:
    """Create a campaign and go on to the preview of its elections."""
    form = _campaign_form()
    if not form.validate():
        return again("campaigns/new.html", form, county=_county_name())
    told = {name: form[name].data for name in ("name", "term_no", "election_on", "assembly_on")}

    def work(act: Act) -> str:
        campaign = creation.create(
            act,
            **told,
            profile=form["profile"].data,
            seats={name: form[name].data for name in ("chair", "deputy", "member")},
        )
        return url_for("campaigns.arrangements", county=campaign.county, year=campaign.year)

    try:
        return perform(work, _("Campaign created. Check what each place does, then confirm."))
    except InputRefused as refusal:
        return again("campaigns/new.html", form, refusal, county=_county_name())


@bp.get(_PLACE + "/")
@official(Permission.CAMPAIGN_READ)
def board(county: str, year: int) -> str:
    """Show the board: townships × phases."""
    campaign = get_campaign(read(), actor(), county, year)
    counts = board_of(read(), actor(), campaign, today())
    return render_template(
        "campaigns/board.html",
        campaign=campaign,
        board=counts,
        tracks=list(Track),
        phases=list(Phase),
        today=today(),
        profile=pinned(campaign.profile_snapshot),
        county_name=_county_name(),
    )


@bp.get(_PLACE + "/list")
@official(Permission.ELECTION_READ)
def elections(county: str, year: int) -> str:
    """List elections by filter, one page after another by key."""
    campaign = get_campaign(read(), actor(), county, year)
    chosen = _filter()
    most = settings().page_rows
    rows = list_elections(read(), actor(), campaign, chosen, most + 1)
    shown = rows[:most]
    profile = pinned(campaign.profile_snapshot)
    return render_template(
        "campaigns/list.html",
        campaign=campaign,
        chosen=chosen,
        rows=shown,
        next_key=f"{shown[-1].village}:{shown[-1].track}" if len(rows) > most else "",
        townships=names_of(read(), {row.township for row in shown}),
        late={
            row.id: lateness(Track(row.track), Stage(row.stage), row.election_on, profile, today())
            for row in shown
        },
        stages=_stages(chosen) if chosen.track else [],
        phases=list(Phase),
        tracks=list(Track),
        form=bulk_form(),
        triggers=_bulk_triggers(chosen),
        may_bulk=may_anywhere(actor(), Permission.JOB_RUN),
    )


@bp.post(_PLACE + "/bulk")
@official(Permission.JOB_RUN)
def act_for_many(county: str, year: int) -> Response:
    """Begin one step for the chosen villages."""
    get_campaign(read(), actor(), county, year)
    form = bulk_form()
    try:
        trigger = Trigger(form["trigger"].data or "")
        seen = dict(_chosen(row) for row in request.form.getlist("election"))
    except ValueError as error:
        issue = Issue(code="bulk.nothing_chosen", source_key="")
        raise InputRefused([issue]) from error

    def work(act: Act) -> str:
        job = bulk.open_bulk(
            act,
            trigger,
            seen,
            reason=form["reason"].data or "",
            explanation=form["explanation"].data or "",
            most=settings().bulk_most,
        )
        return url_for("campaigns.bulk_result", county=county, year=year, job_id=job.id)

    return perform(work)


@bp.get(_PLACE + "/bulk/<int(max=9223372036854775807):job_id>")
@official(Permission.JOB_RUN)
def bulk_result(county: str, year: int, job_id: int) -> str:
    """Show how far a bulk act is and what came of each village; may be left and opened again."""
    campaign = get_campaign(read(), actor(), county, year)
    job = get_job(read(), county, job_id)
    if job.opened_by != actor().official_id and not may(
        actor(), Permission.CAMPAIGN_CREATE, county
    ):
        raise NotFound(f"job {job_id}")
    ids = [int(row["election"]) for row in job.result]
    elections = campaign_service.elections_by_id(read(), actor(), ids)
    return render_template(
        "campaigns/bulk.html",
        campaign=campaign,
        job=job,
        elections=elections,
        moved=[row for row in job.result if not row["error"]],
        refused=[
            (row, [_issue(told) for told in row["issues"]]) for row in job.result if row["error"]
        ],
        profile=pinned(campaign.profile_snapshot),
    )


@bp.get(_PLACE + "/arrangements")
@official(Permission.CAMPAIGN_READ)
def arrangements(county: str, year: int) -> str:
    """Preview what will be created, place by place."""
    campaign = get_campaign(read(), actor(), county, year)
    return _arrangements_page(campaign)


def _arrangements_page(campaign: Any, refusal: InputRefused | None = None) -> str:
    rows = creation.list_arrangements(read(), campaign)
    townships = names_of(read(), {row.township for row in rows})
    return render_template(
        "campaigns/arrangements.html",
        campaign=campaign,
        rows=rows,
        names={row.place: row.name for row in rows},
        townships=townships,
        bodies={track.value: len(b) for track, b in creation.bodies_of(rows).items()},
        profile=pinned(campaign.profile_snapshot),
        form=confirm_form(),
        days=days_form(sorted(townships.items())),
        refused=refusal.issues if refusal else (),
        may_arrange=may(actor(), Permission.CAMPAIGN_ARRANGE, campaign.county),
    )


@bp.post(_PLACE + "/arrangements")
@official(Permission.CAMPAIGN_CONFIRM)
def confirm(county: str, year: int) -> Response:
    """Create all elections in one act."""
    get_campaign(read(), actor(), county, year)

    def work(act: Act) -> str:
        campaign = get_campaign(act.session, act.actor, county, year)
        creation.confirm(act, campaign)
        return url_for("campaigns.board", county=county, year=year)

    try:
        return perform(work, _("The elections are created."))
    except InputRefused as refusal:
        campaign = get_campaign(read(), actor(), county, year)
        return make_response(_arrangements_page(campaign, refusal), 422)


@bp.post(_PLACE + "/days")
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


@bp.get(_PLACE + "/arrangements/<string(length=12):place>")
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
    return render_template(
        "campaigns/arrangement.html", campaign=campaign, row=rows[place], form=form
    )


@bp.post(_PLACE + "/arrangements/<string(length=12):place>")
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
        )
        return url_for("campaigns.arrangements", county=county, year=year) + f"#p{place}"

    try:
        return perform(work, _("The arrangement is corrected."))
    except InputRefused as refusal:
        return again("campaigns/arrangement.html", form, refusal, **told)


_TEXTS = ("merged_into", "branch_joined_to", "reason_out")
_ARRANGED = ("kind", "has_committee_election", "has_party_election", "member_seats", *_TEXTS)


def _other_places(rows: dict[str, Any], place: str) -> list[tuple[str, str]]:
    township = rows[place].township
    return [(p, row.name) for p, row in rows.items() if p != place and row.township == township]


def _campaign_form() -> WritingForm:
    profiles = [(name, load_profile(name).title) for name in shipped_profiles()]
    form = campaign_form(profiles)
    if request.method == "GET":
        form["chair"].data, form["deputy"].data, form["member"].data = 1, 1, 3
    return form


def _county_name() -> str:
    county = actor().county
    return names_of(read(), [county]).get(county, county)


def _filter() -> Filter:
    asked = request.args

    def one_of(kind: Any, name: str) -> Any:
        value = asked.get(name, "")
        return kind(value) if value in set(kind) else None

    return Filter(
        track=one_of(Track, "track"),
        township=asked.get("township", "")[:9],
        phase=one_of(Phase, "phase"),
        stage=one_of(Stage, "stage"),
        words=asked.get("q", "").strip()[:30],
        after=asked.get("after", "")[:30],
    )


def _stages(chosen: Filter) -> list[Stage]:
    assert chosen.track is not None
    found = dict.fromkeys(step.source for step in STEPS_OF[chosen.track])
    return list(found)


def _bulk_triggers(chosen: Filter) -> list[Trigger]:
    """Return the steps out of the filtered stage, which is what one bulk act can make."""
    if not chosen.track or not chosen.stage:
        return []
    steps = [s for s in STEPS_OF[chosen.track] if s.source is chosen.stage and s.is_main]
    return [step.trigger for step in steps]


def _chosen(row: str) -> tuple[int, int]:
    election, _colon, version = row.partition(":")
    words = (election, version)
    if not all(w.isascii() and w.isdecimal() and int(w) < 2**63 for w in words):
        raise ValueError("no election has such a number")
    return int(election), int(version)


def _issue(told: dict[str, Any]) -> Issue:
    return Issue(
        code=told["code"],
        source_key=told["source_key"],
        severity=Severity(told["severity"]),
        state=State(told["state"]),
        facts=told["facts"],
        fix=told["fix"],
    )
