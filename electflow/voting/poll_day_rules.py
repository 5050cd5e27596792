"""What must hold of boxes, proxies, ballots in custody and doubtful ballots, where they are kept here."""

from electflow.documents.rules import requirement
from electflow.documents.terms import (
    ClosingFigures,
    Kind,
    PersonsFigures,
    PlaceFigures,
    ProxyFigures,
    ReadinessFigures,
)
from electflow.issues import Fact, Issue
from electflow.profile.model import Profile
from electflow.voting.custody import (
    Imbalance,
    imbalances_at_closing,
    imbalances_at_count,
    imbalances_at_sealing,
)
from electflow.voting.sheet import VOID, ballots_in
from electflow.voting.terms import BoxKind, VotingFacts


def boxes_ready(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Each box that is carried about has its scrutineers and, where asked, the township's approval."""
    rule, boxes = profile.poll, facts.poll_day.boxes
    mobile = [box for box in boxes if box.kind is BoxKind.MOBILE]
    issues = []
    for box in mobile:
        told: dict[str, Fact] = {"box": box.name, "number": box.number}
        issues.append(
            requirement(
                "voting.box_watched",
                rule.box_scrutineers,
                box.scrutineers >= rule.box_scrutineers.value,
                {**told, "scrutineers": box.scrutineers, "least": rule.box_scrutineers.value},
                fix="boxes",
            )
        )
        if rule.mobile_box_approval.value:
            approved = bool(box.approval)
            issues.append(
                requirement(
                    "voting.box_approved", rule.mobile_box_approval, approved, told, fix="boxes"
                )
            )
    listed = facts.papers.figures(Kind.BOX_USERS_NOTICE, PersonsFigures)
    if mobile and listed:
        users = sum(box.users for box in mobile)
        told = {"on_paper": listed.persons, "kept": users}
        fix = f"paper:{Kind.BOX_USERS_NOTICE}"
        holds = listed.persons == users
        issues.append(
            requirement("voting.box_users_as_kept", rule.mobile_box_list, holds, told, fix=fix)
        )
    ready = facts.papers.figures(Kind.READINESS_RECORD, ReadinessFigures)
    place = facts.papers.figures(Kind.PLACE_NOTICE, PlaceFigures)
    stations = sum(box.kind is not BoxKind.MOBILE for box in boxes)
    for told_by, on_paper, kept in (
        (Kind.READINESS_RECORD, ready.mobile_boxes if ready else None, len(mobile)),
        (Kind.PLACE_NOTICE, place.stations if place else None, stations),
    ):
        if boxes and on_paper is not None:
            figures = {"document": told_by.value, "on_paper": on_paper, "kept": kept}
            holds = on_paper == kept
            fix = f"paper:{told_by}"
            issues.append(
                requirement("voting.boxes_as_kept", rule.ballot_ledger, holds, figures, fix=fix)
            )
    return issues


def proxies_as_registered(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """The posted list of proxies is the register, and no candidate is a proxy (art. 18)."""
    rule, slips = profile.poll, facts.poll_day.slips
    if slips is None:
        return _proxies_on_paper_alone(facts, profile)
    issues = [
        requirement(
            "voting.no_candidate_in_register",
            rule.proxy_most,
            slips.candidates == 0,
            {"persons": slips.candidates},
            fix="proxies",
        ),
        requirement(
            "voting.no_proxy_passed_on",
            rule.proxy_passed_on,
            slips.passed_on == 0,
            {"persons": slips.passed_on},
            fix="proxies",
        ),
    ]
    paper = facts.papers.figures(Kind.PROXY_NOTICE, ProxyFigures)
    if paper:
        holds = (paper.principals, paper.proxies) == (slips.principals, slips.proxies)
        told = {
            "on_paper": paper.principals,
            "kept": slips.principals,
            "proxies_on_paper": paper.proxies,
            "proxies_kept": slips.proxies,
        }
        fix = f"paper:{Kind.PROXY_NOTICE}"
        issues.append(
            requirement("voting.proxies_as_kept", rule.proxies_published, holds, told, fix=fix)
        )
    return issues


def _proxies_on_paper_alone(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Remind of proxies that only the notice tells of, although the list of voters is kept here."""
    paper = facts.papers.figures(Kind.PROXY_NOTICE, ProxyFigures)
    is_kept = facts.roll is not None and facts.roll.is_kept
    if not is_kept or paper is None or not paper.principals:
        return []
    told: dict[str, Fact] = {"on_paper": paper.principals}
    rule = profile.poll.ballot_ledger
    return [requirement("voting.proxies_registered", rule, False, told, fix="proxies")]


def ledger_at_closing(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """The ledger of ballots is kept, and balances before any ballot is read."""
    rule, day = profile.poll.ballot_ledger, facts.poll_day
    issues = [requirement("custody.kept", rule, bool(day.moves), fix="ledger")]
    issues += _boxes_back(facts, profile)
    closing = facts.papers.figures(Kind.POLL_CLOSING, ClosingFigures)
    if not day.moves or closing is None:
        return issues
    notice = facts.papers.figures(Kind.PROXY_NOTICE, ProxyFigures)
    on_paper = notice.principals if notice else None
    slips = day.slips.principals if day.slips else on_paper
    if slips is not None and facts.polls and facts.polls[-1].own:
        # who holds a slip draws one ballot of each post on it
        slips *= len(facts.polls[-1].own)
    found = imbalances_at_closing(day.moves, _boxes(facts), closing.issued, slips)
    return issues + _as_issues(facts, profile, found)


def _boxes_back(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """Every box that was carried about came back, the same day, before any is opened."""
    rule = profile.poll.mobile_box_back
    return [
        requirement(
            "voting.box_back",
            rule,
            box.is_back,
            {"box": box.name, "number": box.number},
            fix="boxes",
        )
        for box in facts.poll_day.boxes
        if box.kind is BoxKind.MOBILE
    ]


def ledger_at_count(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """No box holds more than was issued there, and each was counted as it was collected."""
    day = facts.poll_day
    if not day.moves:
        return []
    found = imbalances_at_count(day.moves, _boxes(facts), day.counted)
    return _as_issues(facts, profile, found)


def ledger_at_sealing(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """As many ballots were sealed as were counted."""
    moves = facts.poll_day.last_moves or facts.poll_day.moves
    if not moves or not facts.polls or facts.polls[-1].ballots is None:
        return []
    found = imbalances_at_sealing(moves, facts.polls[-1].ballots.returned)
    return _as_issues(facts, profile, found)


def doubtful_decided(facts: VotingFacts, profile: Profile) -> list[Issue]:
    """The election committee has ruled on each doubtful ballot."""
    left, day = facts.poll_day.doubtful_open, facts.poll_day
    ruled = sum(day.void_rulings.values())
    counted = ballots_in(day.agreed, VOID) if day.agreed else None
    issues = []
    if ruled and counted is not None:
        told: dict[str, Fact] = {"ruled": ruled, "void": counted}
        rule, holds = profile.poll.doubtful_ballots, ruled <= counted
        issues.append(requirement("voting.rulings_counted", rule, holds, told, fix="count"))
    return [
        *issues,
        requirement(
            "voting.doubtful_decided",
            profile.poll.doubtful_ballots,
            True if not left else None,
            {"ballots": left},
            fix="doubtful",
        ),
    ]


def _boxes(facts: VotingFacts) -> list[int]:
    return [box.number for box in facts.poll_day.boxes] or [1]


def _as_issues(facts: VotingFacts, profile: Profile, found: list[Imbalance]) -> list[Issue]:
    rule = profile.poll.ballot_ledger
    if not found:
        return [requirement("custody.balances", rule, True)]
    return [
        requirement(
            wrong.code,
            rule,
            False,
            {
                "box": facts.poll_day.box_name(wrong.box),
                "number": wrong.box,
                "left": wrong.left,
                "right": wrong.right,
            },
            fix="ledger",
        )
        for wrong in found
    ]
