"""One proxy: what the law and the profile ask of principal, proxy and application. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from electflow.issues import Fact, Issue
from electflow.profile.model import Leaf, Profile


class ProxyRelation(StrEnum):
    """What the proxy is to the principal (与委托人关系)."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    VILLAGER = "villager"


@dataclass(frozen=True)
class Applied:
    """An application beside what the register holds already."""

    principal: int
    proxy: int
    relation: ProxyRelation
    applied_on: date
    is_written: bool
    held_by_proxy: int
    has_principal_a_slip: bool
    is_principal_a_proxy: bool
    has_proxy_a_slip: bool
    is_proxy_candidate: bool


def faults_of_proxy(told: Applied, election_on: date, profile: Profile, today: date) -> list[Issue]:
    """Return every reason why a proxy cannot be registered (VCOL 2025, art. 18, and the profile)."""
    rule = profile.poll
    issues: list[Issue] = []

    def refuse(
        code: str, leaf: Leaf[int] | Leaf[bool] | Leaf[str] | None = None, **facts: Fact
    ) -> None:
        issues.append(Issue(code=code, source_key=leaf.key if leaf else "", facts=facts))

    if told.principal == told.proxy:
        refuse("proxy.same_person")
    if not told.is_written:
        refuse("proxy.not_written", rule.proxy_most)
    if told.held_by_proxy >= rule.proxy_most.value:
        refuse(
            "proxy.too_many", rule.proxy_most, held=told.held_by_proxy, most=rule.proxy_most.value
        )
    if told.is_proxy_candidate:
        refuse("proxy.is_candidate", rule.proxy_most)
    if told.has_principal_a_slip:
        refuse("proxy.principal_has_one", rule.proxy_most)
    if rule.proxy_passed_on.blocks and (told.is_principal_a_proxy or told.has_proxy_a_slip):
        refuse("proxy.passed_on", rule.proxy_passed_on)
    if rule.proxy_eligible.value == "kin" and told.relation is ProxyRelation.VILLAGER:
        refuse("proxy.not_kin", rule.proxy_eligible)
    last = last_day_to_apply(election_on, profile)
    if told.applied_on > last:
        refuse("proxy.too_late", rule.proxy_until_days, applied_on=told.applied_on, last=last)
    if told.applied_on > today:
        refuse("document.date_ahead", date=told.applied_on, today=today)
    return issues


def last_day_to_apply(election_on: date, profile: Profile) -> date:
    """Return the last day on which a proxy may be applied for."""
    return election_on - timedelta(days=profile.poll.proxy_until_days.value)


@dataclass(frozen=True)
class SlipSummary:
    """The register of proxies as the rules see it."""

    principals: int
    proxies: int
    most_of_one: int
    candidates: int
    passed_on: int = 0


def summary_of(slips: Mapping[int, int], candidates: frozenset[int]) -> SlipSummary:
    """Return the counts of a register: proxy by principal, both as persons."""
    held: dict[int, int] = {}
    for proxy in slips.values():
        held[proxy] = held.get(proxy, 0) + 1
    return SlipSummary(
        principals=len(slips),
        proxies=len(held),
        most_of_one=max(held.values(), default=0),
        candidates=len(held.keys() & candidates),
        passed_on=len(slips.keys() & held.keys()),
    )
