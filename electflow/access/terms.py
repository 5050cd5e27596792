"""Roles, permissions and the one table that joins them; what is not granted is denied."""

from enum import StrEnum

from electflow.stages import Track, Trigger


class Role(StrEnum):
    """What an official is at a place (角色)."""

    COUNTY_CLERK = "county_clerk"
    COUNTY_CHECKER = "county_checker"
    COUNTY_APPROVER = "county_approver"
    TOWNSHIP_CLERK = "township_clerk"
    TOWNSHIP_APPROVER = "township_approver"
    VILLAGE_CLERK = "village_clerk"
    BRANCH_CLERK = "branch_clerk"
    UNIT_OPERATOR = "unit_operator"
    UNIT_LEADER = "unit_leader"
    MEETING_SECRETARY = "meeting_secretary"
    AUDITOR = "auditor"
    VIEWER = "viewer"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
WATCHERS = frozenset({Role.AUDITOR})
TRACK_OF_ROLE = {Role.VILLAGE_CLERK: Track.COMMITTEE, Role.BRANCH_CLERK: Track.PARTY}
LEVEL_OF_ROLE: dict[Role, int] = {
    role: 9
    if role in (Role.TOWNSHIP_CLERK, Role.TOWNSHIP_APPROVER)
    else 12
    if role in TRACK_OF_ROLE
    else 6
    for role in Role
}


class Permission(StrEnum):
    """``resource:verb``; the permission of a step is ``election:<trigger>`` (see ``permission_for``)."""

    ACCOUNT_APPROVE = "account:approve"
    ACCOUNT_DISABLE = "account:disable"
    ACCOUNT_PROPOSE = "account:propose"
    ACCOUNT_READ = "account:read"
    AUDIT_READ = "audit:read"
    CAMPAIGN_ARRANGE = "campaign:arrange"
    CAMPAIGN_CONFIRM = "campaign:confirm"
    CAMPAIGN_CREATE = "campaign:create"
    CAMPAIGN_READ = "campaign:read"
    CANDIDATE_RECORD = "candidate:record"
    CHECKLIST_APPROVE = "checklist:approve"
    CHECKLIST_PROPOSE = "checklist:propose"
    COUNT_RECORD = "count:record"
    DESK_OPEN = "desk:open"
    DOCUMENT_RECORD = "document:record"
    ELECTION_READ = "election:read"
    FINDING_READ = "finding:read"
    GRANT_APPROVE = "grant:approve"
    GRANT_PROPOSE = "grant:propose"
    HOLD_APPROVE = "hold:approve"
    HOLD_PROPOSE = "hold:propose"
    JOB_RUN = "job:run"
    MEETING_KEEP = "meeting:keep"
    OPINION_APPROVE = "opinion:approve"
    OPINION_CHECK = "opinion:check"
    OPINION_DRAFT = "opinion:draft"
    PARTY_DECISION_RECORD = "party_decision:record"
    POLL_KEEP = "poll:keep"
    RECUSAL_KEEP = "recusal:keep"
    REGION_LOAD = "region:load"
    REPLY_ENTER = "reply:enter"
    REPLY_FROM_PAPER = "reply:from_paper"
    REPLY_SIGN = "reply:sign"
    REPLY_SIGN_PAPER = "reply:sign_paper"
    REVIEW_ASK = "review:ask"
    REVIEW_READ = "review:read"
    REVIEW_SUBMIT = "review:submit"
    ROLL_COMPARE = "roll:compare"
    ROLL_RECORD = "roll:record"
    STAFF_KEEP = "staff:keep"
    STATEMENT_ANSWER = "statement:answer"
    STATEMENT_RECEIVE = "statement:receive"
    VERDICT_RECORD = "verdict:record"


def permission_for(trigger: Trigger) -> str:
    """Return the permission of one step of the procedure."""
    return f"election:{trigger}"


def _steps(*triggers: Trigger) -> frozenset[str]:
    return frozenset(permission_for(trigger) for trigger in triggers)


_READING = frozenset({Permission.CAMPAIGN_READ, Permission.ELECTION_READ})
_RECORDING = _READING | {
    Permission.CANDIDATE_RECORD,
    Permission.COUNT_RECORD,
    Permission.DOCUMENT_RECORD,
}
_DECLARING = (
    Trigger.DECLARE_ELECTED,
    Trigger.DECLARE_PARTLY_ELECTED,
    Trigger.DECLARE_NONE_ELECTED,
    Trigger.DECLARE_TIE,
    Trigger.DECLARE_VOID,
    Trigger.HOLD_REVOTE,
)
_VILLAGE = _steps(
    Trigger.FORM_ELECTION_COMMITTEE,
    Trigger.ADOPT_METHOD,
    Trigger.OPEN_REGISTRATION,
    Trigger.PUBLISH_ROLL,
    Trigger.FINALISE_ROLL,
    Trigger.OPEN_NOMINATION,
    Trigger.CLOSE_NOMINATION,
    Trigger.HOLD_PRIMARY,
    Trigger.SUBMIT_TO_VETTING,
    Trigger.PUBLISH_CANDIDATES,
    Trigger.REOPEN_NOMINATION,
    Trigger.SUBSTITUTE_CANDIDATE,
    Trigger.CONFIRM_READINESS,
    Trigger.READY_WITHOUT_CANDIDATES,
    Trigger.OPEN_POLL,
    Trigger.CLOSE_POLL,
    *_DECLARING,
    Trigger.HOLD_SECOND_ELECTION,
    Trigger.KEEP_VACANCY,
    Trigger.CONFIRM_RESULT,
)
_BRANCH = _steps(
    Trigger.VERIFY_ROSTER,
    Trigger.SUBMIT_REQUEST,
    Trigger.OPEN_RECOMMENDATION,
    Trigger.CLOSE_RECOMMENDATION,
    Trigger.REPORT_PRELIMINARY,
    Trigger.RETURN_TO_RECOMMENDATION,
    Trigger.PUBLISH_CANDIDATES,
    Trigger.CLOSE_NOTICE,
    Trigger.HOLD_ASSEMBLY,
    Trigger.RECORD_NO_QUORUM,
    Trigger.RECONVENE_ASSEMBLY,
    *_DECLARING,
    Trigger.HOLD_SECOND_ELECTION,
    Trigger.ELECT_SECRETARY,
    Trigger.REPORT_RESULT,
    Trigger.ACCEPT_REDUCED_SEATS,
    Trigger.RESUBMIT_RESULT,
)
_TOWNSHIP_ONLY = _steps(
    Trigger.CONCLUDE_VETTING,
    Trigger.COMPLETE_INSPECTION,
    Trigger.REOPEN_VETTING,
    Trigger.BEGIN_HANDOVER,
    Trigger.CLOSE_ELECTION,
    Trigger.SUBMIT_TO_VETTING,
    Trigger.REPEAT_POLL,
    Trigger.REPEAT_NOMINATION,
    Trigger.REPEAT_PREPARATION,
)
_APPROVING = _steps(
    Trigger.APPROVE_REQUEST,
    Trigger.RETURN_REQUEST,
    Trigger.APPROVE_CANDIDATES,
    Trigger.APPROVE_RESULT,
    Trigger.RETURN_RESULT,
    Trigger.ASSIGN_SECRETARY,
)
_COUNTY_ONLY = _steps(Trigger.ANNUL_ELECTION, Trigger.VOID_PERSON_WIN)
_CORRECTING = _steps(Trigger.CORRECT_COUNT)
_CLERK_STEPS = _VILLAGE | _BRANCH | _TOWNSHIP_ONLY | _steps(Trigger.FILE_RESULT)

GRANTS: dict[Role, frozenset[str]] = {
    Role.COUNTY_CLERK: _RECORDING
    | _CLERK_STEPS
    | {
        Permission.POLL_KEEP,
        Permission.ROLL_COMPARE,
        Permission.ROLL_RECORD,
        Permission.STAFF_KEEP,
        Permission.CAMPAIGN_ARRANGE,
        Permission.CAMPAIGN_CONFIRM,
        Permission.CAMPAIGN_CREATE,
        Permission.CHECKLIST_PROPOSE,
        Permission.FINDING_READ,
        Permission.HOLD_PROPOSE,
        Permission.JOB_RUN,
        Permission.OPINION_DRAFT,
        Permission.PARTY_DECISION_RECORD,
        Permission.RECUSAL_KEEP,
        Permission.REPLY_FROM_PAPER,
        Permission.REVIEW_ASK,
        Permission.REVIEW_READ,
        Permission.REVIEW_SUBMIT,
        Permission.STATEMENT_RECEIVE,
        Permission.VERDICT_RECORD,
    },
    Role.COUNTY_CHECKER: _READING
    | {
        Permission.FINDING_READ,
        Permission.OPINION_CHECK,
        Permission.RECUSAL_KEEP,
        Permission.REPLY_SIGN_PAPER,
        Permission.REVIEW_READ,
        Permission.STATEMENT_ANSWER,
        Permission.VERDICT_RECORD,
    },
    Role.COUNTY_APPROVER: _READING
    | _COUNTY_ONLY
    | _CORRECTING
    | {
        Permission.AUDIT_READ,
        Permission.CANDIDATE_RECORD,
        Permission.CHECKLIST_APPROVE,
        Permission.DOCUMENT_RECORD,
        Permission.FINDING_READ,
        Permission.HOLD_APPROVE,
        Permission.OPINION_APPROVE,
        Permission.PARTY_DECISION_RECORD,
        Permission.RECUSAL_KEEP,
        Permission.REVIEW_READ,
        Permission.STATEMENT_ANSWER,
    },
    Role.TOWNSHIP_CLERK: _RECORDING
    | _CLERK_STEPS
    | {
        Permission.HOLD_PROPOSE,
        Permission.JOB_RUN,
        Permission.PARTY_DECISION_RECORD,
        Permission.POLL_KEEP,
        Permission.DESK_OPEN,
        Permission.REPLY_ENTER,
        Permission.REVIEW_SUBMIT,
        Permission.ROLL_COMPARE,
        Permission.ROLL_RECORD,
        Permission.STAFF_KEEP,
        Permission.STATEMENT_RECEIVE,
        Permission.VERDICT_RECORD,
    },
    Role.TOWNSHIP_APPROVER: _READING
    | _APPROVING
    | _CORRECTING
    | {Permission.DESK_OPEN, Permission.DOCUMENT_RECORD, Permission.REPLY_SIGN},
    Role.VILLAGE_CLERK: _RECORDING
    | _VILLAGE
    | {
        Permission.POLL_KEEP,
        Permission.DESK_OPEN,
        Permission.REPLY_ENTER,
        Permission.ROLL_RECORD,
        Permission.STAFF_KEEP,
    },
    Role.BRANCH_CLERK: _RECORDING | _BRANCH | {Permission.DESK_OPEN, Permission.REPLY_ENTER},
    Role.UNIT_OPERATOR: frozenset(
        {Permission.CAMPAIGN_READ, Permission.DESK_OPEN, Permission.REPLY_ENTER}
    ),
    Role.UNIT_LEADER: frozenset(
        {Permission.CAMPAIGN_READ, Permission.DESK_OPEN, Permission.REPLY_SIGN}
    ),
    Role.MEETING_SECRETARY: _READING | {Permission.MEETING_KEEP, Permission.REVIEW_READ},
    Role.AUDITOR: _READING | {Permission.AUDIT_READ},
    Role.VIEWER: _READING,
    Role.SYSTEM_ADMIN: frozenset(
        {
            Permission.ACCOUNT_DISABLE,
            Permission.ACCOUNT_PROPOSE,
            Permission.ACCOUNT_READ,
            Permission.GRANT_PROPOSE,
            Permission.REGION_LOAD,
        }
    ),
    Role.SECURITY_ADMIN: frozenset(
        {Permission.ACCOUNT_APPROVE, Permission.ACCOUNT_READ, Permission.GRANT_APPROVE}
    ),
    Role.AUDIT_ADMIN: frozenset({Permission.AUDIT_READ}),
}
