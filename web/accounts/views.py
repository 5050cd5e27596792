"""Accounts: one administrator proposes, another approves; nobody disables himself."""

from flask import Blueprint, make_response, render_template, url_for
from werkzeug.wrappers import Response

from electflow.access import service as access
from electflow.access.rules import may
from electflow.access.terms import Permission
from electflow.act import Act, Grant
from electflow.errors import InputRefused
from electflow.regions.service import names_of
from web.accounts.forms import account_form, reason_form
from web.auth import official
from web.entry import actor, perform, read
from web.forms import WritingForm
from web.language import gettext as _

bp = Blueprint("accounts", __name__)


@bp.get("/accounts")
@official(Permission.ACCOUNT_READ)
def index() -> str:
    """List the accounts of the county and what waits for a second administrator."""
    return _page(account_form())


def _page(form: WritingForm, refusal: InputRefused | None = None) -> str:
    county = actor().county
    officials = access.list_officials(read(), county)
    regions = {grant.region for row in officials for grant in row.grants}
    return render_template(
        "accounts/index.html",
        officials=[(row, access.name_of(read(), row)) for row in officials],
        proposals=access.list_open_proposals(read(), county, "account"),
        places=names_of(read(), regions),
        form=form,
        reason=reason_form(),
        refused=refusal.issues if refusal else (),
        may_propose=may(actor(), Permission.ACCOUNT_PROPOSE, county),
        may_approve=may(actor(), Permission.ACCOUNT_APPROVE, county),
        may_disable=may(actor(), Permission.ACCOUNT_DISABLE, county),
        own=actor().official_id,
    )


@bp.post("/accounts")
@official(Permission.ACCOUNT_PROPOSE)
def propose() -> Response:
    """Propose an account."""
    form = account_form()
    if not form.validate():
        return make_response(_page(form), 422)

    def work(act: Act) -> str:
        access.propose_account(
            act,
            username=form["username"].data,
            name=form["name"].data,
            password=form["password"].data,
            grants=[Grant(form["role"].data, form["region"].data, form["unit"].data or "")],
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
            access.approve_account(act, proposal_id)
        else:
            access.reject_account(act, proposal_id, form["reason"].data or "")
        return url_for("accounts.index")

    return perform(work, _("Decided."))


@bp.post("/accounts/<username>/disable")
@official(Permission.ACCOUNT_DISABLE)
def disable(username: str) -> Response:
    """Disable an account and end its sessions."""
    form = reason_form()

    def work(act: Act) -> str:
        found = access.get_official_by_name(act.session, act.actor.county, username)
        access.disable_official(act, found.id, form["reason"].data or "")
        return url_for("accounts.index")

    return perform(work, _("The account is disabled."))
