"""All that the rules may know of elections, gathered once in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from electflow.act import Act
from electflow.appointment import certificates
from electflow.appointment import service as appointment
from electflow.appointment.terms import ThingFacts
from electflow.campaign import departures
from electflow.campaign import service as campaign
from electflow.campaign.model import Election
from electflow.campaign.terms import ElectionFacts, GrantedDeparture, Register
from electflow.documents import service as documents
from electflow.documents.terms import Papers
from electflow.election_committee import service as staffing
from electflow.election_committee.terms import NOBODY_KEPT, ElectionStaff
from electflow.joint_review.joins import open_statements_of
from electflow.joint_review.reviews import reviews_of
from electflow.joint_review.terms import Conclusion, ReviewFacts
from electflow.nomination import service as nomination
from electflow.nomination.terms import CandidateFacts
from electflow.profile.model import Profile
from electflow.roll import service as roll
from electflow.roll.terms import CHANGING, REGISTERING, RollSummary
from electflow.stages import Stage, Track
from electflow.vetting import service as vetting
from electflow.voting import service as voting
from electflow.voting.poll_days import KEPT, poll_days_of
from electflow.voting.terms import NOTHING_KEPT, PollDay, PollFacts
from electflow.workflow.origin import standing_in


@dataclass(frozen=True)
class Dossier:
    """One election's facts; each room's rules name the part that they need (ADR 0006)."""

    election: ElectionFacts
    papers: Papers
    candidates: tuple[CandidateFacts, ...]
    verdicts: Mapping[int, Conclusion]
    polls: tuple[PollFacts, ...]
    profile: Profile
    roll: RollSummary | None = None
    poll_day: PollDay = NOTHING_KEPT
    staff: ElectionStaff = NOBODY_KEPT
    handover: tuple[ThingFacts, ...] = ()
    certified: tuple[int, ...] = ()
    departures: tuple[GrantedDeparture, ...] = ()
    review: ReviewFacts | None = None
    open_statements: int | None = None


def dossiers_of(
    session: Session,
    county: str,
    elections: Sequence[Election],
    reads: Collection[Register] = tuple(Register),
) -> dict[int, Dossier]:
    """Return the dossiers of many elections of a county: thirty-one queries at most, however many they are.

    ``reads`` are the registers that are asked for; of an election that keeps none nothing is read.
    Where there is a by-election the elections that it follows are read as well, in as many again.
    """
    found = _read(session, county, elections, reads)
    by_elections = [e for e in elections if e.ordinal]
    if by_elections:
        for election_id in _overtaken(session, county, by_elections, found):
            told = found[election_id]
            found[election_id] = replace(told, election=replace(told.election, is_overtaken=True))
    return found


def _overtaken(
    session: Session, county: str, by_elections: Sequence[Election], found: Mapping[int, Dossier]
) -> list[int]:
    """Return which by-elections follow a result that has changed since they were opened."""
    organisations = {e.organisation_id for e in by_elections}
    bodies = campaign.elections_of_bodies(session, county, organisations)
    others = [e for body in bodies.values() for e in body if e.id not in found]
    read = {**_read(session, county, others, ()), **found}
    ids = {e.id for body in bodies.values() for e in body}
    void = nomination.void_wins_of(session, county, ids)
    told = {i for body in bodies.values() for i in standing_in(body, read, void)[1]}
    return [e.id for e in by_elections if e.id in told]


def _read(
    session: Session, county: str, elections: Sequence[Election], reads: Collection[Register]
) -> dict[int, Dossier]:
    ids = [election.id for election in elections]
    profiles = campaign.profiles_of(session, county, {e.campaign_id for e in elections})
    earlier = {one.election_id for e in elections for one in campaign.staying_of(e)}
    void_wins = nomination.void_wins_of(session, county, earlier) if earlier else ()
    facts = campaign.facts_of(session, county, elections, void_wins)
    papers = documents.papers_of(session, county, ids)
    candidates = nomination.candidates_of(session, county, ids)
    examined = [i for i in ids if candidates[i]]
    verdicts = vetting.verdicts_of(session, county, examined)
    listed = [e.id for e in elections if _asks(e, Register.ROLL, reads) and _may_list_change(e)]
    rolls = roll.summaries_of(session, county, listed)
    tracks = {election.id: Track(election.track) for election in elections}
    polls = voting.polls_of(session, county, tracks, candidates)
    stages = {
        e.id: Stage(e.stage)
        for e in elections
        if _asks(e, Register.POLL, reads) and _may_be_polled(e)
    }
    confirmed = [e.id for e in elections if _asks(e, Register.HANDOVER, reads) and _hands_over(e)]
    things = appointment.things_of(session, county, confirmed)
    certified = certificates.certified_of(session, county, confirmed)
    # of an election that was polled kinship decides on seats, whatever else a step asks for
    staffed = [
        e.id
        for e in elections
        if _asks(e, Register.STAFF, reads) or (e.keeps(Register.STAFF) and polls[e.id])
    ]
    staffs = staffing.staffs_of(session, county, staffed)
    for e in elections:
        if e.stage == Stage.COUNTING.value and e.id in staffs and polls[e.id]:
            now = voting.with_kin(
                polls[e.id][-1], candidates[e.id], staffs[e.id].kin, facts[e.id].stays
            )
            polls[e.id] = (*polls[e.id][:-1], now)
    let_off = [e.id for e in elections if e.keeps(Register.DEPARTURES)]
    granted = departures.departures_of(session, county, let_off)
    reviewed = [e.id for e in elections if _asks(e, Register.REVIEW, reads)]
    reviews = reviews_of(session, county, {i: tracks[i] for i in reviewed})
    spoken = [e.id for e in elections if _hears(e, reads)]
    unanswered = open_statements_of(session, county, spoken)
    days = poll_days_of(session, county, stages, polls, candidates)
    return {
        e.id: Dossier(
            facts[e.id],
            papers[e.id],
            candidates[e.id],
            verdicts.get(e.id, {}),
            _as_confirmed(e, polls[e.id], days),
            profiles[e.campaign_id],
            rolls.get(e.id),
            days.get(e.id, NOTHING_KEPT),
            staffs.get(e.id, NOBODY_KEPT),
            things.get(e.id, ()),
            certified.get(e.id, ()),
            granted.get(e.id, ()),
            reviews.get(e.id),
            unanswered.get(e.id),
        )
        for e in elections
    }


def dossier_of(act: Act, election: Election) -> Dossier:
    """Return one election's facts as they stand within an act."""
    return dossiers_of(act.session, election.county, [election])[election.id]


def _may_list_change(election: Election) -> bool:
    """Tell whether a rule of this stage asks for the list of voters; else it is not read."""
    is_committee = election.track == Track.COMMITTEE.value
    return is_committee and Stage(election.stage) in REGISTERING | CHANGING


def _may_be_polled(election: Election) -> bool:
    """Tell whether a rule of this stage asks for boxes, ballots and proxies; else they are not read."""
    return election.track == Track.COMMITTEE.value and Stage(election.stage) in KEPT


def _hands_over(election: Election) -> bool:
    return election.stage == Stage.RESULT_CONFIRMED.value


def _hears(election: Election, reads: Collection[Register]) -> bool:
    """Tell whether statements are asked for: with the review, also where that is kept on paper."""
    is_kept = election.keeps(Register.REVIEW) or election.keeps(Register.STATEMENTS)
    return Register.REVIEW in reads and is_kept


def _asks(election: Election, register: Register, reads: Collection[Register]) -> bool:
    return register in reads and election.keeps(register)


def _as_confirmed(
    election: Election, polls: tuple[PollFacts, ...], days: Mapping[int, PollDay]
) -> tuple[PollFacts, ...]:
    """Hold a count back while its sheets are entered anew or a doubtful ballot is not ruled on."""
    is_counting = election.stage == Stage.COUNTING.value and election.id in days
    if not is_counting or not polls or polls[-1].ballots is None:
        return polls
    if days[election.id].confirms(polls[-1].ballots):
        return polls
    return (*polls[:-1], replace(polls[-1], ballots=None))
