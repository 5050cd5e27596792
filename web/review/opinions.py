"""Opinions over a named list: of whom nothing was found, drafted, checked and approved together."""

from collections.abc import Callable

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused
from electflow.joint_review.doubts import Doubt
from electflow.joint_review.terms import OpinionStanding
from electflow.joint_review.together import MOST, Key, passing
from electflow.workflow import concluding
from web.auth import official
from web.entry import perform, read
from web.forms import identifier
from web.language import gettext as _
from web.review.blueprint import HERE, ReviewPage, bp, review_page
from web.review.forms import number_form


@bp.get(HERE + "/opinions")
@official(Permission.REVIEW_READ)
def opinions(county: str, year: int) -> str:
    """Show of whom nothing was found, by how far the opinion on them is."""
    return _page(review_page(county, year))


@bp.post(HERE + "/opinions/draft")
@official(Permission.OPINION_DRAFT)
def draft_many(county: str, year: int) -> Response:
    """Draft that nothing was found, of everybody chosen."""
    here, chosen = review_page(county, year), _chosen()
    form = number_form()
    number = form["number"].data or ""
    return _done(
        here,
        lambda act: concluding.draft_together(act, here.campaign, chosen, number),
        _("Drafted. Another person checks it."),
    )


@bp.post(HERE + "/opinions/check")
@official(Permission.OPINION_CHECK)
def check_many(county: str, year: int) -> Response:
    """Check the drafted opinions of everybody chosen."""
    here, chosen = review_page(county, year), _chosen()
    return _done(
        here,
        lambda act: concluding.check_together(act, here.campaign, chosen),
        _("Checked. The head of the office approves it."),
    )


@bp.post(HERE + "/opinions/approve")
@official(Permission.OPINION_APPROVE)
def approve_many(county: str, year: int) -> Response:
    """Approve the checked opinions of everybody chosen."""
    here, chosen = review_page(county, year), _chosen()
    return _done(
        here,
        lambda act: concluding.approve_together(act, here.campaign, chosen),
        _("Approved. It is the conclusion from now on."),
    )


def _done(here: ReviewPage, act_on: Callable[[Act], int], said: str) -> Response:
    def work(act: Act) -> str:
        act_on(act)
        return here.at("opinions")

    try:
        return perform(work, said)
    except InputRefused as refusal:
        return make_response(_page(here, refusal), 422)


def _chosen() -> list[Key]:
    told = [value.partition(":") for value in request.form.getlist("chosen")]
    return [(identifier(election), identifier(number)) for election, _colon, number in told]


def _doubts(here: ReviewPage) -> list[tuple[str, Doubt]]:
    """Return who of those examined bears the reader's own name, or has kin of that name."""
    persons = dict(here.persons_sent)
    found = here.doubts({int(i): name for i, name in persons.items()})
    return [(persons[str(i)], doubt) for i, doubts in found.items() for doubt in doubts]


def _page(here: ReviewPage, refusal: InputRefused | None = None) -> str:
    found = passing(read(), here.campaign)
    standings = (OpinionStanding.DRAFTED.value, OpinionStanding.CHECKED.value)
    by_standing = {
        standing: [p for p in found if p.opinion and p.opinion.standing == standing]
        for standing in standings
    }
    fresh = [p for p in found if not (p.opinion and p.opinion.standing in standings)]
    groups = (
        ("draft", _("Nothing was found: to be drafted"), Permission.OPINION_DRAFT, fresh),
        ("check", _("To be checked"), Permission.OPINION_CHECK, by_standing[standings[0]]),
        ("approve", _("To be approved"), Permission.OPINION_APPROVE, by_standing[standings[1]]),
    )
    return render_template(
        "review/opinions.html",
        here=here,
        groups=groups,
        doubts=_doubts(here),
        form=number_form(),
        is_cut=len(found) == MOST,
        most=MOST,
        refused=refusal.issues if refusal else (),
    )
