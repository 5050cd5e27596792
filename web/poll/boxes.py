"""The boxes: who watches them, who votes at one that is carried about, out and back."""

from collections.abc import Collection

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.voting import queries
from electflow.voting.box_scrutineers import at_boxes, watchers_of
from electflow.voting.box_users import users_of
from electflow.voting.boxes import get_box, get_mobile_box
from electflow.voting.terms import BoxKind
from electflow.workflow import poll_day
from web.auth import official
from web.elections.forms import nominators_form
from web.entry import perform, read
from web.forms import WritingForm, whole
from web.language import gettext as _
from web.poll.blueprint import HERE, PollPage, bp, poll_page
from web.poll.forms import box_form


@bp.get(HERE + "/boxes")
@official(Permission.ELECTION_READ)
def boxes(county: str, year: int, village: str) -> str:
    """Show the boxes."""
    return _boxes_page(poll_page(county, year, village), box_form())


@bp.post(HERE + "/boxes")
@official(Permission.POLL_KEEP)
def add_box(county: str, year: int, village: str) -> Response | tuple[str, int]:
    """Register a box."""
    here, form = poll_page(county, year, village), box_form()
    if not form.validate():
        return _boxes_page(here, form), 422

    def work(act: Act) -> str:
        poll_day.add_box(
            act,
            here.page.election.id,
            kind=BoxKind(form["kind"].data),
            name=form["name"].data,
            scrutineers=form["scrutineers"].data,
            users=form["users"].data,
            approval=form["approval"].data or "",
            seal=form["seal"].data or "",
            custodian=form["custodian"].data or "",
            route=form["route"].data or "",
        )
        return here.at("boxes")

    try:
        return perform(work, _("The box is registered."))
    except InputRefused as refusal:
        return _boxes_page(here, form, refusal), 422


@bp.post(HERE + "/boxes/<int(max=999):number>/withdraw")
@official(Permission.POLL_KEEP)
def withdraw_box(county: str, year: int, village: str, number: int) -> Response:
    """Take a box out of use."""
    here = poll_page(county, year, village)

    def work(act: Act) -> str:
        poll_day.withdraw_box(act, here.page.election.id, number)
        return here.at("boxes")

    return perform(work, _("The box is out of use."))


@bp.post(HERE + "/boxes/<int(max=999):number>/<any(out,back):what>")
@official(Permission.POLL_KEEP)
def note_box(county: str, year: int, village: str, number: int, what: str) -> Response:
    """Record that a box went out, or came back."""
    here = poll_page(county, year, village)

    def work(act: Act) -> str:
        poll_day.note_box(act, here.page.election.id, number, is_out=what == "out")
        return here.at("boxes")

    try:
        return perform(work, _("Recorded with this hour."))
    except InputRefused as refusal:
        return make_response(_boxes_page(here, box_form(), refusal), 422)


@bp.get(HERE + "/boxes/<int(max=999):number>/users")
@official(Permission.POLL_KEEP)
def box_users(county: str, year: int, village: str, number: int) -> str:
    """Show who votes at a box that is carried about, with the form to give the list anew."""
    return _users_page(poll_page(county, year, village), number)


@bp.post(HERE + "/boxes/<int(max=999):number>/users")
@official(Permission.POLL_KEEP)
def list_box_users(county: str, year: int, village: str, number: int) -> Response:
    """Keep who votes at a box, each checked against the list of voters."""
    here, form = poll_page(county, year, village), nominators_form()
    if not form.validate():
        return make_response(_users_page(here, number, form), 422)

    def work(act: Act) -> str:
        names = form["names"].data.splitlines()
        poll_day.list_box_users(act, here.page.election.id, number, names)
        return here.at("box_users", number=number)

    try:
        return perform(work, _("Kept; everybody is on the list of voters."))
    except InputRefused as refusal:
        return make_response(_users_page(here, number, form, refusal), 422)


@bp.get(HERE + "/boxes/<int(max=999):number>/scrutineers")
@official(Permission.POLL_KEEP)
def box_scrutineers(county: str, year: int, village: str, number: int) -> str:
    """Show who stands at a box, with the staff to choose from."""
    return _scrutineers_page(poll_page(county, year, village), number)


@bp.post(HERE + "/boxes/<int(max=999):number>/scrutineers")
@official(Permission.POLL_KEEP)
def post_scrutineers(county: str, year: int, village: str, number: int) -> Response:
    """Keep who stands at a box."""
    here, form = poll_page(county, year, village), WritingForm()
    chosen = {whole(value) for value in request.form.getlist("chosen")}
    seen = {whole(value) for value in request.form.getlist("seen")}

    def work(act: Act) -> str:
        poll_day.post_scrutineers(act, here.page.election.id, number, chosen, seen)
        return here.at("boxes")

    try:
        return perform(work, _("It is recorded who stands at the box."))
    except InputRefused as refusal:
        return make_response(_scrutineers_page(here, number, form, chosen, refusal), 422)


def _scrutineers_page(
    here: PollPage,
    number: int,
    form: WritingForm | None = None,
    chosen: Collection[int] | None = None,
    refusal: InputRefused | None = None,
) -> str:
    watchers = watchers_of(read(), here.page.election)
    there = {one.number for one in watchers if one.box == number and not one.is_released}
    return render_template(
        "poll/box_scrutineers.html",
        here=here,
        page=here.page,
        box=get_box(read(), here.page.election, number),
        form=form or WritingForm(),
        watchers=[one for one in watchers if not one.is_released],
        chosen=there if chosen is None else chosen,
        seen=there,
        names={box.number: box.name for box in here.boxes},
        refused=refusal.issues if refusal else (),
    )


def _users_page(
    here: PollPage,
    number: int,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
) -> str:
    box = get_mobile_box(read(), here.page.election, number)
    users = users_of(read(), here.page.election, number)
    if form is None:
        form = nominators_form()
        form["names"].data = "\n".join(f"{line.name} {line.group_name}" for line in users)
    return render_template(
        "poll/box_users.html",
        here=here,
        page=here.page,
        box=box,
        form=form,
        users=users,
        refused=refusal.issues if refusal else (),
    )


def _boxes_page(here: PollPage, form: WritingForm, refusal: InputRefused | None = None) -> str:
    return render_template(
        "poll/boxes.html",
        here=here,
        page=here.page,
        form=form,
        refused=refusal.issues if refusal else (),
        lines=queries.boxes_of(read(), here.page.election),
        watching=at_boxes(watchers_of(read(), here.page.election)),
    )
