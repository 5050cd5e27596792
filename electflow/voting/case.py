"""The file format of ``electflow decide``: one case in, every fault named, the decision out."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any

import msgspec

from electflow.campaign.terms import POSTS_OF, Post
from electflow.errors import CaseRefused, ProfileError
from electflow.people.terms import Kinship
from electflow.profile.loader import load_profile
from electflow.profile.model import Electors, Profile
from electflow.stages import Track
from electflow.voting.outcome import impossible, outcome_of
from electflow.voting.party_outcome import party_outcome_of
from electflow.voting.terms import (
    Ballots,
    Decision,
    Kin,
    Mode,
    OwnBallots,
    PollKind,
    Seated,
    Standee,
)


class Sex(StrEnum):
    """What a sheet says of a person."""

    M = "M"
    F = "F"


class Revote(StrEnum):
    """Why only some are voted on again."""

    TIE = "tie"
    KIN = "kin"


class CarryDown(StrEnum):
    """Whether votes for a higher post count for a lower one (下加票), as the adopted method says."""

    NONE = "none"
    COUNT = "count"


class Body(StrEnum):
    """Which Party body votes; the line of four fifths is the same for each of them."""

    MEMBER_ASSEMBLY = "member_assembly"
    DELEGATES = "delegates"
    PLENARY = "plenary"
    NO_COMMITTEE_BRANCH = "no_committee_branch"


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file."""


class PostPart(_Part, frozen=True, kw_only=True):
    """A post with its seats; figures of its own where it had a ballot of its own."""

    post: Post
    seats: int
    women_seats: int = 0
    voters: int | None = None
    issued: int | None = None
    returned: int | None = None
    void: int | None = None


class CandidatePart(_Part, frozen=True, kw_only=True):
    """Somebody who got votes for a post."""

    id: str
    post: Post
    votes: int
    name: str = ""
    sex: Sex | None = None
    formal: bool = True
    eligible: bool | None = None
    ground: str = ""


class KinPart(_Part, frozen=True, kw_only=True):
    """Two persons and how they are said to be related."""

    a: str
    b: str
    relation: Kinship
    confirmed: bool = False


class BeforePart(_Part, frozen=True, kw_only=True):
    """Who was elected by the first poll."""

    id: str
    post: Post
    votes: int = 0
    sex: Sex | None = None


class ExcusedPart(_Part, frozen=True, kw_only=True):
    """A member who is not counted as due: approved above and adopted by the assembly."""

    ground: str
    approval_no: str = ""
    adopted: bool = False


class Case(_Part, frozen=True, kw_only=True):
    """One poll as a file tells it (law-notes 2); posts stand highest first."""

    profile: str
    track: Track
    voters: int
    issued: int
    returned: int
    void: int
    posts: tuple[PostPart, ...]
    candidates: tuple[CandidatePart, ...]
    round: int = 1
    registered: int | None = None
    electors: Electors = Electors.VOTERS
    due: int | None = None
    mode: Mode = Mode.CANDIDATES
    revote: Revote | None = None
    carry_down: CarryDown | None = None
    kin: tuple[KinPart, ...] = ()
    elected_before: tuple[BeforePart, ...] = ()
    seats_total: int = 0
    body: Body = Body.MEMBER_ASSEMBLY
    members: int | None = None
    no_vote: int = 0
    excused: tuple[ExcusedPart, ...] = ()


_LISTS: dict[str, Any] = {
    "posts": PostPart,
    "candidates": CandidatePart,
    "kin": KinPart,
    "elected_before": BeforePart,
    "excused": ExcusedPart,
}
_FIELDS = frozenset(field.encode_name for field in msgspec.structs.fields(Case))
_STAND_INS: dict[str, Any] = {
    "profile": "national",
    "track": Track.COMMITTEE,
    "voters": 0,
    "issued": 0,
    "returned": 0,
    "void": 0,
    "posts": [],
    "candidates": [],
}
"""Stands in for what a file does not tell while the rest is looked at; the file is refused anyhow."""
_COUNTS = ("registered", "voters", "due", "issued", "returned", "void", "members", "no_vote")


def read_case(text: bytes | str) -> Case:
    """Return the case of a file; raises CaseRefused with every fault and where it stands."""
    try:
        told = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise CaseRefused([f"$: {error}"]) from error
    if not isinstance(told, dict):
        raise CaseRefused(["$: Expected `object`"])
    faults = _shape(told)
    # what has its shape is looked at for sense as well, so that all is named at once
    broken = {fault[2:].split(":")[0].split(".")[0].split("[")[0] for fault in faults}
    whole = {name: value for name, value in told.items() if name not in broken}
    case = msgspec.convert(_STAND_INS | {n: v for n, v in whole.items() if n in _FIELDS}, Case)
    faults += _sense(case, broken)
    if faults:
        raise CaseRefused(faults)
    return case


def decide_case(case: Case) -> tuple[Decision, Profile]:
    """Return what a case decides, and the profile that it was read with."""
    profile = load_profile(case.profile)
    if case.track is Track.COMMITTEE:
        return outcome_of(ballots_of_case(case), profile), profile
    if reasons := _faults_of_roster(case):
        return impossible(reasons), profile
    return party_outcome_of(ballots_of_case(case), profile), profile


def ballots_of_case(case: Case) -> Ballots:
    """Return the figures of a case as the outcome rule reads them."""
    return Ballots(
        kind=_kind_of(case),
        seats={part.post: part.seats for part in case.posts if part.seats},
        women={part.post: part.women_seats for part in case.posts if part.women_seats},
        own={part.post: _own(case, part) for part in case.posts if _has_own(part)},
        standees=tuple(
            Standee(
                id=part.id,
                post=part.post,
                votes=part.votes,
                formal=part.formal,
                sex=part.sex or "",
                eligible=part.eligible,
            )
            for part in case.candidates
        ),
        voters=case.voters,
        issued=case.issued,
        returned=case.returned,
        void=case.void,
        registered=case.registered or 0,
        electors=case.electors,
        due=_due_of(case),
        seats_total=case.seats_total,
        mode=case.mode,
        carries_down=None if case.carry_down is None else case.carry_down is CarryDown.COUNT,
        kin=tuple(Kin(part.a, part.b, part.relation, part.confirmed) for part in case.kin),
        elected_before=tuple(
            Seated(part.id, part.post, part.votes, part.sex or "") for part in case.elected_before
        ),
    )


def as_json(decision: Decision, profile: Profile) -> dict[str, Any]:
    """Return the decision as the command prints it: codes, figures, and the source of each line."""
    acting, composition = decision.acting, decision.composition
    return {
        "ballot": decision.ballot.value,
        "reasons": [_bare(code) for code in decision.reasons],
        "elected": [{"id": person, "post": post.value} for person, post in decision.announced],
        "ties": [
            {"post": tie.post.value, "seats": tie.seats, "ids": list(tie.ids)}
            for tie in (*decision.ties, *decision.kin_revotes)
        ],
        "not_seated": [
            {
                "id": one.id,
                "post": one.post.value,
                "reason": one.reason,
                "source": _source(profile, one.source_key),
            }
            for one in decision.not_seated
        ],
        "vacancies": {post.value: n for post, n in decision.vacancies.items()},
        "composition": {
            "members": composition.members,
            "women": composition.women,
            "min": composition.least,
            "women_required": composition.women_required,
        }
        if composition
        else {},
        "warnings": [_bare(code) for code in decision.warnings],
        "next": decision.next.value,
        "next_all": [step.value for step in decision.next_all],
        "deadline_days": decision.deadline_days,
        "decided_by": list(decision.decided_by),
        "acting": {
            "id": acting.id,
            "decided_by": acting.decided_by,
            "source": _source(profile, acting.source_key),
        }
        if acting
        else None,
        "proof": [
            {
                "rule": one.source_key,
                "source": _source(profile, one.source_key),
                "status": profile.leaf(one.source_key).basis.value,
                "verified": profile.leaf(one.source_key).verified.value,
                "holds": one.holds,
                "figures": dict(one.facts),
            }
            for one in decision.proof
        ],
    }


# --- what can be wrong with a file --------------------------------------------------------------


def _shape(told: Mapping[str, Any]) -> list[str]:
    """Return every fault of type, name or missing field: all at once, each with its place."""
    faults = []
    fields = {field.encode_name: field for field in msgspec.structs.fields(Case)}
    faults += [f"$.{name}: unknown field" for name in told if name not in fields]
    for name, field in fields.items():
        if name not in told:
            if field.required:
                faults.append(f"$.{name}: missing")
        elif name in _LISTS:
            faults += _faults_of_list(name, told[name], _LISTS[name])
        else:
            faults += _faults_of(f"$.{name}", told[name], field.type)
    return faults


def _faults_of_list(name: str, rows: Any, shape: type[_Part]) -> list[str]:
    if not isinstance(rows, list):
        return [f"$.{name}: Expected `array`"]
    faults = []
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for n, row in enumerate(rows):
        at = f"$.{name}[{n}]"
        if not isinstance(row, dict):
            faults.append(f"{at}: Expected `object`")
            continue
        faults += [f"{at}.{key}: unknown field" for key in row if key not in fields]
        for key, field in fields.items():
            if key in row:
                faults += _faults_of(f"{at}.{key}", row[key], field.type)
            elif field.required:
                faults.append(f"{at}.{key}: missing")
    return faults


def _faults_of(at: str, value: Any, shape: Any) -> list[str]:
    try:
        msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        return [f"{at}: {error}"]
    return []


def _sense(case: Case, broken: AbstractSet[str]) -> list[str]:
    """Return what no poll can be, whatever its figures: negative counts, posts of the other track.

    Nothing is said of parts that are ``broken`` already, nor of what rests on them.
    """
    faults = [
        (name, fault)
        for name, fault in _senses(case)
        if name not in broken and not (broken & _RESTS_ON.get(name, frozenset()))
    ]
    return [fault for _, fault in faults]


_RESTS_ON: dict[str, frozenset[str]] = {
    "candidates": frozenset({"posts", "track", "elected_before"}),
    "posts": frozenset({"track"}),
    "elected_before": frozenset({"track"}),
    "registered": frozenset({"track"}),
    "electors": frozenset({"track", "profile"}),
    "due": frozenset({"track", "members"}),
    "kin": frozenset(),
}


def _senses(case: Case) -> Iterator[tuple[str, str]]:
    """Yield each fault of sense with the field of the file at which it stands."""
    for fault in _senses_of_figures(case):
        yield fault[2:].split(":")[0].split(".")[0].split("[")[0], fault


def _senses_of_figures(case: Case) -> list[str]:
    faults = []
    try:
        known = load_profile(case.profile).committee.electors.value
        if case.track is Track.COMMITTEE and case.electors not in known:
            lawful = ", ".join(known)
            faults.append(f"$.electors: {case.profile} lets {lawful} elect, not {case.electors}")
    except ProfileError:
        faults.append(f"$.profile: no such profile: {case.profile}")
    if case.track is Track.PARTY and case.electors is not Electors.VOTERS:
        faults.append(f"$.electors: none of the {case.track} track: {case.electors}")
    if case.round not in (1, 2):
        faults.append(f"$.round: 1 or 2, not {case.round}")
    for name in _COUNTS:
        value = getattr(case, name)
        if value is not None and value < 0:
            faults.append(f"$.{name}: below nought: {value}")
    posts = [part.post for part in case.posts]
    if not posts:
        faults.append("$.posts: at least one")
    for n, part in enumerate(case.posts):
        at = f"$.posts[{n}]"
        if part.post in posts[:n]:
            faults.append(f"{at}.post: stands twice: {part.post}")
        if part.post not in POSTS_OF[case.track] + _ALSO[case.track]:
            faults.append(f"{at}.post: none of the {case.track} track: {part.post}")
        for name in ("seats", "women_seats", "voters", "issued", "returned", "void"):
            value = getattr(part, name)
            if value is not None and value < 0:
                faults.append(f"{at}.{name}: below nought: {value}")
    before = [part.id for part in case.elected_before]
    for n, one in enumerate(case.candidates):
        if one.votes < 0:
            faults.append(f"$.candidates[{n}].votes: below nought: {one.votes}")
        if one.post not in posts:
            faults.append(f"$.candidates[{n}].post: not among the posts: {one.post}")
        if one.id in before:
            faults.append(f"$.candidates[{n}].id: was elected before: {one.id}")
    for n, was in enumerate(case.elected_before):
        at = f"$.elected_before[{n}]"
        if was.id in before[:n]:
            faults.append(f"{at}.id: stands twice: {was.id}")
        if was.votes < 0:
            faults.append(f"{at}.votes: below nought: {was.votes}")
        if was.post not in POSTS_OF[case.track] + _ALSO[case.track]:
            faults.append(f"{at}.post: none of the {case.track} track: {was.post}")
    for n, pair in enumerate(case.kin):
        if pair.a == pair.b:
            faults.append(f"$.kin[{n}]: one person with himself: {pair.a}")
    if case.track is Track.COMMITTEE and case.registered is None:
        faults.append("$.registered: missing")
    if case.track is Track.PARTY and case.due is None and case.members is None:
        faults.append("$.due: missing, and no members to reckon it from")
    return faults


_ALSO: dict[Track, tuple[Post, ...]] = {
    Track.COMMITTEE: (Post.WOMEN_MEMBER,),
    Track.PARTY: (Post.SECRETARY, Post.DEPUTY_SECRETARY),
}


def _faults_of_roster(case: Case) -> list[str]:
    """Return why those due cannot be: the roster says otherwise, or somebody is excused unlawfully."""
    faults = []
    if any(not (one.adopted and one.approval_no.strip()) for one in case.excused):
        faults.append("outcome.excused_not_approved")
    if case.members is not None:
        due = _due_by_roster(case)
        if due < 0 or (case.due is not None and case.due != due):
            faults.append("outcome.due_not_as_roster")
    return faults


def _due_of(case: Case) -> int:
    return _due_by_roster(case) if case.due is None else case.due


def _due_by_roster(case: Case) -> int:
    return (case.members or 0) - case.no_vote - len(case.excused)


def _kind_of(case: Case) -> PollKind:
    if case.revote:
        return PollKind(case.revote.value)
    return PollKind.SECOND if case.round == 2 else PollKind.FIRST


def _has_own(part: PostPart) -> bool:
    return any(n is not None for n in (part.voters, part.issued, part.returned, part.void))


def _own(case: Case, part: PostPart) -> OwnBallots:
    return OwnBallots(
        *(
            top if own is None else own
            for own, top in (
                (part.voters, case.voters),
                (part.issued, case.issued),
                (part.returned, case.returned),
                (part.void, case.void),
            )
        )
    )


def _source(profile: Profile, key: str) -> str:
    return profile.leaf(key).source if key else ""


def _bare(code: str) -> str:
    return code.removeprefix("outcome.")
