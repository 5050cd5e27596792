"""The vocabulary of progress: tracks, phases, stages and triggers. Values are stored; never reuse."""

from enum import StrEnum


class Track(StrEnum):
    """One of a village's two elections (村民委员会、村党组织)."""

    COMMITTEE = "committee"
    PARTY = "party"


class Phase(StrEnum):
    """The six groups of stages that a person sees (阶段)."""

    PREPARATION = "preparation"
    NOMINATION = "nomination"
    VETTING = "vetting"
    VOTING = "voting"
    APPOINTMENT = "appointment"
    HANDOVER = "handover"


class Stage(StrEnum):
    """Where an election stands (环节)."""

    PREPARING = "preparing"
    ELECTION_COMMITTEE_FORMED = "election_committee_formed"
    METHOD_ADOPTED = "method_adopted"
    REGISTERING = "registering"
    ROLL_PUBLISHED = "roll_published"
    ROLL_FINAL = "roll_final"
    NOMINATING = "nominating"
    NOMINATED = "nominated"
    PRIMARY_HELD = "primary_held"
    VETTING = "vetting"
    VETTED = "vetted"
    CANDIDATES_PUBLISHED = "candidates_published"
    POLL_READY = "poll_ready"
    POLLING = "polling"
    COUNTING = "counting"
    ELECTED = "elected"
    PARTLY_ELECTED = "partly_elected"
    NONE_ELECTED = "none_elected"
    TIE_PENDING = "tie_pending"
    VOID = "void"
    ANNULLED = "annulled"
    RESULT_CONFIRMED = "result_confirmed"
    CLOSED = "closed"
    ROSTER_VERIFIED = "roster_verified"
    REQUESTED = "requested"
    REQUEST_APPROVED = "request_approved"
    RECOMMENDING = "recommending"
    RECOMMENDED = "recommended"
    PRELIMINARY_REPORTED = "preliminary_reported"
    INSPECTED = "inspected"
    CANDIDATES_APPROVED = "candidates_approved"
    NOTICE_CLOSED = "notice_closed"
    ASSEMBLY_HELD = "assembly_held"
    NO_QUORUM = "no_quorum"
    SECRETARY_ELECTED = "secretary_elected"
    RESULT_REPORTED = "result_reported"
    RESULT_RETURNED = "result_returned"
    RESULT_APPROVED = "result_approved"
    FILED = "filed"
    HANDING_OVER = "handing_over"
    SECRETARY_ASSIGNED = "secretary_assigned"


_STAGES_OF_PHASE: dict[Track, dict[Phase, tuple[Stage, ...]]] = {
    Track.COMMITTEE: {
        Phase.PREPARATION: (
            Stage.PREPARING,
            Stage.ELECTION_COMMITTEE_FORMED,
            Stage.METHOD_ADOPTED,
            Stage.REGISTERING,
            Stage.ROLL_PUBLISHED,
            Stage.ROLL_FINAL,
        ),
        Phase.NOMINATION: (Stage.NOMINATING, Stage.NOMINATED, Stage.PRIMARY_HELD),
        Phase.VETTING: (Stage.VETTING, Stage.VETTED, Stage.CANDIDATES_PUBLISHED),
        Phase.VOTING: (
            Stage.POLL_READY,
            Stage.POLLING,
            Stage.COUNTING,
            Stage.ELECTED,
            Stage.PARTLY_ELECTED,
            Stage.NONE_ELECTED,
            Stage.TIE_PENDING,
            Stage.VOID,
            Stage.ANNULLED,
        ),
        Phase.APPOINTMENT: (Stage.RESULT_CONFIRMED,),
        Phase.HANDOVER: (Stage.CLOSED,),
    },
    Track.PARTY: {
        Phase.PREPARATION: (
            Stage.PREPARING,
            Stage.ROSTER_VERIFIED,
            Stage.REQUESTED,
            Stage.REQUEST_APPROVED,
        ),
        Phase.NOMINATION: (Stage.RECOMMENDING, Stage.RECOMMENDED, Stage.PRELIMINARY_REPORTED),
        Phase.VETTING: (
            Stage.VETTING,
            Stage.VETTED,
            Stage.INSPECTED,
            Stage.CANDIDATES_APPROVED,
            Stage.CANDIDATES_PUBLISHED,
            Stage.NOTICE_CLOSED,
        ),
        Phase.VOTING: (
            Stage.ASSEMBLY_HELD,
            Stage.NO_QUORUM,
            Stage.ELECTED,
            Stage.PARTLY_ELECTED,
            Stage.NONE_ELECTED,
            Stage.TIE_PENDING,
            Stage.VOID,
            Stage.SECRETARY_ELECTED,
        ),
        Phase.APPOINTMENT: (
            Stage.RESULT_REPORTED,
            Stage.RESULT_RETURNED,
            Stage.RESULT_APPROVED,
            Stage.SECRETARY_ASSIGNED,
            Stage.FILED,
        ),
        Phase.HANDOVER: (Stage.HANDING_OVER, Stage.CLOSED),
    },
}

STAGES_OF: dict[Track, tuple[Stage, ...]] = {
    track: tuple(stage for stages in phases.values() for stage in stages)
    for track, phases in _STAGES_OF_PHASE.items()
}
PHASE_OF: dict[tuple[Track, Stage], Phase] = {
    (track, stage): phase
    for track, phases in _STAGES_OF_PHASE.items()
    for phase, stages in phases.items()
    for stage in stages
}


def stages_in(track: Track, phase: Phase) -> tuple[Stage, ...]:
    """Return the stages of one phase of one track, in the order of the procedure."""
    return _STAGES_OF_PHASE[track][phase]


class Trigger(StrEnum):
    """An act that moves an election from one stage to another (办理事项)."""

    FORM_ELECTION_COMMITTEE = "form_election_committee"
    ADOPT_METHOD = "adopt_method"
    OPEN_REGISTRATION = "open_registration"
    PUBLISH_ROLL = "publish_roll"
    FINALISE_ROLL = "finalise_roll"
    OPEN_NOMINATION = "open_nomination"
    CLOSE_NOMINATION = "close_nomination"
    HOLD_PRIMARY = "hold_primary"
    SUBMIT_TO_VETTING = "submit_to_vetting"
    CONCLUDE_VETTING = "conclude_vetting"
    PUBLISH_CANDIDATES = "publish_candidates"
    REOPEN_NOMINATION = "reopen_nomination"
    SUBSTITUTE_CANDIDATE = "substitute_candidate"
    CONFIRM_READINESS = "confirm_readiness"
    READY_WITHOUT_CANDIDATES = "ready_without_candidates"
    OPEN_POLL = "open_poll"
    CLOSE_POLL = "close_poll"
    DECLARE_ELECTED = "declare_elected"
    DECLARE_PARTLY_ELECTED = "declare_partly_elected"
    DECLARE_NONE_ELECTED = "declare_none_elected"
    DECLARE_TIE = "declare_tie"
    DECLARE_VOID = "declare_void"
    HOLD_REVOTE = "hold_revote"
    HOLD_SECOND_ELECTION = "hold_second_election"
    KEEP_VACANCY = "keep_vacancy"
    CONFIRM_RESULT = "confirm_result"
    REPEAT_POLL = "repeat_poll"
    REPEAT_NOMINATION = "repeat_nomination"
    REPEAT_PREPARATION = "repeat_preparation"
    ANNUL_ELECTION = "annul_election"
    VOID_PERSON_WIN = "void_person_win"
    CORRECT_COUNT = "correct_count"
    CLOSE_ELECTION = "close_election"
    VERIFY_ROSTER = "verify_roster"
    SUBMIT_REQUEST = "submit_request"
    APPROVE_REQUEST = "approve_request"
    RETURN_REQUEST = "return_request"
    OPEN_RECOMMENDATION = "open_recommendation"
    CLOSE_RECOMMENDATION = "close_recommendation"
    REPORT_PRELIMINARY = "report_preliminary"
    RETURN_TO_RECOMMENDATION = "return_to_recommendation"
    COMPLETE_INSPECTION = "complete_inspection"
    APPROVE_CANDIDATES = "approve_candidates"
    REOPEN_VETTING = "reopen_vetting"
    CLOSE_NOTICE = "close_notice"
    HOLD_ASSEMBLY = "hold_assembly"
    RECORD_NO_QUORUM = "record_no_quorum"
    RECONVENE_ASSEMBLY = "reconvene_assembly"
    ELECT_SECRETARY = "elect_secretary"
    REPORT_RESULT = "report_result"
    ACCEPT_REDUCED_SEATS = "accept_reduced_seats"
    APPROVE_RESULT = "approve_result"
    RETURN_RESULT = "return_result"
    RESUBMIT_RESULT = "resubmit_result"
    FILE_RESULT = "file_result"
    BEGIN_HANDOVER = "begin_handover"
    ASSIGN_SECRETARY = "assign_secretary"


INITIAL = Stage.PREPARING
