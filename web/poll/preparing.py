"""Before the poll: boxes with their scrutineers, and proxies."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.roll.queries import voter_named, voters_page
from electflow.voting import queries
from electflow.voting.box_users import users_of
from electflow.voting.boxes import get_mobile_box
from electflow.voting.proxy import ProxyRelation, last_day_to_apply
from electflow.voting.terms import BoxKind
from electflow.workflow import poll_day
from web.auth import official
from web.elections.forms import nominators_form
from web.entry import perform, read
from web.forms import WritingForm
from web.language import gettext as _
from web.poll.blueprint import HERE, PollPage, bp, poll_page
from web.poll.forms import box_form, proxy_form

_OFFERED = 3_000


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
    )


@bp.get(HERE + "/proxies")
@official(Permission.ELECTION_READ)
def proxies(county: str, year: int, village: str) -> str:
    """Show the register of proxies."""
    return _proxies_page(poll_page(county, year, village), proxy_form())


@bp.post(HERE + "/proxies")
@official(Permission.POLL_KEEP)
def register_proxy(county: str, year: int, village: str) -> Response | tuple[str, int]:
    """Register a proxy, or say every reason why not."""
    here, form = poll_page(county, year, village), proxy_form()
    if not form.validate():
        return _proxies_page(here, form), 422
    issues: list[Issue] = []
    principal = _one(here, form["principal"].data, issues)
    proxy = _one(here, form["proxy"].data, issues)
    if issues:
        return _proxies_page(here, form, InputRefused(issues)), 422

    def work(act: Act) -> str:
        poll_day.register_proxy(
            act,
            here.page.election.id,
            principal=principal,
            proxy=proxy,
            relation=ProxyRelation(form["relation"].data),
            reason=form["reason"].data,
            applied_on=form["applied_on"].data,
            is_written=form["is_written"].data == "yes",
        )
        return here.at("proxies")

    try:
        return perform(work, _("The proxy is registered."))
    except InputRefused as refusal:
        return _proxies_page(here, form, refusal), 422


def _one(here: PollPage, words: str, issues: list[Issue]) -> int:
    """Return the voter who is called so, or say why it is nobody or not one."""
    try:
        return voter_named(read(), here.page.election, words).id
    except InputRefused as refusal:
        issues += refusal.issues
        return 0


@bp.post(HERE + "/proxies/<int(max=99999):number>/withdraw")
@official(Permission.POLL_KEEP)
def withdraw_proxy(county: str, year: int, village: str, number: int) -> Response:
    """Record that a principal votes himself."""
    here = poll_page(county, year, village)

    def work(act: Act) -> str:
        poll_day.withdraw_proxy(act, here.page.election.id, number)
        return here.at("proxies")

    return perform(work, _("The proxy is withdrawn."))


def _proxies_page(here: PollPage, form: WritingForm, refusal: InputRefused | None = None) -> str:
    election, profile = here.page.election, here.page.profile
    is_open = here.may_keep and here.page.stage in poll_day.PROXIES_OPEN
    offered = voters_page(read(), election, most=_OFFERED) if is_open else []
    return render_template(
        "poll/proxies.html",
        here=here,
        page=here.page,
        form=form,
        refused=refusal.issues if refusal else (),
        lines=queries.slips_of(read(), election),
        offered=offered,
        is_open=is_open,
        last_day=last_day_to_apply(poll_day.poll_on_of(here.page.dossier), profile),
        has_limit=bool(profile.poll.proxy_until_days.value),
        most=profile.poll.proxy_most.value,
    )
