"""Campaigns: the list, the board, lists of elections, bulk acts."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from electflow.access.rules import may, may_anywhere
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.board.queries import (
    Due,
    Filter,
    board_of,
    due_of,
    held_among,
    list_elections,
)
from electflow.campaign import service as campaign_service
from electflow.campaign.calendar import NOT_DUE
from electflow.campaign.model import Election
from electflow.campaign.service import get_campaign, list_campaigns
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue, Severity, State
from electflow.jobs.service import get_job, jobs_of
from electflow.profile.loader import pinned
from electflow.profile.model import Profile
from electflow.regions.service import list_below, names_of
from electflow.regions.terms import Level, PlaceKind
from electflow.stages import Phase, Stage, Track, Trigger
from electflow.workflow import bulk
from electflow.workflow.machine import STEPS_OF
from web.auth import official
from web.campaigns.blueprint import PLACE, bp, county_name
from web.campaigns.forms import (
    bulk_form,
)
from web.entry import actor, perform, read, settings, today


@bp.get("/campaigns")
@official(Permission.CAMPAIGN_READ)
def index() -> str:
    """List the campaigns of the reader's county."""
    return render_template(
        "campaigns/index.html",
        campaigns=list_campaigns(read(), actor()),
        may_create=may(actor(), Permission.CAMPAIGN_CREATE, actor().county),
    )


@bp.get(PLACE + "/")
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
        county_name=county_name(),
    )


@bp.get(PLACE + "/list")
@official(Permission.ELECTION_READ)
def elections(county: str, year: int) -> str:
    """List elections by filter, one page after another by key."""
    campaign = get_campaign(read(), actor(), county, year)
    chosen = _filter()
    most = settings().page_rows
    rows = list_elections(read(), actor(), campaign, chosen, most + 1, today())
    shown = rows[:most]
    held = held_among(read(), county, shown)
    profile = pinned(campaign.profile_snapshot)
    return render_template(
        "campaigns/list.html",
        campaign=campaign,
        chosen=chosen,
        rows=shown,
        next_key=f"{shown[-1].address}:{shown[-1].track}" if len(rows) > most else "",
        townships=names_of(read(), {row.township for row in shown}),
        due={row.id: _due_of(row, profile, held) for row in shown},
        held=held,
        all_townships=list_below(read(), county, Level.TOWNSHIP),
        jobs=[
            job
            for job in jobs_of(read(), county, actor().official_id, most=20)
            if job.payload.get("campaign") == str(campaign.id)
        ][:5],
        stages=_stages(chosen) if chosen.track else [],
        phases=list(Phase),
        tracks=list(Track),
        form=bulk_form(),
        triggers=_bulk_triggers(chosen),
        may_bulk=may_anywhere(actor(), Permission.JOB_RUN),
    )


@bp.post(PLACE + "/bulk")
@official(Permission.JOB_RUN)
def act_for_many(county: str, year: int) -> Response:
    """Begin one step for the chosen villages."""
    campaign = get_campaign(read(), actor(), county, year)
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
            campaign_id=campaign.id,
            track=form["track"].data or "",
        )
        return url_for("campaigns.bulk_result", county=county, year=year, job_id=job.id)

    return perform(work)


@bp.get(PLACE + "/bulk/<int(max=9223372036854775807):job_id>")
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


def _due_of(election: Election, profile: Profile, held: set[int]) -> Due:
    """Return what is due next in a listed election; of a community nothing is."""
    track, stage = Track(election.track), Stage(election.stage)
    if election.place_kind == PlaceKind.COMMUNITY and track is Track.COMMITTEE:
        return Due(None, None, NOT_DUE)
    is_held = election.id in held
    return due_of(track, stage, election.election_on, profile, today(), is_held=is_held)


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
        is_late=asked.get("late") == "1",
        by_elections={"1": True, "0": False}.get(asked.get("by", "")),
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
    steps = [s for s in steps if s.trigger not in bulk.ONE_BY_ONE]
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
        is_irregularity=told.get("irregularity", False),
    )
