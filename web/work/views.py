"""My work: where the day begins."""

from datetime import date

from flask import Blueprint, render_template, url_for

from electflow.access.proposals import list_open_proposals
from electflow.access.rules import may_anywhere
from electflow.access.terms import Permission
from electflow.board.queries import work_of
from electflow.campaign.model import Campaign
from electflow.campaign.service import list_campaigns
from electflow.joint_review.matrix import matrix_rows
from electflow.joint_review.waiting import waiting_in
from electflow.regions.service import names_of
from electflow.workflow import reviewing
from web.auth import official
from web.entry import actor, guest, read, settings, today
from web.language import gettext as _

bp = Blueprint("work", __name__)
_MOST_CASES = 500


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
    reads_review = may_anywhere(actor(), Permission.REVIEW_READ) and campaigns
    return render_template(
        "work/show.html",
        review=_review_lines(campaigns[0], on) if reads_review else [],
        work=work,
        campaigns=campaigns,
        townships=townships,
        today=on,
        waiting_decisions=sum(p.proposed_by != actor().official_id for p in waiting),
        guest=guest(),
    )


def _review_lines(campaign: Campaign, on: date) -> list[tuple[str, str]]:
    """Return what of the joint review waits for the reader, each with the page where it is done."""
    waiting = waiting_in(read(), campaign, on)
    urges = may_anywhere(actor(), Permission.REVIEW_ASK)
    due = reviewing.due_units(read(), campaign, on) if urges else []
    reports = sum(one.is_report for one in due)
    told = (
        (Permission.CHECKLIST_APPROVE, waiting.lists, _("%(n)s checklists wait to be adopted")),
        (Permission.OPINION_CHECK, waiting.to_check, _("%(n)s opinions wait to be checked")),
        (Permission.OPINION_APPROVE, waiting.to_approve, _("%(n)s opinions wait to be approved")),
        (Permission.STATEMENT_ANSWER, waiting.statements, _("%(n)s statements wait for an answer")),
        (Permission.REVIEW_ASK, len(due) - reports, _("%(n)s units are to be reminded today")),
        (Permission.REVIEW_ASK, reports, _("%(n)s units are to be reported today")),
        (Permission.REVIEW_ASK, waiting.late_units, _("%(n)s units are late with their replies")),
        (
            Permission.OPINION_APPROVE,
            waiting.late_units,
            _("%(n)s units are late with their replies"),
        ),
        (Permission.REPLY_SIGN_PAPER, waiting.papers, _("%(n)s paper replies wait to be checked")),
        (Permission.OPINION_APPROVE, waiting.reported_units, _("%(n)s late units were reported")),
    )
    lines = [
        (words.replace("%(n)s", str(count)), url_for("review.overview"))
        for permission, count, words in told
        if count and may_anywhere(actor(), permission)
    ]
    return [*_meeting_lines(campaign, on), *lines]


def _meeting_lines(campaign: Campaign, on: date) -> list[tuple[str, str]]:
    """Return, to who keeps the minutes of joint meetings, of how many a meeting may be asked."""
    if not may_anywhere(actor(), Permission.MEETING_KEEP):
        return []
    asked = matrix_rows(
        read(),
        actor(),
        campaign,
        Permission.REVIEW_READ,
        on,
        place=campaign.county,
        most=_MOST_CASES,
        only_open=True,
    )
    if not asked:
        return []
    words = _("A joint meeting may be asked of %(n)s persons", n=len(asked))
    return [(words, url_for("review.meetings", county=campaign.county, year=campaign.year))]
