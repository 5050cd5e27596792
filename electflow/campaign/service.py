"""Creating a campaign, arranging its places, confirming its elections, holding and releasing them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    false,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from electflow.access.rules import may, prefixes_for
from electflow.access.terms import TRACK_OF_ROLE, Permission, Role
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.audit.model import AuditCase
from electflow.campaign.model import Arrangement, Campaign, Election, HoldRow, Organisation
from electflow.campaign.terms import (
    ElectionFacts,
    Hold,
    HoldKind,
    Post,
    Register,
    Staying,
    place_and_ordinal,
)
from electflow.db import rows_of
from electflow.errors import NotFound, Stale
from electflow.ids import new_id
from electflow.profile.loader import pinned
from electflow.profile.model import Profile
from electflow.regions.terms import PlaceKind
from electflow.stages import Stage, Track

Columns = TypeVarTuple("Columns")


# --- reading within scope ---------------------------------------------------------------------


def visible(
    query: Select[*Columns], actor: Actor, permission: str = Permission.ELECTION_READ
) -> Select[*Columns]:
    """Narrow a query over elections to the actor's county, places and tracks."""
    return query.where(Election.county == actor.county, _within(actor, permission))


def _within(actor: Actor, permission: str) -> ColumnElement[bool]:
    rows: list[ColumnElement[bool]] = []
    for grant in actor.grants:
        if not may(Actor(actor.official_id, actor.county, (grant,)), permission, grant.region):
            continue
        inside = Election.village.startswith(grant.region, autoescape=True)
        track = TRACK_OF_ROLE.get(Role(grant.role))
        rows.append(inside if track is None else inside & (Election.track == track.value))
    return or_(*rows) if rows else false()


def get_campaign(session: Session, actor: Actor, county: str, year: int) -> Campaign:
    """Return a campaign of the actor's county; raises NotFound."""
    campaign = None
    if county == actor.county and prefixes_for(actor, Permission.CAMPAIGN_READ):
        campaign = session.scalar(
            select(Campaign).where(Campaign.county == county, Campaign.year == year)
        )
    if campaign is None:
        raise NotFound(f"campaign {county}-{year}")
    return campaign


def campaign_of(session: Session, election: Election) -> Campaign:
    """Return the campaign of an election."""
    return session.get_one(Campaign, (election.county, election.campaign_id))


def list_campaigns(session: Session, actor: Actor) -> list[Campaign]:
    """Return the campaigns of the actor's county, newest first."""
    if not prefixes_for(actor, Permission.CAMPAIGN_READ):
        return []
    return list(
        session.scalars(
            select(Campaign).where(Campaign.county == actor.county).order_by(Campaign.year.desc())
        )
    )


def elections_of_place(
    session: Session, actor: Actor, campaign: Campaign, address: str
) -> dict[Track, Election]:
    """Return the elections of a place that the actor may see, by track; empty if there are none.

    The address of a by-election leads to it alone.
    """
    village, ordinal = place_and_ordinal(address)
    query = visible(select(Election), actor).where(
        Election.campaign_id == campaign.id,
        Election.village == village,
        Election.ordinal == ordinal,
    )
    return {Track(election.track): election for election in session.scalars(query)}


def elections_of_body(session: Session, election: Election) -> list[Election]:
    """Return the elections of one organisation in its term: the regular one, then by-elections."""
    return list(
        session.scalars(
            select(Election)
            .where(Election.county == election.county)
            .where(Election.organisation_id == election.organisation_id)
            .order_by(Election.ordinal)
        )
    )


def elections_of_bodies(
    session: Session, county: str, organisations: Collection[int]
) -> dict[int, list[Election]]:
    """Return the elections of many organisations, each the regular one first, in one query."""
    query = select(Election).where(
        Election.county == county, Election.organisation_id.in_(organisations)
    )
    found: dict[int, list[Election]] = defaultdict(list)
    for election in session.scalars(query.order_by(Election.organisation_id, Election.ordinal)):
        found[election.organisation_id].append(election)
    return found


def host_of(session: Session, campaign: Campaign, place: str) -> dict[Track, str]:
    """Return where a place that has no election of its own is covered, by track."""
    row = session.get(Arrangement, (campaign.county, campaign.id, place))
    return {track: host for track in Track if row and (host := row.host_in(track))}


def places_of(session: Session, election: Election) -> list[str]:
    """Return the codes of the places that an election's organisation covers, its seat first."""
    body = session.get(Organisation, (election.county, election.organisation_id))
    places = body.places if body else [election.village]
    return sorted(places, key=lambda place: (place != election.village, place))


def get_election(session: Session, actor: Actor, election_id: int) -> Election:
    """Return an election by id.

    Raises NotFound, also for one that the actor may not know of.
    """
    election = session.get(Election, (actor.county, election_id))
    if election is None or not _may_know(actor, election):
        raise NotFound(f"election {election_id}")
    return election


def lock_elections(act: Act, ids: Collection[int]) -> dict[int, Election]:
    """Return the elections of some ids as far as the actor may know them, fresh and locked.

    Their chains in the book are locked with them, in the order of the ids, in one query.
    """
    locked: dict[int, Election] = act.session.info.setdefault("locked_elections", {})
    asked = {"county": act.actor.county, "elections": [i for i in ids if i not in locked]}
    if asked["elections"]:
        rows = act.session.execute(
            _LOCKED, asked, execution_options={"populate_existing": True}
        ).all()
        locked |= {election.id: election for election, _ in rows}
        audit.hold_heads(act.session, [head for _, head in rows])
    return {i: locked[i] for i in ids if i in locked and _may_know(act.actor, locked[i])}


def _may_know(actor: Actor, election: Election) -> bool:
    return may(actor, Permission.ELECTION_READ, election.village, Track(election.track))


def elections_by_id(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, Election]:
    """Return the elections of some ids as far as the actor may see them, in one query."""
    rows = session.scalars(visible(select(Election), actor).where(Election.id.in_(ids)))
    return {election.id: election for election in rows}


_LOCKED = (
    select(Election, AuditCase)
    .join(
        AuditCase,
        (AuditCase.county == Election.county)
        & (AuditCase.case_name == literal("election:") + cast(Election.id, String)),
    )
    .where(Election.county == bindparam("county"))
    .where(Election.id.in_(bindparam("elections", expanding=True)))
    .order_by(Election.id)
    .with_for_update()
)
_SNAPSHOTS = (
    select(Campaign.id, Campaign.profile_snapshot)
    .where(Campaign.county == bindparam("county"))
    .where(Campaign.id.in_(bindparam("campaigns", expanding=True)))
)
_OPEN_HOLDS = (
    select(
        HoldRow.election_id,
        HoldRow.id,
        HoldRow.kind,
        HoldRow.organ,
        HoldRow.dated_on,
        HoldRow.until,
    )
    .where(HoldRow.county == bindparam("county"), HoldRow.lifted_at.is_(None))
    .where(HoldRow.election_id.in_(bindparam("elections", expanding=True)))
    .order_by(HoldRow.id)
)
_PARTY_STAGES = (
    select(Election.campaign_id, Election.village, Election.stage)
    .where(Election.county == bindparam("county"), Election.track == Track.PARTY.value)
    .where(Election.campaign_id.in_(bindparam("campaigns", expanding=True)))
    .where(Election.village.in_(bindparam("villages", expanding=True)))
    .where(Election.ordinal == 0)
)


def profiles_of(session: Session, county: str, campaigns: Collection[int]) -> dict[int, Profile]:
    """Return the pinned profiles of campaigns, in one query."""
    rows = rows_of(session, _SNAPSHOTS, {"county": county, "campaigns": list(campaigns)})
    return {campaign_id: pinned(kept) for campaign_id, kept in rows}


def facts_of(
    session: Session,
    county: str,
    elections: Sequence[Election],
    void_wins: Collection[tuple[int, int]] = (),
) -> dict[int, ElectionFacts]:
    """Return what all rules may know of elections, in two queries.

    Whose win was voided since, by election and person, stays in office no more.
    """
    holds: dict[int, list[Hold]] = defaultdict(list)
    asked = {"county": county, "elections": [election.id for election in elections]}
    for row in rows_of(session, _OPEN_HOLDS, asked):
        holds[row.election_id].append(
            Hold(row.id, HoldKind(row.kind), row.organ, row.dated_on, row.until)
        )
    party = _party_stages(session, county, elections)
    return {
        election.id: ElectionFacts(
            id=election.id,
            track=Track(election.track),
            stage=Stage(election.stage),
            election_on=election.election_on,
            seats={Post(post): n for post, n in election.seats.items() if n},
            place_kind=PlaceKind(election.place_kind),
            holds=tuple(holds[election.id]),
            # the order of the two elections is planned for the round, not for by-elections
            party_stage=None
            if election.ordinal
            else party.get((election.campaign_id, election.village)),
            listed_on=election.listed_on,
            ordinal=election.ordinal,
            stays=tuple(
                s for s in staying_of(election) if (s.election_id, s.person_id) not in void_wins
            ),
        )
        for election in elections
    }


def staying_of(election: Election) -> list[Staying]:
    """Return who stayed in office when a by-election was opened; of another election nobody."""
    return [
        Staying(int(person), Post(post), int(votes), sex, int(at))
        for person, post, votes, sex, at in election.stays
    ]


def _party_stages(
    session: Session, county: str, elections: Sequence[Election]
) -> dict[tuple[int, str], Stage]:
    """Return where the Party elections of the same places stand."""
    rows = rows_of(
        session,
        _PARTY_STAGES,
        {
            "county": county,
            "campaigns": list({election.campaign_id for election in elections}),
            "villages": [election.village for election in elections],
        },
    )
    return {(campaign, village): Stage(stage) for campaign, village, stage in rows}


# --- facts that a paper fixes -----------------------------------------------------------------


def fix_seats(election: Election, seats: Mapping[Post, int]) -> None:
    """Take over the seats that the adopted method or the approved request names."""
    election.seats = {post.value: n for post, n in seats.items()}


def touch(election: Election, register: Register | None = None) -> None:
    """Count a locked election's version on, since a figure changed on which a step decides.

    A register into which something was entered is noted, so that the rules read it from now on.
    """
    if register is not None and not election.keeps(register):
        election.registers = [*election.registers, register.value]
    election.version += 1


# --- holds ------------------------------------------------------------------------------------


def place_hold(
    act: Act,
    election: Election,
    *,
    kind: HoldKind,
    organ: str,
    number: str,
    dated_on: date,
    until: date | None,
    reason: str,
    proposal: int = 0,
) -> HoldRow | None:
    """Record an organ's decision that holds the election, or that moves its day to ``until``."""
    data: dict[str, Any] = {
        "kind": kind.value,
        "organ": organ,
        "dated_on": dated_on.isoformat(),
        "proposal": str(proposal),
    }
    hold = None
    if kind is HoldKind.DAY_MOVED:
        assert until is not None
        election.election_on = until
        data["moved_to"] = until.isoformat()
    else:
        hold = HoldRow(
            county=election.county,
            id=new_id(act.at),
            election_id=election.id,
            kind=kind.value,
            organ=organ,
            number=number,
            dated_on=dated_on,
            until=until,
            reason=reason,
            placed_at=act.at,
        )
        act.session.add(hold)
        data["hold"] = str(hold.id)
        if until:
            data["until"] = until.isoformat()
    touch(election)
    audit.record(
        act,
        "hold:place",
        f"election:{election.id}",
        data=data,
        words={"number": number, "reason": reason},
        place=election.village,
    )
    return hold


def kind_of_hold(session: Session, election: Election, hold_id: int) -> HoldKind:
    """Return what a hold is; raises NotFound."""
    hold = session.get(HoldRow, (election.county, hold_id))
    if hold is None or hold.election_id != election.id:
        raise NotFound(f"hold {hold_id}")
    return HoldKind(hold.kind)


def lift_hold(
    act: Act, election: Election, hold_id: int, reason: str, election_on: date | None
) -> None:
    """Record that a held election goes on, with its new day if it has one.

    Raises NotFound, or Stale when it goes on already.
    """
    hold = act.session.get(HoldRow, (election.county, hold_id))
    if hold is None or hold.election_id != election.id:
        raise NotFound(f"hold {hold_id}")
    if hold.lifted_at is not None:
        raise Stale(f"hold {hold_id} is lifted")
    hold.lifted_at = act.at
    data = {"hold": str(hold_id)}
    if election_on:
        election.election_on = election_on
        data["moved_to"] = election_on.isoformat()
    touch(election)
    audit.record(
        act,
        "hold:lift",
        f"election:{election.id}",
        data=data,
        words={"reason": reason},
        place=election.village,
    )
