"""The register of recusals as the county keeps it for its reviewers."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from electflow.access import service as access
from electflow.access.model import RoleGrant
from electflow.access.terms import GRANTS, Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.joint_review.doubts import Doubt, doubts_of
from electflow.joint_review.recusals import list_recusals
from electflow.joint_review.terms import RecusalGround
from electflow.regions.service import list_below, names_of
from electflow.regions.terms import Level
from electflow.workflow import replying
from web.auth import official
from web.entry import actor, perform, read
from web.forms import WritingForm
from web.language import gettext as _
from web.language import wording
from web.review.blueprint import HERE, ReviewPage, bp, review_page
from web.review.forms import keeping_form, reason_form

_REVIEWERS = {
    role.value
    for role, permissions in GRANTS.items()
    if permissions
    & {
        Permission.REPLY_ENTER,
        Permission.REPLY_SIGN,
        Permission.REPLY_FROM_PAPER,
        Permission.OPINION_DRAFT,
        Permission.OPINION_CHECK,
        Permission.OPINION_APPROVE,
        Permission.MEETING_KEEP,
        Permission.STATEMENT_ANSWER,
        Permission.REPLY_SIGN_PAPER,
        Permission.REVIEW_ASK,
    }
}
"""Who replies, asks, answers or concludes: kin of a candidate do none of these."""


@bp.get(HERE + "/recusals")
@official(Permission.RECUSAL_KEEP)
def recusals(county: str, year: int) -> str:
    """Show who may not judge whom."""
    return _page(review_page(county, year))


@bp.post(HERE + "/recusals")
@official(Permission.RECUSAL_KEEP)
def keep(county: str, year: int) -> Response:
    """Record for a reviewer whom he may not judge."""
    here = review_page(county, year)
    form = _form(here)
    if not form.validate():
        return make_response(_page(here, form), 422)
    person = form["person"].data

    def work(act: Act) -> str:
        replying.recuse(
            act,
            here.campaign,
            int(form["official"].data),
            ground=RecusalGround(form["ground"].data),
            person_id=int(person) if person else None,
            village=form["village"].data or "",
            source=form["source"].data,
        )
        return here.at("recusals")

    try:
        return perform(work, _("Recorded."))
    except InputRefused as refusal:
        return make_response(_page(here, form, refusal), 422)


@bp.post(HERE + "/recusals/<int(max=9223372036854775807):recusal>/end")
@official(Permission.RECUSAL_KEEP)
def end(county: str, year: int, recusal: int) -> Response:
    """Record that a recusal was stated in error."""
    here = review_page(county, year)
    form = reason_form(needed=False)

    def work(act: Act) -> str:
        replying.end_recusal(act, here.campaign, recusal, form["reason"].data or "")
        return here.at("recusals")

    try:
        return perform(work, _("Ended."))
    except InputRefused as refusal:
        return make_response(_page(here, None, refusal), 422)


def _page(
    here: ReviewPage, form: WritingForm | None = None, refusal: InputRefused | None = None
) -> str:
    rows = list_recusals(read(), here.campaign.county)
    officials = {row.official_id for row in rows} | {row.stated_by for row in rows}
    return render_template(
        "review/recusals.html",
        here=here,
        rows=rows,
        own=actor().official_id,
        officials=access.names_of(read(), here.campaign.county, officials),
        villages=names_of(read(), {row.village for row in rows if row.village}),
        form=form or _form(here),
        reason=reason_form(needed=False),
        refused=refusal.issues if refusal else (),
        doubts=_doubts(here),
    )


def _doubts(here: ReviewPage) -> list[tuple[str, str, Doubt]]:
    """Return which reviewers bear the name of who is examined, or of his kin, with both names."""
    county, persons = here.campaign.county, dict(here.persons_sent)
    reviewers = {
        row.id: access.name_of(read(), row)
        for row in access.list_officials(read(), county)
        if not row.is_disabled and any(grant.role in _REVIEWERS for grant in row.grants)
    }
    found = doubts_of(read(), here.campaign, reviewers, {int(i): n for i, n in persons.items()})
    return [(reviewers[d.official_id], persons[str(d.person_id)], d) for d in found]


def _seat_of(here: ReviewPage, grant: RoleGrant) -> str:
    return here.unit_name(grant.unit) if grant.unit else wording().label("role", grant.role)


def _form(here: ReviewPage) -> WritingForm:
    county = here.campaign.county
    reviewers = [
        (str(row.id), f"{access.name_of(read(), row)}（{_seat_of(here, grant)}）")
        for row in access.list_officials(read(), county)
        for grant in row.grants
        if grant.role in _REVIEWERS and not row.is_disabled
    ]
    villages = sorted((p.code, p.name) for p in list_below(read(), county, Level.VILLAGE))
    return keeping_form(reviewers, here.persons_sent, villages)
