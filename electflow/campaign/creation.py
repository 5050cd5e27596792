"""Creating a campaign: what each place does in it, corrected by the county, confirmed in one act."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from electflow.access import service as access
from electflow.access.terms import Permission
from electflow.act import Act
from electflow.audit import service as audit
from electflow.campaign.model import Arrangement, Campaign, Election, Organisation
from electflow.campaign.rules import faults_of_campaign, faults_of_rules
from electflow.campaign.terms import POSTS_OF
from electflow.errors import InputRefused, NotFound, Stale
from electflow.ids import new_id
from electflow.issues import Issue
from electflow.profile.loader import hash_of, load_profile, pinned, shipped_profiles, snapshot
from electflow.profile.model import Profile
from electflow.regions import service as regions
from electflow.regions.rules import kind_by_code
from electflow.regions.terms import Level, PlaceKind
from electflow.stages import INITIAL, Track

PROCEDURE_VERSION = 1
SEATS = {"chair": 1, "deputy": 1, "member": 3}
PARTY_SEATS = 3
PARTY_MOST = 30  # a guard against typing errors; no law read sets a bound


def create(
    act: Act,
    *,
    name: str,
    term_no: int,
    election_on: date,
    assembly_on: date,
    profile: str,
    seats: Mapping[str, int] | None = None,
    party_seats: int = PARTY_SEATS,
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
    committee = SEATS | dict(seats or {})
    rules = load_profile(profile)
    # seats are measured by rules that may hold here; those of another committee say nothing of them
    issues += faults_of_rules(rules) or faults_of_seats(committee, party_seats, rules)
    if issues:
        raise InputRefused(issues)
    kept = snapshot(rules)
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
        party_seats={"committee_member": party_seats},
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
                deputy_seats=committee["deputy"],
                member_seats=committee["member"],
                party_seats=party_seats,
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


def arrange(
    act: Act, campaign: Campaign, place: str, changes: Mapping[str, Any], *, seen_version: int
) -> Arrangement:
    """Correct what one place does before the campaign is confirmed.

    Raises NotFound, Forbidden, Stale once confirmed or when another has corrected it meanwhile, or
    InputRefused; then nothing has changed.
    """
    _lock_unconfirmed(act, campaign, Permission.CAMPAIGN_ARRANGE)
    arrangement = act.session.get(Arrangement, (campaign.county, campaign.id, place))
    if arrangement is None:
        raise NotFound(f"place {place}")
    if arrangement.version != seen_version:
        raise Stale(f"the arrangement of {place} changed since version {seen_version}")
    others = {a.place: a for a in list_arrangements(act.session, campaign)}
    before = {name: getattr(arrangement, name) for name in changes}
    for name, value in changes.items():
        setattr(arrangement, name, value)
    rules = pinned(campaign.profile_snapshot)
    if issues := _faults_of_arrangement(arrangement, others, rules):
        for name, value in before.items():
            setattr(arrangement, name, value)
        raise InputRefused(issues)
    arrangement.version += 1
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
    _lock_unconfirmed(act, campaign, Permission.CAMPAIGN_ARRANGE)
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
        row.version += 1
    days = {"election_on": election_on.isoformat(), "assembly_on": assembly_on.isoformat()}
    audit.record(
        act,
        "arrangement:change",
        _case(campaign),
        data={"place": township, "changes": days},
        place=township,
    )
    return len(rows)


def list_rules() -> list[tuple[str, str]]:
    """Return name and title of the shipped rules that a campaign may adopt."""
    shipped = map(load_profile, shipped_profiles())
    return [(rules.name, rules.title) for rules in shipped if not faults_of_rules(rules)]


def faults_of_seats(committee: Mapping[str, int], party: int, rules: Profile) -> list[Issue]:
    """Return why numbers of seats cannot be: a committee has three to seven members (art. 8)."""
    issues = []
    least, most = rules.committee.size_least, rules.committee.size_most
    total = sum(committee.values())
    if not least.value <= total <= most.value or min(committee.values()) < 0:
        facts = {"seats": total, "least": least.value, "most": most.value}
        issues.append(
            Issue(code="arrangement.seats_out_of_range", source_key=least.key, facts=facts)
        )
    if not 1 <= party <= PARTY_MOST:
        facts = {"seats": party, "most": PARTY_MOST}
        issues.append(
            Issue(code="arrangement.party_seats_out_of_range", source_key="", facts=facts)
        )
    return issues


def _faults_of_arrangement(
    row: Arrangement, others: Mapping[str, Arrangement], rules: Profile
) -> list[Issue]:
    issues = []

    def refuse(code: str, **facts: str | int) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    is_out = not (row.has_committee_election and row.has_party_election)
    if is_out and not (row.merged_into or row.branch_joined_to or row.reason_out.strip()):
        refuse("arrangement.reason_missing")
    for target, field in ((row.merged_into, "merged"), (row.branch_joined_to, "joined")):
        if target and (target not in others or target == row.place):
            refuse(f"arrangement.{field}_target_unknown")
    for track in Track:
        host = others.get(_host_of(row, track))
        if host is not None and host is not row:
            if not _takes_part(host, track):
                refuse("arrangement.host_takes_no_part", host=host.name)
            elif _host_of(host, track):
                refuse("arrangement.host_joins_another", host=host.name)
        guests = [g for g in others.values() if g is not row and _host_of(g, track) == row.place]
        if guests and (_host_of(row, track) or not _takes_part(row, track)):
            refuse("arrangement.hosts_another", guest=guests[0].name)
    issues = list({(issue.code, *issue.facts.values()): issue for issue in issues}.values())
    seats = {"chair": 1, "deputy": row.deputy_seats, "member": row.member_seats}
    return issues + faults_of_seats(seats, row.party_seats, rules)


def version_of(rows: Iterable[Arrangement]) -> int:
    """Return a number that grows with every correction: what the preview was made from."""
    return sum(row.version for row in rows)


def _lock_unconfirmed(act: Act, campaign: Campaign, permission: str) -> None:
    """Lock a campaign that may still be arranged; raises Forbidden, or Stale once confirmed."""
    access.require(act.actor, permission, campaign.county)
    act.session.refresh(campaign, with_for_update=True)
    if campaign.confirmed_at is not None:
        raise Stale(f"campaign {campaign.id} is confirmed")


def _takes_part(row: Arrangement, track: Track) -> bool:
    is_committee = track is Track.COMMITTEE
    return row.has_committee_election if is_committee else row.has_party_election


def _host_of(row: Arrangement, track: Track) -> str:
    """Return the place whose organisation covers this one in a track, or an empty text."""
    return row.host_in(track) if _takes_part(row, track) else ""


def confirm(act: Act, campaign: Campaign, *, seen_version: int) -> int:
    """Create both tracks' elections for every organisation that the county confirmed; count them.

    Raises Forbidden, Stale once confirmed or when a place was corrected since the preview, or
    InputRefused; then nothing has changed.
    """
    _lock_unconfirmed(act, campaign, Permission.CAMPAIGN_CONFIRM)
    rows = list_arrangements(act.session, campaign)
    if version_of(rows) != seen_version:
        raise Stale(f"places of campaign {campaign.id} were corrected since the preview")
    by_place = {row.place: row for row in rows}
    rules = pinned(campaign.profile_snapshot)
    issues = [
        Issue(code=i.code, source_key=i.source_key, facts={**i.facts, "place": row.name})
        for row in rows
        for i in _faults_of_arrangement(row, by_place, rules)
    ]
    bodies = bodies_of(rows)
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
        if _takes_part(row, track):
            covered.setdefault(_host_of(row, track) or row.place, []).append(row.place)
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
    seats = {"committee_member": row.party_seats}
    if track is Track.COMMITTEE:
        own = {"deputy": row.deputy_seats, "member": row.member_seats}
        seats = campaign.committee_seats | own
    election_id = new_id(act.at)
    audit.open_case(act.session, campaign.county, f"election:{election_id}")
    act.session.add(
        Election(
            county=campaign.county,
            id=election_id,
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


def _case(campaign: Campaign) -> str:
    return f"campaign:{campaign.id}"
