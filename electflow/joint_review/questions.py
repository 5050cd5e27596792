"""A question to one unit about one person: how it stands, what it rests on, who may not answer it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from electflow.campaign.rules import months_after
from electflow.issues import Fact, Issue
from electflow.joint_review.checklist import Checklist, Finding, Item, Unit
from electflow.joint_review.terms import Answer, QuestionStanding, RecusalGround, Round
from electflow.profile.model import Profile

MOST_WORDS = 1000


@dataclass(frozen=True)
class Identity:
    """What a unit may know of a person: identity fields, and nothing that others have said."""

    name: str
    number: str
    sex: str
    village: str
    post: str


@dataclass(frozen=True)
class Hit:
    """What a unit found (发现有关情形): the item, the document that proves it, when it was made.

    ``effect`` is the kind of sanction, from which the end of its effect is reckoned.
    """

    item: str
    document: str
    dated_on: date | None = None
    effect: str = ""
    words: str = ""


@dataclass(frozen=True)
class Reach:
    """How far a finding reaches on a day: until when it counts, or that it has no limit of time."""

    until: date | None
    is_over: bool


def inputs_of(unit: Unit, items: Sequence[Item], identity: Identity) -> str:
    """Return what the answer of a unit rests on: the fields that it needs, and what it is asked.

    When this changes the answer is no longer one to the question, and the unit is asked again.
    """
    fields = [f"{name}={getattr(identity, name)}" for name in unit.needs]
    return "\x1f".join([unit.code, *fields, *sorted(item.code for item in items)])


def standing_of(
    answer: Answer | None, is_confirmed: bool, due_on: date, on: date
) -> QuestionStanding:
    """Return how a question stands; silence is never consent, it only becomes late."""
    if answer is not None and is_confirmed:
        return QuestionStanding.ANSWERED
    if answer is not None:
        return QuestionStanding.ENTERED
    return QuestionStanding.LATE if on > due_on else QuestionStanding.ASKED


def reach_of(hit: Hit, checklist: Checklist, on: date) -> Reach:
    """Return until when a finding counts: to the end of a sanction's effect, or of the look-back."""
    item = checklist.items.get(hit.item)
    if hit.dated_on is None or item is None:
        return Reach(None, False)
    effect = checklist.effects.get(hit.effect or item.effect)
    if effect is not None:
        until = effect.ends_on(hit.dated_on)
    elif item.look_back_years:
        until = months_after(hit.dated_on, 12 * item.look_back_years)
    else:
        return Reach(None, False)
    return Reach(until, on > until)


def valid_until(answered_on: date, days: int) -> date:
    """Return the last day on which a reply may still be relied on."""
    return answered_on + timedelta(days=days)


def faults_of_answer(
    answer: Answer, hit: Hit | None, asked: Sequence[Item], checklist: Checklist, today: date
) -> list[Issue]:
    """Return what is wrong with a reply, all at once.

    A hit names an item that this unit was asked and its document; that a matter is reported
    separately in writing is valid without any text (law-notes 4). Of sealed records a unit says only
    whether there is something that it has to report (PSAP 2025, art. 136).
    """
    issues: list[Issue] = []

    def refuse(code: str, **facts: str | int | date) -> None:
        issues.append(Issue(code=code, source_key="", facts=facts))

    if hit and len(hit.words) > MOST_WORDS:
        refuse("vetting.words_long", most=MOST_WORDS, **{"is": len(hit.words)})
    if answer is not Answer.HIT:
        told = {name for name in hit.__dataclass_fields__ if getattr(hit, name)} if hit else set()
        if told - _BESIDE[answer]:
            refuse("vetting.hit_without_hit")
        if answer is Answer.CANNOT_JUDGE and not (hit and hit.words.strip()):
            refuse("vetting.why_missing")
        return issues
    items = {item.code: item for item in asked}
    if hit is None or not hit.item:
        refuse("vetting.item_missing")
    elif hit.item not in items:
        refuse("vetting.item_not_asked", item=hit.item)
    elif items[hit.item].sealed:
        if hit.document or hit.words or hit.effect or hit.dated_on:
            refuse("vetting.sealed_told", item=hit.item)
        return issues
    if hit is None or not hit.document.strip():
        refuse("vetting.document_missing")
    if hit and hit.dated_on and hit.dated_on > today:
        refuse("document.date_ahead", date=hit.dated_on, today=today)
    if hit and hit.effect:
        if hit.effect not in checklist.effects:
            refuse("vetting.effect_unknown", effect=hit.effect)
        elif hit.dated_on is None:
            refuse("vetting.effect_needs_day")
    return issues


_BESIDE: dict[Answer, frozenset[str]] = {
    Answer.CLEAN: frozenset(),
    Answer.OFFLINE: frozenset({"document"}),
    Answer.CANNOT_JUDGE: frozenset({"words"}),
}
"""What may stand beside a reply that is no hit: nothing contradicts it, and no secret hides there."""


def faults_of_paper(
    paper: str, paper_on: date | None, asked_on: Mapping[int, date], today: date
) -> list[Issue]:
    """Return what is wrong with number and day of a sealed reply, all at once.

    ``asked_on`` tells when each question was put: what was written before is no reply to it.
    """
    if paper_on is None:
        return []
    issues = []
    if not paper.strip():
        issues.append(Issue(code="document.number_missing", source_key=""))
    if paper_on > today:
        facts: dict[str, Fact] = {"date": paper_on, "today": today}
        issues.append(Issue(code="document.date_ahead", source_key="", facts=facts))
    for day in sorted({day for day in asked_on.values() if paper_on < day}):
        facts = {"date": paper_on, "asked_on": day}
        ids = tuple(i for i, on in asked_on.items() if on == day)
        issues.append(
            Issue(code="vetting.paper_before_asked", source_key="", facts=facts, subjects=ids)
        )
    return issues


@dataclass(frozen=True)
class RecusalFacts:
    """Whom an official may not judge: a person who is kin to him, or the people of his village."""

    ground: RecusalGround
    person_id: int | None = None
    village: str = ""

    def covers(self, person_id: int, village: str) -> bool:
        """Tell whether it stands between the official and this person."""
        if self.ground is RecusalGround.SAME_VILLAGE:
            return bool(self.village) and self.village == village
        return self.person_id == person_id


def recused_by(
    recusals: Collection[RecusalFacts], person_id: int, village: str
) -> RecusalGround | None:
    """Return why an official may not answer about a person, or None."""
    return next((r.ground for r in recusals if r.covers(person_id, village)), None)


def recusals_in_force(
    recusals: Iterable[RecusalFacts], profile: Profile
) -> tuple[RecusalFacts, ...]:
    """Return the recusals that the campaign's profile knows."""
    rules = profile.vetting
    return tuple(
        recusal
        for recusal in recusals
        if recusal.ground is RecusalGround.SELF  # nobody is a judge of himself, by any profile
        or (
            rules.recusal_same_village
            if recusal.ground is RecusalGround.SAME_VILLAGE
            else rules.recusal_kin
        ).value
    )


def faults_of_recusal(
    recusals: Collection[RecusalFacts], person_id: int, village: str
) -> list[Issue]:
    """Return why an official may neither answer nor sign about a person.

    Source: Civil Servants Law 74, 76; the same village is a rule of the house.
    """
    ground = recused_by(recusals, person_id, village)
    if ground is None:
        return []
    key = "recusal_same_village" if ground is RecusalGround.SAME_VILLAGE else "recusal_kin"
    facts = {"ground": ground.value}
    return [Issue(code="vetting.recused", source_key=f"vetting.{key}", facts=facts)]


@dataclass(frozen=True)
class Told:
    """What one unit answered in force, as the county sees it: never shown to another unit."""

    unit: str
    round: Round
    answer: Answer | None
    is_confirmed: bool
    items: tuple[str, ...]
    hit: str = ""


def is_contested(told: Collection[Told]) -> bool:
    """Tell whether units differ: one found something on an item of which another found nothing."""
    clean = {item for t in told if t.is_confirmed and t.answer is Answer.CLEAN for item in t.items}
    return any(t.is_confirmed and t.answer is Answer.HIT and t.hit in clean for t in told)


def barring_items(checklist: Checklist, codes: Collection[str]) -> list[Item]:
    """Return those of some items that bar by law (VCOL 2025 art. 18)."""
    return [
        checklist.items[code]
        for code in codes
        if code in checklist.items and checklist.items[code].finding is Finding.PROHIBITED
    ]
