"""Accounts: one administrator proposes, another approves; nobody disables himself."""

from typing import Any

from flask import Blueprint, make_response, render_template, url_for
from werkzeug.wrappers import Response

from electflow.access import accounts, proposals
from electflow.access import service as access
from electflow.access.model import Official
from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Act, Grant
from electflow.db import keyring_of
from electflow.errors import InputRefused
from electflow.joint_review.adoption import units_known
from electflow.regions.service import list_below, names_of
from electflow.regions.terms import Level
from web.accounts.forms import account_form, reason_form, roles_form
from web.auth import official
from web.entry import actor, perform, read
from web.forms import WritingForm, again
from web.language import gettext as _

bp = Blueprint("accounts", __name__)
_MORE = 2


@bp.get("/accounts")
@official(Permission.ACCOUNT_READ)
def index() -> str:
    """List the accounts of the county and what waits for a second administrator."""
    return _page(account_form(_places(), _units()))


def _page(form: WritingForm, refusal: InputRefused | None = None) -> str:
    county = actor().county
    officials = access.list_officials(read(), county)
    waiting = proposals.list_open_proposals(read(), county, "account", "grant")
    regions = {grant.region for row in officials for grant in row.grants}
    regions |= {
        grant[1]
        for proposal in waiting
        for name in ("before", "grants")
        for grant in proposal.payload.get(name, ())
    }
    return render_template(
        "accounts/index.html",
        officials=[(row, access.name_of(read(), row)) for row in officials],
        held={row.id: [(g.role, g.region, g.unit) for g in row.grants] for row in officials},
        proposals=waiting,
        proposers=access.names_of(read(), county, {proposal.proposed_by for proposal in waiting}),
        new_names={
            proposal.id: keyring_of(read()).unseal(proposal.sealed_payload)
            for proposal in waiting
            if proposal.sealed_payload
        },
        places=names_of(read(), regions),
        units=units_known(read(), county),
        form=form,
        reason=reason_form(),
        refused=refusal.issues if refusal else (),
        may_propose=may(actor(), Permission.ACCOUNT_PROPOSE, county),
        may_approve=may(actor(), Permission.ACCOUNT_APPROVE, county),
        may_grant=may(actor(), Permission.GRANT_PROPOSE, county),
        may_approve_grants=may(actor(), Permission.GRANT_APPROVE, county),
        may_disable=may(actor(), Permission.ACCOUNT_DISABLE, county),
        own=actor().official_id,
    )


@bp.post("/accounts")
@official(Permission.ACCOUNT_PROPOSE)
def propose() -> Response:
    """Propose an account."""
    form = account_form(_places(), _units())
    if not form.validate():
        return make_response(_page(form), 422)

    def work(act: Act) -> str:
        accounts.propose_account(
            act,
            username=form["username"].data,
            name=form["name"].data,
            password=form["password"].data,
            grants=[Grant(form["role"].data, form["region"].data, form["unit"].data or "")],
            units=units_known(act.session, act.actor.county),
        )
        return url_for("accounts.index")

    try:
        return perform(work, _("Proposed. The security administrator approves it."))
    except InputRefused as refusal:
        return make_response(_page(form, refusal), 422)


@bp.post(
    "/accounts/proposals/<int(max=9223372036854775807):proposal_id>/<any(approve,reject):answer>"
)
@official(Permission.ACCOUNT_APPROVE)
def decide(proposal_id: int, answer: str) -> Response:
    """Approve or turn down a proposed account, as a second administrator."""
    form = reason_form()

    def work(act: Act) -> str:
        if answer == "approve":
            accounts.approve_account(act, proposal_id)
        else:
            accounts.reject_account(act, proposal_id, form["reason"].data or "")
        return url_for("accounts.index")

    return perform(work, _("Decided."))


@bp.get("/accounts/<username>/roles")
@official(Permission.GRANT_PROPOSE)
def roles(username: str) -> str:
    """Show the roles of an account, to be changed."""
    found = access.get_official_by_name(read(), actor().county, username)
    form = _roles_form(found)
    for n, grant in enumerate(found.grants):
        form[f"role_{n}"].data, form[f"region_{n}"].data = grant.role, grant.region
        form[f"unit_{n}"].data = grant.unit
    form["seen"].data = accounts.seen_of(found)
    return render_template("accounts/roles.html", form=form, **_account(found))


@bp.post("/accounts/<username>/roles")
@official(Permission.GRANT_PROPOSE)
def propose_roles(username: str) -> Response:
    """Propose other roles for an account."""
    found = access.get_official_by_name(read(), actor().county, username)
    form = _roles_form(found)
    if not form.validate():
        return again("accounts/roles.html", form, **_account(found))
    rows = [
        tuple(form[f"{name}_{n}"].data or "" for name in ("role", "region", "unit"))
        for n in range(len(found.grants) + _MORE)
    ]

    def work(act: Act) -> str:
        grants = [Grant(*row) for row in rows if row[0]]
        accounts.propose_grants(
            act,
            found.id,
            grants,
            form["reason"].data or "",
            seen=form["seen"].data or "",
            units=units_known(act.session, act.actor.county),
        )
        return url_for("accounts.index")

    try:
        return perform(work, _("Proposed. The security administrator approves it."))
    except InputRefused as refusal:
        return again("accounts/roles.html", form, refusal, **_account(found))


@bp.post("/accounts/roles/<int(max=9223372036854775807):proposal_id>/<any(approve,reject):answer>")
@official(Permission.GRANT_APPROVE)
def decide_roles(proposal_id: int, answer: str) -> Response:
    """Approve or turn down proposed roles, as a second administrator."""
    form = reason_form()

    def work(act: Act) -> str:
        if answer == "approve":
            accounts.approve_grants(act, proposal_id)
        else:
            accounts.reject_grants(act, proposal_id, form["reason"].data or "")
        return url_for("accounts.index")

    return perform(work, _("Decided."))


@bp.post("/accounts/<username>/disable")
@official(Permission.ACCOUNT_DISABLE)
def disable(username: str) -> Response:
    """Disable an account and end its sessions."""
    form = reason_form()

    def work(act: Act) -> str:
        found = access.get_official_by_name(act.session, act.actor.county, username)
        accounts.disable_official(act, found.id, form["reason"].data or "")
        return url_for("accounts.index")

    return perform(work, _("The account is disabled."))


def _account(found: Official) -> dict[str, Any]:
    return {
        "official": found,
        "name": access.name_of(read(), found),
        "rows": len(found.grants) + _MORE,
    }


def _roles_form(found: Official) -> WritingForm:
    known = _units()
    codes = {code for code, _name in known}
    # a unit of a list that is no longer there stays what the account holds
    known += sorted({(g.unit, g.unit) for g in found.grants if g.unit and g.unit not in codes})
    return roles_form(_places(), known, len(found.grants) + _MORE)


def _units() -> list[tuple[str, str]]:
    return list(units_known(read(), actor().county).items())


def _places() -> list[tuple[str, str]]:
    """Return the county, its townships and its villages, each with its code."""
    county = actor().county
    found = [(county, names_of(read(), [county]).get(county, ""))]
    below = [
        *list_below(read(), county, Level.TOWNSHIP),
        *list_below(read(), county, Level.VILLAGE),
    ]
    found += sorted((place.code, place.name) for place in below)
    return [(code, f"{code} {name}".strip()) for code, name in found]
