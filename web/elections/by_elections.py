"""The page on which a by-election of a body that sits is opened."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.campaign.by_elections import source_of
from electflow.campaign.terms import Post, Vacated
from electflow.errors import InputRefused, NotFound
from electflow.issues import Issue
from electflow.people.service import named
from electflow.stages import Track
from electflow.workflow.by_election import Body, body_of, open_by_election
from web.auth import official
from web.elections.blueprint import HERE, bp, page_of
from web.elections.page import ElectionPage
from web.entry import perform, read
from web.forms import WritingForm, choice, day, number, paragraph, text, tick
from web.language import gettext as _
from web.language import wording


@bp.get(HERE + "/by-election")
@official(Permission.CAMPAIGN_CONFIRM)
def by_election(county: str, year: int, village: str, track: str) -> str:
    """Show who sits, which seats stayed vacant, and the form of a by-election."""
    page = page_of(county, year, village, track)
    body = _body(page)
    return _shown(page, body, _form(page, body))


@bp.post(HERE + "/by-election")
@official(Permission.CAMPAIGN_CONFIRM)
def hold_by_election(county: str, year: int, village: str, track: str) -> Response:
    """Open a by-election, and go to its page."""
    page = page_of(county, year, village, track)
    body = _body(page)
    form = _form(page, body)
    if not form.validate():
        return make_response(_shown(page, body, form, _no_seat(page, body, form)), 422)

    def work(act: Act) -> str:
        opened = open_by_election(
            act,
            page.election.id,
            left=[s.person_id for s in body.sitting if form[_left(s.person_id)].data],
            vacant={post: form[_vacant(post)].data or 0 for post in body.vacant},
            cause=Vacated(form["cause"].data),
            number=form["number"].data,
            dated_on=form["dated_on"].data,
            election_on=form["election_on"].data,
            reason=form["reason"].data,
        )
        return page.at("show", village=opened.address)

    try:
        return perform(work, _("The by-election is open."))
    except InputRefused as refusal:
        return make_response(_shown(page, body, form, refusal), 422)


def _no_seat(page: ElectionPage, body: Body, form: WritingForm) -> InputRefused | None:
    """Return, beside what is not filled in, that nobody was named who left and no seat."""
    left = any(form[_left(one.person_id)].data for one in body.sitting)
    if left or any(form[_vacant(post)].data for post in body.vacant):
        return None
    key = source_of(page.track, page.profile)
    return InputRefused([Issue(code="by_election.no_seat", source_key=key)])


def _body(page: ElectionPage) -> Body:
    """Return the body that sits; raises NotFound on the page of a by-election."""
    if page.election.ordinal:
        raise NotFound(f"regular election at {page.election.address}")
    return body_of(read(), page.election)


def _shown(
    page: ElectionPage, body: Body, form: WritingForm, refusal: InputRefused | None = None
) -> str:
    return render_template(
        "elections/by_election.html",
        page=page,
        body=body,
        left=[_left(one.person_id) for one in body.sitting],
        vacant=[_vacant(post) for post in body.vacant],
        form=form,
        rule=page.profile.result.by_election,
        refused=refusal.issues if refusal else (),
    )


def _form(page: ElectionPage, body: Body) -> WritingForm:
    names = named(read(), page.election.county, {one.person_id for one in body.sitting})
    sitting = [
        (_left(one.person_id), f"{names[one.person_id].name} · {wording().label('post', one.post)}")
        for one in body.sitting
    ]
    return _by_election_form(page.track, sitting, body.vacant)


def _by_election_form(
    track: Track, sitting: Sequence[tuple[str, str]], vacant: Mapping[Post, int]
) -> WritingForm:
    """Return the form: who left, which vacant seats are filled as well, why, and the day."""

    class ByElectionForm(WritingForm):
        cause = choice(
            _("How the seat fell open"),
            [(cause.value, wording().label("vacated", cause)) for cause in Vacated],
        )
        number = text(
            _("Number of the document"),
            most=80,
            note=_("The resignation as accepted, the notice, the vote of recall, or the minutes"),
        )
        dated_on = day(_("Date of the document"))
        election_on = day(
            _("Day of the by-election") if track is Track.COMMITTEE else _("Assembly day")
        )
        reason = paragraph(_("Reason"), needed=True, most=500)

    form: Any = ByElectionForm
    for name, told in sitting:
        setattr(form, name, tick(told))
    for post, n in vacant.items():
        told = _("%(post)s: of %(n)s vacant seats, to be filled now", n=n, post=_post(post))
        setattr(form, _vacant(post), number(told, most=n, needed=False))
    return ByElectionForm()


def _post(post: Post) -> str:
    return wording().label("post", post)


def _left(person_id: int) -> str:
    return f"left_{person_id}"


def _vacant(post: Post) -> str:
    return f"vacant_{post.value}"
