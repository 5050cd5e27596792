"""The villagers' committee election (村民委员会选举) as a table; read this file first."""

from electflow.appointment import rules as appointment
from electflow.campaign.terms import Register as R
from electflow.documents.terms import Ground, Kind
from electflow.nomination import rules as nomination
from electflow.roll import rules as roll
from electflow.roll.terms import Edition
from electflow.stages import Stage as S
from electflow.stages import Trigger as T
from electflow.vetting import rules as vetting
from electflow.voting import result_rules as result
from electflow.voting import rules as voting
from electflow.voting import voiding
from electflow.voting.terms import Outcome, PollKind
from electflow.workflow.step import Step

_POLL_PAPERS = (
    Kind.PLACE_NOTICE,
    Kind.PROXY_NOTICE,
    Kind.STAFF_NOTICE,
    Kind.BOX_USERS_NOTICE,
    Kind.READINESS_RECORD,
    Kind.POLL_CLOSING,
    Kind.RESULT_NOTICE,
    Kind.REVOTE_NOTICE,
    Kind.SECOND_ELECTION_NOTICE,
)
_CANDIDATE_PAPERS = (
    Kind.NOMINATION_RECORD,
    Kind.PRIMARY_RECORD,
    Kind.VETTING_REQUEST,
    Kind.VETTING_REPORT,
    Kind.CANDIDATES_NOTICE,
    Kind.MEETING_RECORD,
    Kind.REOPENING_RECORD,
)
_LISTED_ANEW = (Kind.CANDIDATES_NOTICE, Kind.MEETING_RECORD, Kind.REOPENING_RECORD)
_ALL_AGAIN = (
    Kind.ELECTION_COMMITTEE_NOTICE,
    Kind.ELECTION_METHOD,
    Kind.REGISTRATION_NOTICE,
    Kind.ROLL_NOTICE,
    Kind.FINAL_ROLL,
    Kind.NOMINATION_NOTICE,
    *_CANDIDATE_PAPERS,
    *_POLL_PAPERS,
)
_COUNT_PAPERS = (
    Kind.POLL_CLOSING,
    Kind.RESULT_NOTICE,
    Kind.REVOTE_NOTICE,
    Kind.SECOND_ELECTION_NOTICE,
)
_ANNOUNCED = (Kind.RESULT_NOTICE, Kind.REVOTE_NOTICE, Kind.SECOND_ELECTION_NOTICE)
OF_THE_WINNERS = (
    Kind.VACANCY_DECISION,
    Kind.CERTIFICATES_RECORD,
    Kind.FILING_RECEIPT,
    Kind.COUNTY_FILING,
    Kind.HANDOVER_RECORD,
    Kind.ARCHIVE_LIST,
)
"""Papers that follow from who was elected, and fall with him."""
_AFTER_PAPERS = (*OF_THE_WINNERS, Kind.PERSON_VOID_DECISION)
_AGAIN = (Kind.VOID_DECISION, Kind.ANNULMENT_DECISION, *_AFTER_PAPERS)

# fmt: off
STEPS: tuple[Step, ...] = (
    # preparation and registration
    Step(T.FORM_ELECTION_COMMITTEE, S.PREPARING, S.ELECTION_COMMITTEE_FORMED, roll.issues_before_form_election_committee, reads=(R.STAFF,)),
    Step(T.ADOPT_METHOD, S.ELECTION_COMMITTEE_FORMED, S.METHOD_ADOPTED, roll.issues_before_adopt_method),
    Step(T.OPEN_REGISTRATION, S.METHOD_ADOPTED, S.REGISTERING, roll.issues_before_open_registration),
    Step(T.PUBLISH_ROLL, S.REGISTERING, S.ROLL_PUBLISHED, roll.issues_before_publish_roll, keeps_roll=Edition.PUBLISHED, reads=(R.ROLL,)),
    Step(T.FINALISE_ROLL, S.ROLL_PUBLISHED, S.ROLL_FINAL, roll.issues_before_finalise_roll, keeps_roll=Edition.FINAL, reads=(R.ROLL,)),
    # nomination
    Step(T.OPEN_NOMINATION, S.ROLL_FINAL, S.NOMINATING, nomination.issues_before_open_nomination),
    Step(T.READY_WITHOUT_CANDIDATES, S.ROLL_FINAL, S.POLL_READY, voting.issues_before_ready_without_candidates, is_main=False, reads=(R.ROLL, R.POLL)),
    Step(T.CLOSE_NOMINATION, S.NOMINATING, S.NOMINATED, nomination.issues_before_close_nomination, reads=(R.STAFF, R.ROLL)),
    Step(T.HOLD_PRIMARY, S.NOMINATED, S.PRIMARY_HELD, nomination.issues_before_hold_primary, reads=(R.ROLL,), is_main=False),
    Step(T.SUBMIT_TO_VETTING, S.NOMINATED, S.VETTING, vetting.issues_before_submit_to_vetting, reads=(R.ROLL,)),
    Step(T.SUBMIT_TO_VETTING, S.PRIMARY_HELD, S.VETTING, vetting.issues_before_submit_to_vetting, reads=(R.ROLL,)),
    # vetting
    Step(T.CONCLUDE_VETTING, S.VETTING, S.VETTED, vetting.issues_before_conclude_vetting, reads=(R.REVIEW,)),
    Step(T.PUBLISH_CANDIDATES, S.VETTED, S.CANDIDATES_PUBLISHED, vetting.issues_before_publish_candidates, reads=(R.REVIEW,)),
    Step(T.REOPEN_NOMINATION, S.VETTING, S.NOMINATING, nomination.issues_before_reopen_nomination, sets_aside=_CANDIDATE_PAPERS, is_main=False),
    Step(T.REOPEN_NOMINATION, S.VETTED, S.NOMINATING, nomination.issues_before_reopen_nomination, sets_aside=_CANDIDATE_PAPERS, is_main=False),
    Step(T.REOPEN_NOMINATION, S.CANDIDATES_PUBLISHED, S.NOMINATING, nomination.issues_before_reopen_nomination, sets_aside=_CANDIDATE_PAPERS, is_main=False),
    Step(T.SUBSTITUTE_CANDIDATE, S.CANDIDATES_PUBLISHED, S.VETTING, nomination.issues_before_substitute_candidate, sets_aside=_LISTED_ANEW, is_main=False),
    Step(T.CONFIRM_READINESS, S.CANDIDATES_PUBLISHED, S.POLL_READY, voting.issues_before_confirm_readiness, reads=(R.ROLL, R.POLL, R.STAFF, R.REVIEW)),
    Step(T.REOPEN_NOMINATION, S.POLL_READY, S.NOMINATING, nomination.issues_before_reopen_nomination, sets_aside=(*_CANDIDATE_PAPERS, *_POLL_PAPERS), is_main=False),
    Step(T.SUBSTITUTE_CANDIDATE, S.POLL_READY, S.VETTING, nomination.issues_before_substitute_candidate, sets_aside=(*_LISTED_ANEW, *_POLL_PAPERS), is_main=False),
    # voting
    Step(T.OPEN_POLL, S.POLL_READY, S.POLLING, voting.issues_before_open_poll, opens=PollKind.FIRST, keeps_roll=Edition.POLL, reads=(R.ROLL, R.POLL, R.STAFF, R.REVIEW)),
    Step(T.CLOSE_POLL, S.POLLING, S.COUNTING, voting.issues_before_close_poll, reads=(R.POLL,)),
    Step(T.DECLARE_ELECTED, S.COUNTING, S.ELECTED, result.declares(Outcome.ELECTED), reads=(R.POLL,), not_recorder_of=Kind.PERSON_VOID_DECISION),
    Step(T.DECLARE_PARTLY_ELECTED, S.COUNTING, S.PARTLY_ELECTED, result.declares(Outcome.PARTLY_ELECTED), reads=(R.POLL,), not_recorder_of=Kind.PERSON_VOID_DECISION),
    Step(T.DECLARE_NONE_ELECTED, S.COUNTING, S.NONE_ELECTED, result.declares(Outcome.NONE_ELECTED), reads=(R.POLL,), not_recorder_of=Kind.PERSON_VOID_DECISION),
    Step(T.DECLARE_TIE, S.COUNTING, S.TIE_PENDING, result.declares(Outcome.TIE), reads=(R.POLL,), not_recorder_of=Kind.PERSON_VOID_DECISION),
    Step(T.DECLARE_VOID, S.COUNTING, S.VOID, result.declares(Outcome.VOID), reads=(R.POLL,)),
    Step(T.HOLD_REVOTE, S.TIE_PENDING, S.POLLING, voting.issues_before_hold_revote, opens=PollKind.TIE, sets_aside=_COUNT_PAPERS, reads=(R.POLL,)),
    Step(T.HOLD_SECOND_ELECTION, S.PARTLY_ELECTED, S.POLLING, voting.issues_before_hold_second_election, opens=PollKind.SECOND, keeps_roll=Edition.POLL, sets_aside=_COUNT_PAPERS, is_main=False, reads=(R.ROLL, R.POLL, R.STAFF, R.REVIEW)),
    Step(T.HOLD_SECOND_ELECTION, S.NONE_ELECTED, S.POLLING, voting.issues_before_hold_second_election, opens=PollKind.SECOND, keeps_roll=Edition.POLL, sets_aside=_COUNT_PAPERS, is_main=False, reads=(R.ROLL, R.POLL, R.STAFF, R.REVIEW)),
    Step(T.REPEAT_POLL, S.VOID, S.CANDIDATES_PUBLISHED, voiding.repeats(Ground.TURNOUT, Ground.BALLOTS), sets_aside=(*_AGAIN, *_POLL_PAPERS)),
    Step(T.REPEAT_NOMINATION, S.VOID, S.NOMINATING, voiding.repeats(Ground.CANDIDATES), sets_aside=(*_AGAIN, *_CANDIDATE_PAPERS, *_POLL_PAPERS), sets_aside_polls=True, is_main=False),
    Step(T.REPEAT_PREPARATION, S.VOID, S.PREPARING, voiding.repeats(Ground.ELECTION_COMMITTEE), sets_aside=(*_AGAIN, *_ALL_AGAIN), sets_aside_polls=True, is_main=False),
    # confirmation (当选确认), never an appointment
    Step(T.CONFIRM_RESULT, S.ELECTED, S.RESULT_CONFIRMED, result.issues_before_confirm_result, reads=(R.POLL, R.STAFF)),
    Step(T.KEEP_VACANCY, S.PARTLY_ELECTED, S.RESULT_CONFIRMED, result.issues_before_keep_vacancy, is_main=False, reads=(R.POLL, R.STAFF)),
    # handover: certificates, filing and handover in any order, then the file is closed
    Step(T.CLOSE_ELECTION, S.RESULT_CONFIRMED, S.CLOSED, appointment.issues_before_close_election, reads=(R.HANDOVER,)),
    # announced figures that were wrong (更正): back to the sheets, with minutes and signatures
    Step(T.CORRECT_COUNT, S.ELECTED, S.COUNTING, voiding.issues_before_correct_count, not_recorder_of=Kind.COUNT_CORRECTION, sets_aside=(*_ANNOUNCED, Kind.COUNT_CORRECTION), is_main=False),
    Step(T.CORRECT_COUNT, S.PARTLY_ELECTED, S.COUNTING, voiding.issues_before_correct_count, not_recorder_of=Kind.COUNT_CORRECTION, sets_aside=(*_ANNOUNCED, Kind.COUNT_CORRECTION), is_main=False),
    Step(T.CORRECT_COUNT, S.NONE_ELECTED, S.COUNTING, voiding.issues_before_correct_count, not_recorder_of=Kind.COUNT_CORRECTION, sets_aside=(*_ANNOUNCED, Kind.COUNT_CORRECTION), is_main=False),
    Step(T.CORRECT_COUNT, S.VOID, S.COUNTING, voiding.issues_before_correct_count, not_recorder_of=Kind.COUNT_CORRECTION, sets_aside=(*_ANNOUNCED, Kind.COUNT_CORRECTION), is_main=False),
    Step(T.CORRECT_COUNT, S.TIE_PENDING, S.COUNTING, voiding.issues_before_correct_count, not_recorder_of=Kind.COUNT_CORRECTION, sets_aside=(*_ANNOUNCED, Kind.COUNT_CORRECTION), is_main=False),
    # the notice of the result stays with its day, and with it the days of the handover, unless the winners change
    Step(T.CORRECT_COUNT, S.RESULT_CONFIRMED, S.COUNTING, voiding.issues_before_correct_count, not_recorder_of=Kind.COUNT_CORRECTION, sets_aside=(Kind.COUNT_CORRECTION,), is_main=False),
    Step(T.CORRECT_COUNT, S.CLOSED, S.COUNTING, voiding.issues_before_correct_count, not_recorder_of=Kind.COUNT_CORRECTION, sets_aside=(Kind.COUNT_CORRECTION,), is_main=False),
    # what an organ decided later
    Step(T.VOID_PERSON_WIN, S.ELECTED, S.PARTLY_ELECTED, voiding.issues_before_void_person_win, not_recorder_of=Kind.PERSON_VOID_DECISION, sets_aside=(Kind.RESULT_NOTICE, *_AFTER_PAPERS), is_main=False),
    Step(T.VOID_PERSON_WIN, S.RESULT_CONFIRMED, S.PARTLY_ELECTED, voiding.issues_before_void_person_win, not_recorder_of=Kind.PERSON_VOID_DECISION, sets_aside=(Kind.RESULT_NOTICE, *_AFTER_PAPERS), is_main=False),
    Step(T.VOID_PERSON_WIN, S.CLOSED, S.PARTLY_ELECTED, voiding.issues_before_void_person_win, not_recorder_of=Kind.PERSON_VOID_DECISION, sets_aside=(Kind.RESULT_NOTICE, *_AFTER_PAPERS), is_main=False),
    Step(T.ANNUL_ELECTION, S.ELECTED, S.ANNULLED, voiding.issues_before_annul_election, not_recorder_of=Kind.ANNULMENT_DECISION, is_main=False),
    Step(T.ANNUL_ELECTION, S.PARTLY_ELECTED, S.ANNULLED, voiding.issues_before_annul_election, not_recorder_of=Kind.ANNULMENT_DECISION, is_main=False),
    Step(T.ANNUL_ELECTION, S.RESULT_CONFIRMED, S.ANNULLED, voiding.issues_before_annul_election, not_recorder_of=Kind.ANNULMENT_DECISION, is_main=False),
    Step(T.ANNUL_ELECTION, S.CLOSED, S.ANNULLED, voiding.issues_before_annul_election, not_recorder_of=Kind.ANNULMENT_DECISION, is_main=False),
    Step(T.REPEAT_POLL, S.ANNULLED, S.CANDIDATES_PUBLISHED, voiding.repeats(Ground.TURNOUT, Ground.BALLOTS), sets_aside=(*_AGAIN, *_POLL_PAPERS), sets_aside_polls=True),
    Step(T.REPEAT_NOMINATION, S.ANNULLED, S.NOMINATING, voiding.repeats(Ground.CANDIDATES), sets_aside=(*_AGAIN, *_CANDIDATE_PAPERS, *_POLL_PAPERS), sets_aside_polls=True, is_main=False),
    Step(T.REPEAT_PREPARATION, S.ANNULLED, S.PREPARING, voiding.repeats(Ground.ELECTION_COMMITTEE), sets_aside=(*_AGAIN, *_ALL_AGAIN), sets_aside_polls=True, is_main=False),
)
# fmt: on
