"""Creating a campaign, arranging its places, confirming its elections, holding and releasing them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.rules import may, prefixes_for
from electflow.access.terms import TRACK_OF_ROLE, Permission, Role
from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.campaign.model import Arrangement, Campaign, Election, HoldRow, Organisation
from electflow.campaign.rules import faults_of_campaign
from electflow.campaign.terms import POSTS_OF, ElectionFacts, Hold, HoldKind, Post
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.profile.loader import hash_of, load_profile, pinned, snapshot
from electflow.profile.model import Profile
from electflow.regions import service as regions
from electflow.regions.rules import kind_by_code
from electflow.regions.terms import Level, PlaceKind
from electflow.stages import INITIAL, Stage, Track

Columns = TypeVarTuple("Columns")
PROCEDURE_VERSION = 1
MEMBER_SEATS = 3
PARTY_SEATS = 3


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
    session: Session, actor: Actor, campaign: Campaign, village: str
) -> dict[Track, Election]:
    """Return the elections of a place that the actor may see, by track; empty if there are none."""
    query = visible(select(Election), actor).where(
        Election.campaign_id == campaign.id, Election.village == village
    )
    return {Track(election.track): election for election in session.scalars(query)}


def get_election(
    session: Session, actor: Actor, election_id: int, *, lock: bool = False
) -> Election:
    """Return an election by id, its row locked until the end of the transaction if asked.

    Raises NotFound, also for one that the actor may not know of.
    """
    locked: dict[int, Election] = session.info.setdefault("locked_elections", {})
    election = locked.get(election_id) or session.get(
        Election,
        (actor.county, election_id),
        with_for_update=lock or None,
        populate_existing=lock,
    )
    if election is None or not may(
        actor, Permission.ELECTION_READ, election.village, Track(election.track)
    ):
        raise NotFound(f"election {election_id}")
    if lock:
        locked[election_id] = election
    return election


def elections_by_id(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, Election]:
    """Return the elections of some ids as far as the actor may see them, in one query."""
    rows = session.scalars(visible(select(Election), actor).where(Election.id.in_(ids)))
    return {election.id: election for election in rows}


def profiles_of(session: Session, county: str, campaigns: Collection[int]) -> dict[int, Profile]:
    """Return the pinned profiles of campaigns, in one query."""
    rows = session.execute(
        select(Campaign.id, Campaign.profile_snapshot).where(
            Campaign.county == county, Campaign.id.in_(campaigns)
        )
    )
    return {campaign_id: pinned(kept) for campaign_id, kept in rows}


def facts_of(
    session: Session, county: str, elections: Sequence[Election]
) -> dict[int, ElectionFacts]:
    """Return what all rules may know of elections, in two queries."""
    holds: dict[int, list[Hold]] = defaultdict(list)
    for row in session.scalars(
        select(HoldRow)
        .where(HoldRow.county == county, HoldRow.lifted_at.is_(None))
        .where(HoldRow.election_id.in_([election.id for election in elections]))
        .order_by(HoldRow.id)
    ):
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
            party_stage=party.get((election.campaign_id, election.village)),
        )
        for election in elections
    }


def _party_stages(
    session: Session, county: str, elections: Sequence[Election]
) -> dict[tuple[int, str], Stage]:
    """Return where the Party elections of the same places stand."""
    rows = session.execute(
        select(Election.campaign_id, Election.village, Election.stage)
        .where(Election.county == county, Election.track == Track.PARTY.value)
        .where(Election.campaign_id.in_({e.campaign_id for e in elections}))
        .where(Election.village.in_([e.village for e in elections]))
    )
    return {(campaign, village): Stage(stage) for campaign, village, stage in rows}


# --- creating ---------------------------------------------------------------------------------


def create(
    act: Act,
    *,
    name: str,
    term_no: int,
    election_on: date,
    assembly_on: date,
    profile: str,
    seats: Mapping[str, int] | None = None,
) -> Campaign:
    """Create a campaign for the actor's county and propose what each of its places does.

    Raises Forbidden, or InputRefused with every fault at once; then nothing has changed.
    """
    county = act.actor.county
    access.require(act.actor, Permission.CAMPAIGN_CREATE, county)
    issues = faults_of_campaign(
        name=name, term_no=term_no, election_on=election_on, assembly_on=assembly_on, today=act.on
    )
    year = election_on.year
    if act.session.scalar(
        select(Campaign.id).where(Campaign.county == county, Campaign.year == year)
    ):
        issues.append(Issue(code="campaign.year_taken", source_key="", facts={"year": year}))
    places = regions.list_below(act.session, county, Level.VILLAGE)
    if not places:
        issues.append(Issue(code="campaign.no_places", source_key="", facts={"county": county}))
    if issues:
        raise InputRefused(issues)
    committee = {"chair": 1, "deputy": 1, "member": MEMBER_SEATS} | dict(seats or {})
    kept = snapshot(load_profile(profile))
    campaign = Campaign(
        county=county,
        id=new_id(act.at),
        year=year,
        name=name.strip(),
        term_no=term_no,
        election_on=election_on,
        assembly_on=assembly_on,
        profile=profile,
        profile_hash=hash_of(kept),
        profile_snapshot=kept,
        procedure_version=PROCEDURE_VERSION,
        committee_seats=committee,
        party_seats={"committee_member": PARTY_SEATS},
        created_at=act.at,
    )
    act.session.add(campaign)
    act.session.flush()
    for place in places:
        kind = kind_by_code(place.code)
        act.session.add(
            Arrangement(
                county=county,
                campaign_id=campaign.id,
                place=place.code,
                township=place.parent,
                name=place.name,
                kind=kind.value,
                has_committee_election=kind is not PlaceKind.OTHER,
                has_party_election=kind is not PlaceKind.OTHER,
                reason_out="",
                member_seats=committee["member"],
                election_on=election_on,
                assembly_on=assembly_on,
            )
        )
    data = {
        "year": year,
        "term": term_no,
        "election_on": election_on.isoformat(),
        "assembly_on": assembly_on.isoformat(),
        "profile": campaign.profile_hash,
    }
    audit.record(act, "campaign:create", _case(campaign), data=data, words={"name": name})
    return campaign


def list_arrangements(session: Session, campaign: Campaign) -> list[Arrangement]:
    """Return what each place does in a campaign, by code."""
    return list(
        session.scalars(
            select(Arrangement)
            .where(Arrangement.county == campaign.county)
            .where(Arrangement.campaign_id == campaign.id)
            .order_by(Arrangement.place)
        )
    )


def arrange(act: Act, campaign: Campaign, place: str, changes: Mapping[str, Any]) -> Arrangement:
    """Correct what one place does before the campaign is confirmed.

    Raises NotFound, Forbidden, Stale once confirmed, or InputRefused; then nothing has changed.
    """
    access.require(act.actor, Permission.CAMPAIGN_ARRANGE, campaign.county)
    if campaign.confirmed_at is not None:
        raise Stale(f"campaign {campaign.id} is confirmed")
    arrangement = act.session.get(Arrangement, (campaign.county, campaign.id, place))
    if arrangement is None:
        raise NotFound(f"place {place}")
    others = {a.place: a for a in list_arrangements(act.session, campaign)}
    before = {name: getattr(arrangement, name) for name in changes}
    for name, value in changes.items():
        setattr(arrangement, name, value)
    if issues := _faults_of_arrangement(arrangement, others):
        for name, value in before.items():
            setattr(arrangement, name, value)
        raise InputRefused(issues)
    told = {
        n: v.isoformat() if isinstance(v, date) else v
        for n, v in changes.items()
        if before[n] != v and n != "reason_out"
    }
    audit.record(
        act,
        "arrangement:change",
        _case(campaign),
        data={"place": place, "changes": told},
        words={"reason": arrangement.reason_out},
        place=place,
    )
    return arrangement


def set_days(
    act: Act, campaign: Campaign, township: str, *, election_on: date, assembly_on: date
) -> int:
    """Give all places of a township their own election day and assembly day; count them.

    Raises Forbidden, Stale once confirmed, or InputRefused; then nothing has changed.
    """
    access.require(act.actor, Permission.CAMPAIGN_ARRANGE, campaign.county)
    if campaign.confirmed_at is not None:
        raise Stale(f"campaign {campaign.id} is confirmed")
    issues = faults_of_campaign(
        name=campaign.name,
        term_no=campaign.term_no,
        election_on=election_on,
        assembly_on=assembly_on,
        today=act.on,
    )
    if issues:
        raise InputRefused(issues)
    rows = [a for a in list_arrangements(act.session, campaign) if a.township == township]
    if not rows:
        raise NotFound(f"township {township}")
    for row in rows:
        row.election_on, row.assembly_on = election_on, assembly_on
    days = {"election_on": election_on.isoformat(), "assembly_on": assembly_on.isoformat()}
    audit.record(
        act,
        "arrangement:change",
        _case(campaign),
        data={"place": township, "changes": days},
        place=township,
    )
    return len(rows)


def _faults_of_arrangement(row: Arrangement, others: Mapping[str, Arrangement]) -> list[Issue]:
    issues = []

    def refuse(code: str, **facts: str | int) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    is_out = not (row.has_committee_election and row.has_party_election)
    if is_out and not (row.merged_into or row.branch_joined_to or row.reason_out.strip()):
        refuse("arrangement.reason_missing")
    for target, field in ((row.merged_into, "merged"), (row.branch_joined_to, "joined")):
        host = others.get(target) if target else None
        if target and (host is None or target == row.place):
            refuse(f"arrangement.{field}_target_unknown", place=target)
        elif host is not None and (
            host.merged_into if field == "merged" else host.branch_joined_to
        ):
            refuse(f"arrangement.{field}_target_joins_another", place=target)
    if not 1 <= row.member_seats <= 5:
        refuse("arrangement.seats_out_of_range", seats=row.member_seats)
    return issues


def confirm(act: Act, campaign: Campaign) -> int:
    """Create both tracks' elections for every organisation that the county confirmed; count them.

    Raises Forbidden, Stale once confirmed, or InputRefused; then nothing has changed.
    """
    access.require(act.actor, Permission.CAMPAIGN_CONFIRM, campaign.county)
    if campaign.confirmed_at is not None:
        raise Stale(f"campaign {campaign.id} is confirmed")
    rows = list_arrangements(act.session, campaign)
    by_place = {row.place: row for row in rows}
    issues = [
        Issue(code=i.code, source_key="", facts={**i.facts, "place": row.place})
        for row in rows
        for i in _faults_of_arrangement(row, by_place)
    ]
    bodies = {track: _bodies(rows, track) for track in Track}
    if not any(bodies.values()):
        issues.append(Issue(code="campaign.no_elections", source_key=""))
    if issues:
        raise InputRefused(issues)
    for track, covered in bodies.items():
        for place, places in covered.items():
            _add_election(act, campaign, by_place[place], track, places)
    campaign.confirmed_at = act.at
    counts = {track.value: len(covered) for track, covered in bodies.items()}
    total = sum(counts.values())
    without = sum(not (r.has_committee_election or r.has_party_election) for r in rows)
    act.session.flush()
    audit.record(
        act,
        "campaign:confirm",
        _case(campaign),
        data={"elections": total, "without": without} | counts,
    )
    return total


def bodies_of(rows: Sequence[Arrangement]) -> dict[Track, dict[str, list[str]]]:
    """Return, by track, each organisation's seat and the places that it covers: the preview."""
    return {track: _bodies(rows, track) for track in Track}


def _bodies(rows: Sequence[Arrangement], track: Track) -> dict[str, list[str]]:
    covered: dict[str, list[str]] = {}
    for row in rows:
        takes_part = (
            row.has_committee_election if track is Track.COMMITTEE else row.has_party_election
        )
        host = row.merged_into if track is Track.COMMITTEE else row.branch_joined_to
        host = host or row.merged_into
        if takes_part:
            covered.setdefault(host or row.place, []).append(row.place)
    return {place: sorted(set(places) | {place}) for place, places in covered.items()}


def _add_election(
    act: Act, campaign: Campaign, row: Arrangement, track: Track, places: list[str]
) -> None:
    organisation = Organisation(
        county=campaign.county,
        id=new_id(act.at),
        campaign_id=campaign.id,
        track=track.value,
        places=places,
    )
    act.session.add(organisation)
    act.session.flush()
    seats = dict(campaign.committee_seats if track is Track.COMMITTEE else campaign.party_seats)
    if track is Track.COMMITTEE:
        seats["member"] = row.member_seats
    act.session.add(
        Election(
            county=campaign.county,
            id=new_id(act.at),
            campaign_id=campaign.id,
            organisation_id=organisation.id,
            track=track.value,
            township=row.township,
            village=row.place,
            name=row.name,
            place_kind=row.kind,
            stage=INITIAL.value,
            version=1,
            election_on=row.election_on if track is Track.COMMITTEE else row.assembly_on,
            seats={post.value: seats.get(post.value, 0) for post in POSTS_OF[track]},
            entered_at=act.at,
        )
    )


# --- facts that a paper fixes -----------------------------------------------------------------


def fix_seats(act: Act, election: Election, seats: Mapping[Post, int]) -> None:
    """Take over the seats that the adopted method or the approved request names."""
    election.seats = {post.value: n for post, n in seats.items()}


def touch(election: Election) -> None:
    """Count a locked election's version on, since a figure changed on which a step decides."""
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


def lift_hold(act: Act, election: Election, hold_id: int, reason: str) -> None:
    """Record that a held election goes on; raises NotFound, or Stale when it does already."""
    hold = act.session.get(HoldRow, (election.county, hold_id))
    if hold is None or hold.election_id != election.id:
        raise NotFound(f"hold {hold_id}")
    if hold.lifted_at is not None:
        raise Stale(f"hold {hold_id} is lifted")
    hold.lifted_at = act.at
    touch(election)
    audit.record(
        act,
        "hold:lift",
        f"election:{election.id}",
        data={"hold": str(hold_id)},
        words={"reason": reason},
        place=election.village,
    )


def _case(campaign: Campaign) -> str:
    return f"campaign:{campaign.id}"
