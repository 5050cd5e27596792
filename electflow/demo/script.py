"""What happens in an invented election, step by step: on which day, with which papers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from electflow.documents.terms import PAPER_KINDS, Kind
from electflow.stages import Track
from electflow.stages import Trigger as T


class Scene(StrEnum):
    """How an invented election goes; all but the first three happen only in the invented county."""

    PLAIN = "plain"
    LATE = "late"
    TIE = "tie"
    PRIMARY = "primary"
    SHORT = "short"
    NONE = "none"
    VOID = "void"
    ANNULLED = "annulled"
    NO_QUORUM = "no_quorum"
    RETURNED = "returned"
    ASSIGNED = "assigned"


@dataclass(frozen=True)
class PaperToWrite:
    """A paper of the script: when it is dated, counted from the election day, and its figures."""

    kind: Kind
    day: int
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Beat:
    """One act of the script: papers first, then what else is entered, then the step."""

    day: int
    trigger: T | None = None
    papers: tuple[PaperToWrite, ...] = ()
    ranks: bool = False
    registers: bool = False
    objects: bool = False
    proxies: bool = False
    prepares: bool = False
    closes: bool = False
    seals: bool = False
    nominates: bool = False
    primary: bool = False
    concludes: bool = False
    counts: bool = False
    approves: bool = False


@dataclass(frozen=True)
class Figures:
    """The invented figures of one election."""

    registered: int
    members: int
    keeps_roll: bool = False

    @classmethod
    def invent(cls, rng: Random) -> "Figures":
        """Return figures of a plausible village; one in five, a small one, keeps its list here."""
        registered, members = rng.randrange(640, 2_300), rng.randrange(24, 61)
        keeps_roll = rng.random() < 0.2
        return cls(registered // 5 if keeps_roll else registered, members, keeps_roll)


def script_of(track: Track, scene: Scene, told: Figures, day: date) -> Iterator[Beat]:
    """Return the acts of an election in the order in which they happen."""
    return (_committee if track is Track.COMMITTEE else _party)(scene, told, day)


def _paper(kind: Kind, day: int, **figures: Any) -> PaperToWrite:
    return PaperToWrite(kind, day, figures)


def _on(day: date, offset: int) -> str:
    return (day + timedelta(days=offset)).isoformat()


def _committee(scene: Scene, told: Figures, day: date) -> Iterator[Beat]:
    n = told.registered
    yield Beat(-46, papers=(_paper(Kind.DEPARTURE_AUDIT, -47),))
    yield Beat(
        -34,
        T.FORM_ELECTION_COMMITTEE,
        (
            _paper(
                Kind.ELECTION_COMMITTEE_NOTICE,
                -34,
                formed_by="representatives",
                due=30,
                present=27,
                members=7,
                reserves=4,
            ),
        ),
        ranks=told.keeps_roll,
    )
    yield Beat(
        -34,
        T.ADOPT_METHOD,
        (
            _paper(
                Kind.ELECTION_METHOD,
                -34,
                adopted_by="representatives",
                due=42,
                present=39,
                agreed=37,
                chair_seats=1,
                deputy_seats=1,
                member_seats=3,
                women_seats=1,
                primary=scene is Scene.PRIMARY,
                ballots="combined",
            ),
        ),
    )
    yield Beat(
        -33,
        T.OPEN_REGISTRATION,
        (_paper(Kind.REGISTRATION_NOTICE, -34, begins_on=_on(day, -33), ends_on=_on(day, -29)),),
    )
    if told.keeps_roll:
        yield Beat(-30, registers=True)
    yield Beat(-28, T.PUBLISH_ROLL, (_paper(Kind.ROLL_NOTICE, -28, registered=n - 3),))
    if told.keeps_roll:
        yield Beat(-25, objects=True)
    yield Beat(
        -21, T.FINALISE_ROLL, (_paper(Kind.FINAL_ROLL, -21, registered=n, objections=3, decided=3),)
    )
    yield Beat(-15, T.OPEN_NOMINATION, (_paper(Kind.NOMINATION_NOTICE, -15),))
    yield Beat(
        -13,
        T.CLOSE_NOMINATION,
        (_paper(Kind.NOMINATION_RECORD, -13, issued=n - 40, returned=n - 95, void=12),),
        nominates=True,
    )
    if scene is Scene.PRIMARY:
        yield Beat(
            -10,
            T.HOLD_PRIMARY,
            (_paper(Kind.PRIMARY_RECORD, -10, issued=n - 60, returned=n - 120, void=9),),
            primary=True,
        )
    yield Beat(-9, T.SUBMIT_TO_VETTING, (_paper(Kind.VETTING_REQUEST, -9, persons=8, units=17),))
    yield Beat(-7, concludes=True)
    yield Beat(
        -6,
        T.CONCLUDE_VETTING,
        (_paper(Kind.VETTING_REPORT, -6, persons=8, units=17, units_answered=17),),
    )
    yield Beat(-5, T.PUBLISH_CANDIDATES, (_paper(Kind.CANDIDATES_NOTICE, -5, persons=8),))
    if told.keeps_roll:
        yield Beat(-4, proxies=True)
    yield Beat(
        -2,
        T.CONFIRM_READINESS,
        (
            _paper(Kind.MEETING_RECORD, -3),
            _paper(Kind.PLACE_NOTICE, -5, poll_on=_on(day, 0), stations=3),
            _paper(
                Kind.PROXY_NOTICE,
                -3,
                principals=5 if told.keeps_roll else 31,
                proxies=4 if told.keeps_roll else 24,
                most_of_one_proxy=2 if told.keeps_roll else 3,
                candidates_as_proxies=0,
            ),
            _paper(Kind.BOX_USERS_NOTICE, -3, persons=10),
            _paper(
                Kind.READINESS_RECORD,
                -2,
                ballots_printed=n + 20,
                secret_places=3,
                mobile_boxes=2,
                fewest_scrutineers=3,
            ),
        ),
        prepares=told.keeps_roll,
    )
    yield Beat(0, T.OPEN_POLL)
    came = n * 2 // 5 if scene is Scene.VOID else n - n // 9
    yield Beat(
        0,
        T.CLOSE_POLL,
        (_paper(Kind.POLL_CLOSING, 0, voters=came, issued=came),),
        closes=told.keeps_roll,
    )
    yield Beat(0, _declared(scene), counts=True)
    if scene in (Scene.TIE, Scene.SHORT, Scene.NONE, Scene.VOID):
        return
    yield Beat(
        1,
        T.CONFIRM_RESULT,
        (
            _paper(
                Kind.RESULT_NOTICE,
                0,
                announced_on_the_spot=True,
                counted_openly=True,
                persons=5,
                kin_among_elected=False,
                all_eligible=True,
            ),
        ),
        seals=told.keeps_roll,
    )
    if scene is Scene.ANNULLED:
        yield Beat(
            9,
            T.ANNUL_ELECTION,
            (_paper(Kind.ANNULMENT_DECISION, 9, organ="county_government", ground="candidates"),),
            approves=True,
        )
        return
    yield Beat(3, papers=(_paper(Kind.FILING_RECEIPT, 3), _paper(Kind.COUNTY_FILING, 3)))
    yield Beat(6, papers=(_paper(Kind.CERTIFICATES_RECORD, 6, persons=5),))
    yield Beat(
        8, papers=(_paper(Kind.HANDOVER_RECORD, 8, signed_by_both=True, seal_handed_over=True),)
    )
    yield Beat(
        10, T.CLOSE_ELECTION, (_paper(Kind.ARCHIVE_LIST, 10, files=46, ballots_sealed=True),)
    )


def _declared(scene: Scene) -> T:
    return {
        Scene.TIE: T.DECLARE_TIE,
        Scene.SHORT: T.DECLARE_PARTLY_ELECTED,
        Scene.NONE: T.DECLARE_NONE_ELECTED,
        Scene.VOID: T.DECLARE_VOID,
    }.get(scene, T.DECLARE_ELECTED)


def _party(scene: Scene, told: Figures, day: date) -> Iterator[Beat]:
    full, due = told.members, told.members - 3
    if scene is Scene.ASSIGNED:
        yield Beat(
            -30,
            T.ASSIGN_SECRETARY,
            (_paper(Kind.ASSIGNMENT_DECISION, -30, organ="township_party_committee"),),
            approves=True,
        )
        return
    yield Beat(
        -32,
        T.VERIFY_ROSTER,
        (_paper(Kind.ROSTER, -32, full_members=full, no_vote=1, not_counted=2),),
    )
    reply = {"committee_seats": 3, "secretary_mode": "plenary"}
    yield Beat(-30, T.SUBMIT_REQUEST, (_paper(Kind.ELECTION_REQUEST, -30, **reply),))
    yield Beat(-25, T.APPROVE_REQUEST, (_paper(Kind.REQUEST_REPLY, -25, **reply),), approves=True)
    yield Beat(-20, T.OPEN_RECOMMENDATION, (_paper(Kind.RECOMMENDATION_NOTICE, -20),))
    yield Beat(
        -15,
        T.CLOSE_RECOMMENDATION,
        (
            _paper(
                Kind.RECOMMENDATION_RECORD,
                -15,
                members_due=due,
                members_present=due - 2,
                representatives_due=42,
                representatives_present=37,
            ),
        ),
        nominates=True,
    )
    yield Beat(-12, T.REPORT_PRELIMINARY, (_paper(Kind.PRELIMINARY_REPORT, -12, persons=4),))
    yield Beat(-11, T.SUBMIT_TO_VETTING, (_paper(Kind.VETTING_REQUEST, -11, persons=4, units=17),))
    yield Beat(-9, concludes=True)
    yield Beat(
        -8,
        T.CONCLUDE_VETTING,
        (_paper(Kind.VETTING_REPORT, -8, persons=4, units=17, units_answered=17),),
    )
    yield Beat(
        -8, T.COMPLETE_INSPECTION, (_paper(Kind.INSPECTION_REPORT, -8, inspectors=2, persons=4),)
    )
    yield Beat(
        -7, T.APPROVE_CANDIDATES, (_paper(Kind.CANDIDATES_REPLY, -7, persons=4),), approves=True
    )
    yield Beat(-7, T.PUBLISH_CANDIDATES, (_paper(Kind.CANDIDATES_PUBLICITY, -7, persons=4),))
    yield Beat(-1, T.CLOSE_NOTICE, (_paper(Kind.PUBLICITY_RESULT, -1, objections=0, settled=0),))
    present = due * 3 // 5 if scene is Scene.NO_QUORUM else due - 1
    attendance = (_paper(Kind.ATTENDANCE_RECORD, 0, due=due, present=present),)
    if scene is Scene.NO_QUORUM:
        yield Beat(0, T.RECORD_NO_QUORUM, attendance)
        return
    yield Beat(0, T.HOLD_ASSEMBLY, attendance)
    yield Beat(0, _declared(scene), counts=True)
    if scene in (Scene.TIE, Scene.SHORT, Scene.NONE, Scene.VOID):
        return
    yield Beat(
        1, T.ELECT_SECRETARY, (_paper(Kind.SECRETARY_RECORD, 1, due=3, present=3, agreed=3),)
    )
    yield Beat(1, T.REPORT_RESULT, (_paper(Kind.RESULT_REPORT, 1, persons=3),))
    if scene is Scene.RETURNED:
        yield Beat(4, T.RETURN_RESULT, (_paper(Kind.RESULT_RETURN, 4),), approves=True)
        return
    yield Beat(5, T.APPROVE_RESULT, (_paper(Kind.RESULT_REPLY, 5, persons=3),), approves=True)
    yield Beat(12, T.FILE_RESULT, (_paper(Kind.COUNTY_FILING, 12),))
    yield Beat(
        15,
        T.BEGIN_HANDOVER,
        (_paper(Kind.HANDOVER_RECORD, 15, signed_by_both=True, seal_handed_over=True),),
    )
    yield Beat(
        20, T.CLOSE_ELECTION, (_paper(Kind.ARCHIVE_LIST, 20, files=31, ballots_sealed=True),)
    )


def votes_for(
    scene: Scene,
    track: Track,
    numbers: dict[str, list[int]],
    seats: dict[str, int],
    voters: int,
    rng: Random,
) -> dict[int, int]:
    """Return invented votes that lead to the outcome of the scene; sums stay within the ballots."""
    good = voters - (3 if track is Track.COMMITTEE else 0)
    votes: dict[int, int] = {}
    for post, there in numbers.items():
        winners = seats[post]
        high = good * 3 // 4 if winners == 1 else good * 4 // 5
        for rank, number in enumerate(there):
            least = good // 2 + winners - rank
            won = max(high - rank * rng.randrange(2, 4), least)
            votes[number] = won if rank < winners else good // 8
    last = list(numbers)[-1]
    there, winners = numbers[last], seats[last]
    if scene is Scene.TIE:
        votes[there[winners - 1]] = votes[there[winners]] = good * 3 // 5
    elif scene is Scene.SHORT:
        votes[there[winners - 1]] = good // 3
    elif scene is Scene.NONE:
        votes = {number: good // 4 for number in votes}
    return votes


NUMBERED = frozenset(kind for kind, told in PAPER_KINDS.items() if told.is_numbered)
POSTED = frozenset(kind for kind, told in PAPER_KINDS.items() if told.is_posted)
