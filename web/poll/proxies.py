"""Proxies: who votes for whom."""

from flask import render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.issues import Issue
from electflow.roll.queries import voter_named, voters_page
from electflow.voting import queries
from electflow.voting.proxy import ProxyRelation, last_day_to_apply
from electflow.workflow import poll_day
from web.auth import official
from web.entry import perform, read
from web.forms import WritingForm
from web.language import gettext as _
from web.poll.blueprint import HERE, PollPage, bp, poll_page
from web.poll.forms import proxy_form

_OFFERED = 3_000


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
        holding={line.number for line in queries.slips_in_force(read(), election)},
        may_withdraw=here.may_keep and here.page.stage in poll_day.PROXIES_WITHDRAWN,
        last_day=last_day_to_apply(poll_day.poll_on_of(here.page.dossier), profile),
        has_limit=bool(profile.poll.proxy_until_days.value),
        most=profile.poll.proxy_most.value,
    )
