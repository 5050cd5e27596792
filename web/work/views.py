"""My work: where the day begins."""

from flask import Blueprint, render_template

from electflow.access.proposals import list_open_proposals
from electflow.access.rules import may_anywhere
from electflow.access.terms import Permission
from electflow.board.queries import work_of
from electflow.campaign.service import list_campaigns
from electflow.regions.service import names_of
from web.auth import official
from web.entry import actor, guest, read, settings, today

bp = Blueprint("work", __name__)


@bp.get("/work")
@official(Permission.ELECTION_READ)
def show() -> str:
    """Show what is due and what is blocked and why, in the reader's places."""
    on = today()
    campaigns = list_campaigns(read(), actor())
    work = work_of(read(), actor(), campaigns, on, settings().page_rows)
    tasks = [*work.tasks, *work.waiting]
    townships = names_of(read(), [task.election.township for task in tasks])
    waits = may_anywhere(actor(), Permission.HOLD_APPROVE)
    waiting = list_open_proposals(read(), actor().county, "hold") if waits else []
    return render_template(
        "work/show.html",
        work=work,
        campaigns=campaigns,
        townships=townships,
        today=on,
        waiting_decisions=sum(p.proposed_by != actor().official_id for p in waiting),
        guest=guest(),
    )
