"""The checklist of a campaign: what is asked of whom, proposed by one person and adopted by another."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from tomllib import TOMLDecodeError
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.errors import InputRefused, ProfileError
from electflow.issues import Fact, Issue
from electflow.joint_review.adoption import list_waiting, own_items_known, units_known
from electflow.joint_review.checklist import (
    Checklist,
    changes_between,
    levels_of,
    load_checklist,
    resolve,
    shipped_checklists,
)
from electflow.joint_review.manning import Gap, Staff, gaps_of, without_account
from electflow.joint_review.terms import Round
from electflow.regions.service import list_below
from electflow.regions.terms import Level
from electflow.workflow import reviewing
from web.auth import official
from web.entry import actor, perform, read
from web.forms import WritingForm
from web.language import gettext as _
from web.language import wording
from web.review.blueprint import HERE, ReviewPage, bp, review_page
from web.review.forms import (
    begin_from,
    checklist_form,
    list_file_form,
    own_items_in,
    reason_form,
)

_MOST_BYTES = 256 * 1024


@bp.get(HERE + "/checklist")
@official(Permission.REVIEW_READ)
def checklist(county: str, year: int) -> str:
    """Show the list in force, what waits to be adopted, and the form of another list."""
    return _page(review_page(county, year))


@bp.post(HERE + "/checklist")
@official(Permission.CHECKLIST_PROPOSE)
def propose(county: str, year: int) -> Response:
    """Propose a list."""
    here = review_page(county, year)
    form = _form()
    if not form.validate():
        return make_response(_page(here, form), 422)
    ticked = [f.name for f in form if f.name.startswith(("on_", "round_")) and f.data]
    base = form["base"].data
    if not any(name.startswith("round_") for name in ticked):
        refusal = InputRefused([Issue(code="vetting.no_round", source_key="")])
        return make_response(_page(here, form, refusal), 422)
    level: dict[str, Any] = {
        "name": here.campaign.county,
        "title": _title(here),
        "parent": base,
        "document": form["document"].data,
        "rounds": [n.removeprefix("round_") for n in ticked if n.startswith("round_")],
        "on": [n.removeprefix("on_") for n in ticked if n.startswith("on_")],
    }
    codes = {name: code for code, name in units_known(read(), here.campaign.county).items()}
    known = own_items_known(read(), here.campaign.county)
    level |= own_items_in(form, codes, load_checklist(base).units, known)

    def work(act: Act) -> str:
        reviewing.propose_checklist(act, here.campaign, [*levels_of(base), level])
        return here.at("checklist")

    try:
        return perform(work, _("Proposed. The head of the county office adopts it."))
    except InputRefused as refusal:
        return make_response(_page(here, form, refusal), 422)


@bp.post(HERE + "/checklist/file")
@official(Permission.CHECKLIST_PROPOSE)
def propose_file(county: str, year: int) -> Response:
    """Propose a list that the county wrote as a file: with units, effects and national rules of its own."""
    here = review_page(county, year)
    form = list_file_form()
    if not form.validate():
        return make_response(_page(here, file=form), 422)
    content = request.files["list"].read(_MOST_BYTES + 1)
    try:
        levels = _levels_in(content)
    except (TOMLDecodeError, UnicodeDecodeError, ProfileError) as error:
        facts: dict[str, Fact] = {"faults": str(error)}
        refusal = InputRefused([Issue(code="vetting.list_faulty", source_key="", facts=facts)])
        return make_response(_page(here, None, refusal, form), 422)

    def work(act: Act) -> str:
        reviewing.propose_checklist(act, here.campaign, levels)
        return here.at("checklist")

    try:
        return perform(work, _("Proposed. The head of the county office adopts it."))
    except InputRefused as refusal:
        return make_response(_page(here, None, refusal, form), 422)


def _levels_in(content: bytes) -> list[dict[str, Any]]:
    """Return the levels of a county's file, its parent's first; raises for what is no such file."""
    if len(content) > _MOST_BYTES:
        raise ProfileError(f"{len(content)} > {_MOST_BYTES} bytes")
    level = tomllib.loads(content.decode("utf-8"))
    parent = level.get("parent")
    if parent not in shipped_checklists():
        known = ", ".join(shipped_checklists())
        raise ProfileError(f"parent: {parent!r} is none of {known}")
    return [*levels_of(parent), level]


@bp.post(HERE + "/checklist/<int(max=9223372036854775807):proposal>/<any(approve,reject):answer>")
@official(Permission.CHECKLIST_APPROVE)
def decide_list(county: str, year: int, proposal: int, answer: str) -> Response:
    """Adopt a proposed list, or turn it down with the reason."""
    here = review_page(county, year)
    form = reason_form(needed=False)

    def work(act: Act) -> str:
        reviewing.decide_checklist(
            act,
            here.campaign,
            proposal,
            approve=answer == "approve",
            reason=form["reason"].data or "",
        )
        return here.at("checklist")

    try:
        return perform(work, _("Decided."))
    except InputRefused as refusal:
        return make_response(_page(here, None, refusal), 422)


def _title(here: ReviewPage) -> str:
    return f"{here.campaign.name}核查清单"


def _begun(here: ReviewPage) -> WritingForm:
    now = here.adopted
    if now is None:
        return _form()
    base = now.row.levels[-1].get("parent", "")
    return begin_from(_form(), now.checklist, base, here.campaign.county)


@dataclass(frozen=True)
class Manning:
    """What the accounts of the county lack for a list, in words."""

    gaps: list[tuple[str, Gap]]
    on_paper: list[str]


def _manning(here: ReviewPage, lists: Sequence[Checklist]) -> Manning | None:
    """Return what is missing for the list that is decided on, else for the one in force."""
    if not lists:
        return None
    county, found = here.campaign.county, lists[-1]
    staff = [
        Staff(access.bare_name(access.name_of(read(), row)), access.actor_of(row))
        for row in access.list_officials(read(), county)
        if not row.is_disabled
    ]
    townships = {place.code: place.name for place in list_below(read(), county, Level.TOWNSHIP)}
    gaps = gaps_of(staff, county, found, list(townships))
    names = {code: unit.name for code, unit in found.units.items()} | townships
    return Manning(
        [(names.get(gap.unit or gap.township, ""), gap) for gap in gaps],
        [names[unit] for unit in without_account(staff, county, found)],
    )


def _form() -> WritingForm:
    names = shipped_checklists()
    lists = [load_checklist(name) for name in names]
    off = {
        item.code: f"{item.code} {item.title}（{item.note or item.source}）"
        for found in lists
        for item in found.items.values()
        if not item.is_on and not item.sealed
    }
    form = checklist_form(
        [(found.name, found.title) for found in lists],
        [(r.value, wording().label("round", r)) for r in Round],
        sorted(off.items()),
    )
    return form


def _page(
    here: ReviewPage,
    form: WritingForm | None = None,
    refusal: InputRefused | None = None,
    file: WritingForm | None = None,
) -> str:
    waiting = list_waiting(read(), here.campaign)
    now = here.checklist
    proposed = [(p, resolve(p.payload["levels"])) for p in waiting]
    return render_template(
        "review/checklist.html",
        here=here,
        waiting=[(p, found, changes_between(now, found) if now else None) for p, found in proposed],
        manning=_manning(here, [found for _, found in proposed] or ([now] if now else [])),
        proposers=access.names_of(
            read(), here.campaign.county, {proposal.proposed_by for proposal in waiting}
        ),
        own=actor().official_id,
        may_decide=here.may(Permission.CHECKLIST_APPROVE),
        unit_names=(
            sorted(units_known(read(), here.campaign.county).values())
            if here.may(Permission.CHECKLIST_PROPOSE)
            else []
        ),
        form=(form or _begun(here)) if here.may(Permission.CHECKLIST_PROPOSE) else None,
        file=(file or list_file_form()) if here.may(Permission.CHECKLIST_PROPOSE) else None,
        reason=reason_form(needed=False),
        refused=refusal.issues if refusal else (),
    )
