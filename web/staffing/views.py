"""The election committee: its ranking, who left, who stepped in; poll staff; kinship."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.election_committee.service import rows_of_committee
from electflow.election_committee.terms import Duty, Leaving, StaffDuty
from electflow.errors import InputRefused, NotFound
from electflow.people import service as people
from electflow.people.kinship import list_kinships
from electflow.people.service import Named
from electflow.people.terms import Kinship
from electflow.stages import Stage, Track
from electflow.workflow import staffing
from web.auth import official
from web.elections.blueprint import VILLAGE, page_of
from web.elections.page import ElectionPage
from web.entry import actor, perform, read
from web.forms import WritingForm, again
from web.language import gettext as _
from web.language import wording
from web.staffing.forms import (
    chair_form,
    change_notice_form,
    kinship_form,
    leaving_form,
    member_form,
    staff_form,
    void_form,
)

bp = Blueprint("staffing", __name__)
HERE = VILLAGE + "/committee/staff"


def _page(county: str, year: int, village: str) -> ElectionPage:
    page = page_of(county, year, village, Track.COMMITTEE)
    if not page.is_carried:
        raise NotFound(f"staff of {village}")
    return page


def _at(page: ElectionPage, view: str, **more: Any) -> str:
    return url_for(
        f"staffing.{view}",
        county=page.campaign.county,
        year=page.campaign.year,
        village=page.election.address,
        **more,
    )


def _names(page: ElectionPage) -> Mapping[int, Named]:
    persons = staffing.persons_of(page.dossier)
    persons |= {row.person_id for row in rows_of_committee(read(), page.election)}
    persons |= {c.facts.person_id for c in page.followers}
    return people.named(read(), page.election.county, persons)


# --- the election committee -------------------------------------------------------------------


@bp.get(HERE)
@official(Permission.ELECTION_READ)
def committee(county: str, year: int, village: str) -> str:
    """Show the ranking of the forming meeting, who sits, who left."""
    return _committee_page(_page(county, year, village))


@bp.post(HERE)
@official(Permission.STAFF_KEEP)
def rank(county: str, year: int, village: str) -> Response:
    """Enter the next of the ranking."""
    page = _page(county, year, village)
    form = member_form(page.stage not in staffing.FORMING)
    if not form.validate():
        return make_response(_committee_page(page, form), 422)

    def work(act: Act) -> str:
        staffing.rank_member(
            act,
            page.election.id,
            name=form["name"].data,
            number=form["number_id"].data,
            sex=form["sex"].data,
            votes=form["votes"].data,
            duty=Duty(form["duty"].data),
            supplement=form["supplement"].data if "supplement" in form else "",
        )
        return _at(page, "committee")

    try:
        return perform(work, _("Entered in the ranking."))
    except InputRefused as refusal:
        return make_response(_committee_page(page, form, refusal), 422)


@bp.post(HERE + "/<int(max=999):rank_no>/void")
@official(Permission.STAFF_KEEP)
def void(county: str, year: int, village: str, rank_no: int) -> Response:
    """Take out a line of the ranking that was typed wrong."""
    page, form = _page(county, year, village), void_form()

    def work(act: Act) -> str:
        staffing.void_line(act, page.election.id, rank_no, reason=form["reason"].data or "")
        return _at(page, "committee")

    try:
        return perform(work, _("Taken out; it stays in the file."))
    except InputRefused as refusal:
        return make_response(_committee_page(page, refusal=refusal), 422)


@bp.get(HERE + "/<int(max=999):rank_no>/leave")
@official(Permission.STAFF_KEEP)
def leaving(county: str, year: int, village: str, rank_no: int) -> str:
    """Ask why a member leaves."""
    page = _page(county, year, village)
    return render_template("staffing/leave.html", **_leaving(page, rank_no), form=leaving_form())


@bp.post(HERE + "/<int(max=999):rank_no>/leave")
@official(Permission.STAFF_KEEP)
def leave(county: str, year: int, village: str, rank_no: int) -> Response:
    """Record that a member left; the next of the ranking steps in."""
    page = _page(county, year, village)
    form, told = leaving_form(), _leaving(page, rank_no)
    if not form.validate():
        return again("staffing/leave.html", form, None, **told)

    def work(act: Act) -> str:
        staffing.leave_committee(
            act,
            page.election.id,
            rank_no,
            leaving=Leaving(form["leaving"].data),
            left_on=form["left_on"].data,
            evidence=form["evidence"].data,
        )
        return _at(page, "committee")

    try:
        return perform(work, _("Recorded. Who stepped in stands in the list; post the change."))
    except InputRefused as refusal:
        return again("staffing/leave.html", form, refusal, **told)


@bp.post(HERE + "/<int(max=999):rank_no>/chair")
@official(Permission.STAFF_KEEP)
def choose_chair(county: str, year: int, village: str, rank_no: int) -> Response:
    """Record whom the members chose as their chair."""
    page, form = _page(county, year, village), chair_form()

    def work(act: Act) -> str:
        staffing.choose_chair(act, page.election.id, rank_no, minutes=form["minutes"].data or "")
        return _at(page, "committee")

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_committee_page(page, refusal=refusal), 422)


@bp.post(HERE + "/changes")
@official(Permission.STAFF_KEEP)
def post_changes(county: str, year: int, village: str) -> Response:
    """Record the notice of changes."""
    page, form = _page(county, year, village), change_notice_form()
    if not form.validate():
        return make_response(_committee_page(page, notice=form), 422)

    def work(act: Act) -> str:
        staffing.post_committee_changes(
            act,
            page.election.id,
            number=form["number"].data,
            posted_on=form["posted_on"].data,
        )
        return _at(page, "committee")

    try:
        return perform(work, _("The notice is recorded."))
    except InputRefused as refusal:
        return make_response(_committee_page(page, notice=form, refusal=refusal), 422)


def _leaving(page: ElectionPage, rank_no: int) -> dict[str, Any]:
    for row in rows_of_committee(read(), page.election):
        if row.rank == rank_no:
            name = people.named(read(), page.election.county, {row.person_id})[row.person_id]
            return {"page": page, "row": row, "name": name.name, "back": _at(page, "committee")}
    raise NotFound(f"rank {rank_no}")


def _committee_page(
    page: ElectionPage,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
    notice: WritingForm | None = None,
) -> str:
    rows = rows_of_committee(read(), page.election)
    return render_template(
        "staffing/committee.html",
        page=page,
        at=lambda view, **more: _at(page, view, **more),
        rows=rows,
        names=people.named(read(), page.election.county, {row.person_id for row in rows}),
        form=form or member_form(page.stage not in staffing.FORMING),
        why=_why_to_leave(page),
        is_short=staffing.is_short(page.dossier),
        notice=notice or change_notice_form(),
        refused=refusal.issues if refusal else (),
        is_forming=page.stage in staffing.FORMING,
        is_open=page.stage in staffing.OPEN,
        may_keep=page.may(Permission.STAFF_KEEP),
        unposted=sum(m.is_to_be_posted for m in page.dossier.staff.members),
        is_preparing=page.stage is Stage.PREPARING,
        has_chair=any(row.duty == Duty.CHAIR and not row.left_on for row in rows),
    )


def _why_to_leave(page: ElectionPage) -> dict[int, list[str]]:
    """Return in words why somebody of committee or staff stands too near to a candidate."""
    found = staffing.why_to_leave(page.dossier)
    names = {c.facts.person_id: c.name for c in page.candidates}
    say = wording().label
    told: dict[int, list[str]] = {}
    for person, reasons in found.items():
        for kin in reasons:
            if kin is None:
                told.setdefault(person, []).append(_("is a candidate"))
                continue
            other = kin.b if kin.a == person else kin.a
            state = _("confirmed") if kin.is_confirmed else _("to be confirmed")
            words = _(
                "near kin of candidate %(name)s (%(kinship)s, %(state)s)",
                name=names.get(other, ""),
                kinship=say("kin", kin.kinship),
                state=state,
            )
            told.setdefault(person, []).append(words)
    return told


# --- poll staff -------------------------------------------------------------------------------


@bp.get(HERE + "/poll")
@official(Permission.ELECTION_READ)
def workers(county: str, year: int, village: str) -> str:
    """Show who works at the poll."""
    return _workers_page(_page(county, year, village), staff_form())


@bp.post(HERE + "/poll")
@official(Permission.STAFF_KEEP)
def add_worker(county: str, year: int, village: str) -> Response:
    """Enter somebody who works at the poll."""
    page, form = _page(county, year, village), staff_form()
    if not form.validate():
        return make_response(_workers_page(page, form), 422)

    def work(act: Act) -> str:
        staffing.add_staff(
            act,
            page.election.id,
            name=form["name"].data,
            number=form["number_id"].data,
            sex=form["sex"].data,
            duty=StaffDuty(form["duty"].data),
        )
        return _at(page, "workers")

    try:
        return perform(work, _("Entered."))
    except InputRefused as refusal:
        return make_response(_workers_page(page, form, refusal), 422)


@bp.post(HERE + "/poll/<int(max=99999):number>/release")
@official(Permission.STAFF_KEEP)
def release(county: str, year: int, village: str, number: int) -> Response:
    """Release somebody from the poll."""
    page = _page(county, year, village)

    def work(act: Act) -> str:
        staffing.release_staff(act, page.election.id, number)
        return _at(page, "workers")

    return perform(work, _("Released."))


def _workers_page(
    page: ElectionPage, form: WritingForm, refusal: InputRefused | None = None
) -> str:
    return render_template(
        "staffing/workers.html",
        page=page,
        at=lambda view, **more: _at(page, view, **more),
        names=_names(page),
        why=_why_to_leave(page),
        form=form,
        refused=refusal.issues if refusal else (),
        is_open=page.stage in staffing.OPEN,
        may_keep=page.may(Permission.STAFF_KEEP),
    )


# --- kinship ----------------------------------------------------------------------------------


@bp.get(HERE + "/kinship")
@official(Permission.STAFF_KEEP)
def kinship(county: str, year: int, village: str) -> str:
    """Show the register of kinship; it is for those who keep it."""
    return _kinship_page(_page(county, year, village))


@bp.post(HERE + "/kinship")
@official(Permission.STAFF_KEEP)
def state_kinship(county: str, year: int, village: str) -> Response:
    """Record a kinship with its source."""
    page = _page(county, year, village)
    form = _kinship_form(page)
    if not form.validate():
        return make_response(_kinship_page(page, form), 422)

    def work(act: Act) -> str:
        staffing.state_kinship(
            act,
            page.election.id,
            a=int(form["a"].data),
            b=int(form["b"].data),
            relation=Kinship(form["relation"].data),
            source=form["source"].data,
        )
        return _at(page, "kinship")

    try:
        return perform(work, _("Recorded; another person confirms it."))
    except InputRefused as refusal:
        return make_response(_kinship_page(page, form, refusal), 422)


@bp.post(HERE + "/kinship/<int(max=9223372036854775807):kinship_id>/<any(confirm,refute):finding>")
@official(Permission.STAFF_KEEP)
def decide_kinship(county: str, year: int, village: str, kinship_id: int, finding: str) -> Response:
    """Confirm or refute a kinship, as another person."""
    page = _page(county, year, village)

    def work(act: Act) -> str:
        staffing.decide_kinship(
            act,
            page.election.id,
            kinship_id,
            confirm=finding == "confirm",
            reason=request.form.get("reason", "")[:300],
        )
        return _at(page, "kinship")

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_kinship_page(page, None, refusal), 422)


def _kinship_form(page: ElectionPage) -> WritingForm:
    names = _names(page)
    standing = {c.person_id: c.post for c in page.dossier.candidates if c.stands}
    persons = [
        (str(person), named.name + (" ★" if person in standing else ""))
        for person, named in sorted(names.items(), key=lambda item: item[1].name)
    ]
    return kinship_form(persons)


def _kinship_page(
    page: ElectionPage, form: WritingForm | None = None, refusal: InputRefused | None = None
) -> str:
    if not page.may(Permission.STAFF_KEEP):
        raise NotFound(f"kinship of {page.election.village}")
    return render_template(
        "staffing/kinship.html",
        page=page,
        at=lambda view, **more: _at(page, view, **more),
        names=_names(page),
        lines=list_kinships(read(), page.election.county, page.election.id),
        me=actor().official_id,
        form=form or _kinship_form(page),
        refused=refusal.issues if refusal else (),
    )
