"""The village Party organisation's election (村党组织换届选举) as a table."""

from electflow.appointment import party_rules as appointment
from electflow.campaign.terms import Register as R
from electflow.documents.terms import Ground, Kind
from electflow.nomination import party_rules as nomination
from electflow.roll import party_rules as roll
from electflow.stages import Stage as S
from electflow.stages import Trigger as T
from electflow.vetting import party_rules as vetting
from electflow.voting import party_rules as assembly
from electflow.voting import result_rules as result
from electflow.voting import rules as voting
from electflow.voting import voiding
from electflow.voting.terms import Outcome, PollKind
from electflow.workflow.step import Step

_VETTING_PAPERS = (
    Kind.VETTING_REQUEST,
    Kind.VETTING_REPORT,
    Kind.INSPECTION_REPORT,
    Kind.CANDIDATES_REPLY,
    Kind.CANDIDATES_PUBLICITY,
    Kind.PUBLICITY_RESULT,
    Kind.REOPENING_RECORD,
)
_NOMINATION_PAPERS = (Kind.RECOMMENDATION_RECORD, Kind.PRELIMINARY_REPORT, *_VETTING_PAPERS)
_ASSEMBLY_PAPERS = (Kind.ATTENDANCE_RECORD, Kind.RECONVENING_NOTICE)

# fmt: off
STEPS: tuple[Step, ...] = (
    # preparation
    Step(T.VERIFY_ROSTER, S.PREPARING, S.ROSTER_VERIFIED, roll.issues_before_verify_roster),
    Step(T.SUBMIT_REQUEST, S.ROSTER_VERIFIED, S.REQUESTED, roll.issues_before_submit_request),
    Step(T.APPROVE_REQUEST, S.REQUESTED, S.REQUEST_APPROVED, roll.issues_before_approve_request, not_by=(T.SUBMIT_REQUEST,)),
    Step(T.RETURN_REQUEST, S.REQUESTED, S.ROSTER_VERIFIED, roll.issues_before_return_request, sets_aside=(Kind.ELECTION_REQUEST, Kind.REQUEST_RETURN), is_main=False),
    # nomination: two recommendations
    Step(T.OPEN_RECOMMENDATION, S.REQUEST_APPROVED, S.RECOMMENDING, nomination.issues_before_open_recommendation),
    Step(T.CLOSE_RECOMMENDATION, S.RECOMMENDING, S.RECOMMENDED, nomination.issues_before_close_recommendation),
    Step(T.REPORT_PRELIMINARY, S.RECOMMENDED, S.PRELIMINARY_REPORTED, nomination.issues_before_report_preliminary),
    Step(T.RETURN_TO_RECOMMENDATION, S.PRELIMINARY_REPORTED, S.RECOMMENDING, nomination.issues_before_return_to_recommendation, sets_aside=_NOMINATION_PAPERS, is_main=False),
    # vetting, inspection, approval, publicity
    Step(T.SUBMIT_TO_VETTING, S.PRELIMINARY_REPORTED, S.VETTING, vetting.issues_before_submit_to_vetting),
    Step(T.CONCLUDE_VETTING, S.VETTING, S.VETTED, vetting.issues_before_conclude_vetting, reads=(R.REVIEW,)),
    Step(T.RETURN_TO_RECOMMENDATION, S.VETTED, S.RECOMMENDING, nomination.issues_before_return_to_recommendation, sets_aside=_NOMINATION_PAPERS, is_main=False),
    Step(T.COMPLETE_INSPECTION, S.VETTED, S.INSPECTED, vetting.issues_before_complete_inspection),
    Step(T.APPROVE_CANDIDATES, S.INSPECTED, S.CANDIDATES_APPROVED, vetting.issues_before_approve_candidates, not_by=(T.COMPLETE_INSPECTION,), reads=(R.REVIEW,)),
    Step(T.PUBLISH_CANDIDATES, S.CANDIDATES_APPROVED, S.CANDIDATES_PUBLISHED, vetting.issues_before_publish_candidates, reads=(R.REVIEW,)),
    Step(T.REOPEN_VETTING, S.CANDIDATES_PUBLISHED, S.VETTING, vetting.issues_before_reopen_vetting, sets_aside=_VETTING_PAPERS, is_main=False),
    Step(T.CLOSE_NOTICE, S.CANDIDATES_PUBLISHED, S.NOTICE_CLOSED, vetting.issues_before_close_notice, reads=(R.REVIEW,)),
    Step(T.RETURN_TO_RECOMMENDATION, S.INSPECTED, S.RECOMMENDING, nomination.issues_before_return_to_recommendation, sets_aside=_NOMINATION_PAPERS, is_main=False),
    Step(T.RETURN_TO_RECOMMENDATION, S.CANDIDATES_APPROVED, S.RECOMMENDING, nomination.issues_before_return_to_recommendation, sets_aside=_NOMINATION_PAPERS, is_main=False),
    Step(T.RETURN_TO_RECOMMENDATION, S.NOTICE_CLOSED, S.RECOMMENDING, nomination.issues_before_return_to_recommendation, sets_aside=_NOMINATION_PAPERS, is_main=False),
    # voting
    Step(T.HOLD_ASSEMBLY, S.NOTICE_CLOSED, S.ASSEMBLY_HELD, assembly.issues_before_hold_assembly, opens=PollKind.FIRST, reads=(R.REVIEW,)),
    Step(T.RECORD_NO_QUORUM, S.NOTICE_CLOSED, S.NO_QUORUM, assembly.issues_before_record_no_quorum, is_main=False),
    Step(T.RECONVENE_ASSEMBLY, S.NO_QUORUM, S.NOTICE_CLOSED, assembly.issues_before_reconvene, sets_aside=_ASSEMBLY_PAPERS),
    Step(T.DECLARE_ELECTED, S.ASSEMBLY_HELD, S.ELECTED, result.declares(Outcome.ELECTED)),
    Step(T.DECLARE_PARTLY_ELECTED, S.ASSEMBLY_HELD, S.PARTLY_ELECTED, result.declares(Outcome.PARTLY_ELECTED)),
    Step(T.DECLARE_NONE_ELECTED, S.ASSEMBLY_HELD, S.NONE_ELECTED, result.declares(Outcome.NONE_ELECTED)),
    Step(T.DECLARE_TIE, S.ASSEMBLY_HELD, S.TIE_PENDING, result.declares(Outcome.TIE)),
    Step(T.DECLARE_VOID, S.ASSEMBLY_HELD, S.VOID, result.declares(Outcome.VOID)),
    Step(T.HOLD_REVOTE, S.TIE_PENDING, S.ASSEMBLY_HELD, voting.issues_before_hold_revote, opens=PollKind.TIE, sets_aside=(Kind.REVOTE_NOTICE,)),
    Step(T.HOLD_SECOND_ELECTION, S.PARTLY_ELECTED, S.ASSEMBLY_HELD, assembly.issues_before_hold_second_election, opens=PollKind.SECOND, sets_aside=(Kind.SECOND_ELECTION_NOTICE,)),
    Step(T.HOLD_SECOND_ELECTION, S.NONE_ELECTED, S.ASSEMBLY_HELD, assembly.issues_before_hold_second_election, opens=PollKind.SECOND, sets_aside=(Kind.SECOND_ELECTION_NOTICE,)),
    Step(T.REPEAT_POLL, S.VOID, S.NOTICE_CLOSED, voiding.repeats(Ground.BALLOTS), sets_aside=(Kind.VOID_DECISION, *_ASSEMBLY_PAPERS)),
    Step(T.ELECT_SECRETARY, S.ELECTED, S.SECRETARY_ELECTED, assembly.issues_before_elect_secretary),
    # approval (审批) and filing
    Step(T.REPORT_RESULT, S.SECRETARY_ELECTED, S.RESULT_REPORTED, appointment.issues_before_report_result),
    Step(T.REPORT_RESULT, S.ELECTED, S.RESULT_REPORTED, appointment.issues_before_report_without_plenary, is_main=False),
    Step(T.ACCEPT_REDUCED_SEATS, S.PARTLY_ELECTED, S.ELECTED, assembly.issues_before_accept_reduced_seats, is_main=False),
    Step(T.APPROVE_RESULT, S.RESULT_REPORTED, S.RESULT_APPROVED, appointment.issues_before_approve_result, not_by=(T.REPORT_RESULT, T.RESUBMIT_RESULT)),
    Step(T.RETURN_RESULT, S.RESULT_REPORTED, S.RESULT_RETURNED, appointment.issues_before_return_result, sets_aside=(Kind.SECRETARY_RECORD, Kind.RESULT_REPORT, Kind.RESULT_RETURN), is_main=False),
    Step(T.RESUBMIT_RESULT, S.RESULT_RETURNED, S.RESULT_REPORTED, appointment.issues_before_report_result),
    Step(T.ELECT_SECRETARY, S.RESULT_RETURNED, S.SECRETARY_ELECTED, assembly.issues_before_elect_secretary, is_main=False),
    Step(T.FILE_RESULT, S.RESULT_APPROVED, S.FILED, appointment.issues_before_file_result),
    Step(T.ASSIGN_SECRETARY, S.PREPARING, S.SECRETARY_ASSIGNED, appointment.issues_before_assign_secretary, is_main=False),
    Step(T.ASSIGN_SECRETARY, S.NO_QUORUM, S.SECRETARY_ASSIGNED, appointment.issues_before_assign_secretary, is_main=False),
    Step(T.ASSIGN_SECRETARY, S.NONE_ELECTED, S.SECRETARY_ASSIGNED, appointment.issues_before_assign_secretary, is_main=False),
    Step(T.ASSIGN_SECRETARY, S.RESULT_RETURNED, S.SECRETARY_ASSIGNED, appointment.issues_before_assign_secretary, is_main=False),
    Step(T.FILE_RESULT, S.SECRETARY_ASSIGNED, S.FILED, appointment.issues_before_file_result),
    # handover
    Step(T.BEGIN_HANDOVER, S.FILED, S.HANDING_OVER, appointment.issues_before_begin_handover),
    Step(T.CLOSE_ELECTION, S.HANDING_OVER, S.CLOSED, appointment.issues_before_close_election),
)
# fmt: on
