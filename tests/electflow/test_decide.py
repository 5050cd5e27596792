"""``electflow decide``: a decision table drawn from the texts, one line a rule and its boundary.

Each row is written by hand from the article that it names; nothing here asks the engine.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from electflow.cli import electflow
from electflow.errors import CaseRefused
from electflow.voting.case import as_json, decide_case, read_case
from electflow.voting.terms import Validity

COMMITTEE = ("national", "zhejiang", "beijing", "shanghai", "henan")
RESIDENTS = "residents-national"


@dataclass(frozen=True)
class Row:
    """One case: what differs from the plain one, what must come out, and where that stands."""

    article: str
    case: dict[str, Any]
    wanted: dict[str, Any] = field(default_factory=dict)


def person(number: str, votes: int, post: str = "member", sex: str = "M", **more: Any) -> dict:
    return {"id": number, "name": number, "sex": sex, "post": post, "votes": votes, **more}


def plain(profile: str = "national", **more: Any) -> dict[str, Any]:
    """Return a case of three members' seats and four candidates, 1,000 registered, 600 returned."""
    return {
        "profile": profile,
        "track": "committee",
        "registered": 1000,
        "voters": 600,
        "issued": 600,
        "returned": 600,
        "void": 0,
        "posts": [{"post": "member", "seats": 3}],
        "candidates": [
            person("a", 500), person("b", 450, sex="F"), person("c", 400), person("d", 100)
        ],
    } | more  # fmt: skip


def before(*rows: tuple[str, str, int, str]) -> list[dict[str, Any]]:
    return [{"id": i, "post": post, "votes": votes, "sex": sex} for i, post, votes, sex in rows]


def ids(*numbers: str, post: str = "member") -> list[dict[str, str]]:
    return [{"id": number, "post": post} for number in numbers]


def turnout() -> list[Row]:
    """VCOL 2025 art. 18: more than half of those registered vote; half is not more than half."""
    return [
        Row(
            "村组法第18条：登记参加选举的村民过半数投票",
            plain(
                profile, registered=registered, voters=n, issued=n, returned=n,
                candidates=[person("a", 200), person("b", 190), person("c", 185), person("d", 9)],
            ),
            {"ballot": "valid" if 2 * n > registered else "void"}
            | ({} if 2 * n > registered else {"next": "repeat_election", "reasons": ["turnout"]}),
        )
        for profile in (*COMMITTEE, RESIDENTS)
        for registered, n in ((1000, 499), (1000, 500), (1000, 501), (1001, 500), (1001, 501))
    ]  # fmt: skip


def carried_down() -> list[Row]:
    """Law-notes B1: votes go down at the count only where the adopted method says so, never up."""
    posts = [
        {"post": "chair", "seats": 1},
        {"post": "deputy", "seats": 1},
        {"post": "member", "seats": 2},
    ]

    def case(carry: str | None, *votes: dict[str, Any], **more: Any) -> dict[str, Any]:
        told = {"carry_down": carry} if carry else {}
        return plain(posts=posts, candidates=list(votes), mode="open", **told, **more)

    rows = []
    for own, seated in ((50, False), (51, True)):
        votes = (
            person("x", 250, "chair"), person("y", 350, "chair"), person("x", own),
            person("z", 420, sex="F"), person("v", 301, "deputy"),
        )  # fmt: skip
        with_x = ids("y", post="chair") + ids("v", post="deputy") + ids("z")
        rows += [
            Row("下加票：落选者得票转计", case("count", *votes),
                {"elected": with_x + (ids("x") if seated else [])}),
            Row("未规定的不转计", case(None, *votes), {"elected": with_x}),
            Row("选举办法不转计", case("none", *votes), {"elected": with_x}),
        ]  # fmt: skip
    rows += [
        Row("当选较高职务的不再转计", case("count", person("x", 400, "chair"), person("x", 100),
            person("z", 380), person("w", 310)),
            {"elected": ids("x", post="chair") + ids("z", "w"), "vacancies": {"deputy": 1}}),
        Row("当选者的得票不转计，不算重复", case("count", person("x", 400, "chair"),
            person("x", 250), person("z", 380)),
            {"ballot": "valid", "elected": ids("x", post="chair") + ids("z")}),
        Row("逐级转计", case("count", person("x", 100, "chair"), person("x", 110, "deputy"),
            person("x", 91), person("z", 380)),
            {"elected": ids("z", "x"), "vacancies": {"chair": 1, "deputy": 1}}),
        Row("只向下不向上", case("count", person("x", 290, "chair"), person("x", 20, "deputy"),
            person("z", 380)),
            {"elected": ids("x", post="deputy") + ids("z"),
             "vacancies": {"chair": 1, "member": 1}}),
        Row("较高职务票数相等的待再次投票", case("count", person("x", 300, "chair"),
            person("y", 300, "chair"), person("x", 1), person("z", 380), person("w", 310), round=2),
            {"elected": ids("z", "w"), "ties": [{"post": "chair", "seats": 1, "ids": ["x", "y"]}]}),
        Row("同一选民不得重复计算", case("count", person("x", 299, "chair"), person("x", 302)),
            {"ballot": "invalid_entry", "reasons": ["carried_exceed_good_ballots"],
             "next": "correct_entry"}),
        Row("恰等于有效票", case("count", person("x", 299, "chair"), person("x", 301)),
            {"elected": ids("x"), "ballot": "valid"}),
    ]  # fmt: skip
    return rows


def majority() -> list[Row]:
    """VCOL 2025 art. 18: more than half of the votes of those who voted; void ballots stay in."""
    rows = []
    for profile in (*COMMITTEE, RESIDENTS):
        for returned, void, votes, wins in (
            (600, 0, 300, False), (600, 0, 301, True), (601, 0, 300, False), (601, 0, 301, True),
            (600, 40, 300, False), (600, 40, 301, True),
        ):  # fmt: skip
            case = plain(
                profile, registered=900, voters=returned, issued=returned, returned=returned,
                void=void, posts=[{"post": "member", "seats": 1}],
                candidates=[person("a", votes), person("b", 20)],
            )  # fmt: skip
            wanted = {
                "elected": ids("a") if wins else [],
                "vacancies": {} if wins else {"member": 1},
            }
            rows.append(Row("村组法第18条：获得参加投票的村民过半数的选票", case, wanted))
    return rows


def more_than_drawn() -> list[Row]:
    """ZJ20 27, BJ12 28, SH20 19: more returned than voted; HN11 35: more than issued."""
    base = {"registered": 1000}
    void = {"ballot": "void", "next": "repeat_election", "reasons": ["returned_at_most_voters"]}
    valid = {"ballot": "valid"}
    rows = []
    for profile, over_voters, over_issued in (
        ("national", void, valid), ("zhejiang", void, valid), ("beijing", void, valid),
        ("shanghai", void, valid), ("henan", valid, void),
    ):  # fmt: skip
        rows += [
            Row("收回多于投票人数", plain(profile, **base, voters=599, issued=620), over_voters),
            Row("收回多于发出选票", plain(profile, **base, voters=620, issued=599), over_issued),
            Row("收回等于两者", plain(profile, **base), valid),
        ]
    return rows


def second_round() -> list[Row]:
    """VCOL 2025 art. 18: in the second election the most votes win with a third of those cast."""
    rows = []
    for profile in (*COMMITTEE, RESIDENTS):
        for returned, votes, wins in (
            (600, 199, False), (600, 200, True), (601, 200, False), (601, 201, True),
        ):  # fmt: skip
            case = plain(
                profile, round=2, voters=returned, issued=returned, returned=returned,
                posts=[{"post": "member", "seats": 1}],
                candidates=[person("a", votes), person("b", 30)],
                elected_before=before(("x", "chair", 500, "F"), ("y", "deputy", 480, "M")),
            )  # fmt: skip
            wanted = {"elected": ids("a") if wins else []}
            rows.append(Row("村组法第18条：不得少于已投选票总数的三分之一", case, wanted))
    for profile in COMMITTEE:
        for n in (500, 501):
            case = plain(
                profile, round=2, voters=n, issued=n, returned=n,
                posts=[{"post": "member", "seats": 1}],
                candidates=[person("a", 300), person("b", 30)],
            )  # fmt: skip
            if profile == "henan" and n == 500:
                wanted = {"ballot": "void", "reasons": ["turnout"], "deadline_days": 30}
            else:
                wanted = {"ballot": "valid", "elected": ids("a")}
                wanted["warnings"] = ["second_turnout_low"] if n == 500 else []
            rows.append(Row("另行选举的投票人数：豫第38条须过半，其余提醒", case, wanted))
    return rows


def ties() -> list[Row]:
    """ZJ20 28, BJ12 29, SH20 20, HN11 36: the equal are voted on again, the most votes win."""
    rows = []
    for profile in COMMITTEE:
        equal = [person("a", 500), person("b", 320, sex="F"), person("c", 320), person("d", 10)]
        two = plain(profile, posts=[{"post": "member", "seats": 2}], candidates=equal)
        rows.append(
            Row(
                "票数相等不能确定当选人",
                two,
                {
                    "elected": ids("a"),
                    "ties": [{"post": "member", "seats": 1, "ids": ["b", "c"]}],
                    "next": "tie_revote",
                    "vacancies": {},
                },
            )
        )
        for votes, won, tied in (
            ({"b": 90, "c": 80}, ["b"], []), ({"b": 7, "c": 7}, [], ["b", "c"]),
        ):  # fmt: skip
            again = plain(
                profile, revote="tie", posts=[{"post": "member", "seats": 1}],
                candidates=[person(i, n) for i, n in votes.items()],
                voters=200, issued=200, returned=200,
            )  # fmt: skip
            wanted = {"elected": ids(*won), "next": "tie_revote" if tied else "declare"}
            rows.append(Row("再次投票：得票多者当选，不要求过半", again, wanted))
    return rows


def shortage() -> list[Row]:
    """Art. 18 and the provinces on seats that stay open."""
    rows = []
    winners = [person(i, 400 - n, sex="F") for n, i in enumerate("abcd")]
    losers = [person(i, 100) for i in "wxyz"]
    for profile, days in (
        ("national", 30), ("zhejiang", 30), ("beijing", 15), ("shanghai", 30), ("henan", None)
    ):  # fmt: skip
        for won in (2, 3, 4):
            case = plain(
                profile, posts=[{"post": "member", "seats": 5}],
                candidates=[*winners[:won], *losers],
            )  # fmt: skip
            enough = profile == "shanghai" and won >= 3
            wanted = {
                "vacancies": {"member": 5 - won},
                "next": "vacancy_decision" if enough else "second_election",
                "deadline_days": None if enough else days,
            }
            rows.append(Row("首次投票后不足名额", case, wanted))
        for total, has_chair in ((2, True), (3, True), (4, True), (4, False)):
            posts = ["chair" if has_chair else "deputy", "member", "member", "member"][:total]
            told = before(*[(f"p{n}", post, 500 - n, "F") for n, post in enumerate(posts)])
            case = plain(
                profile, round=2, posts=[{"post": "member", "seats": 1}],
                candidates=[person("x", 100), person("y", 90)], elected_before=told,
            )  # fmt: skip
            enough = total > 3 and has_chair if profile == "beijing" else total >= 3
            wanted = {"next": "vacancy_decision" if enough else "second_election"}
            rows.append(Row("另行选举后仍不足", case, wanted))
    return rows


def acting() -> list[Row]:
    """ZJ20 30 and SH20 21: who leads the work while there is no chair."""
    open_seat = {"round": 2, "posts": [{"post": "chair", "seats": 1}]}
    low = [person("x", 100, "chair"), person("y", 90, "chair")]
    with_deputy = before(
        ("d", "deputy", 300, "M"), ("m", "member", 400, "F"), ("n", "member", 9, "M")
    )
    members = before(("m", "member", 400, "F"), ("n", "member", 390, "M"), ("o", "member", 10, "M"))
    equal = before(("m", "member", 400, "F"), ("n", "member", 400, "M"), ("o", "member", 10, "M"))
    table = (
        ("zhejiang", with_deputy, "d"), ("zhejiang", members, None), ("shanghai", with_deputy, "d"),
        ("shanghai", members, "m"), ("shanghai", equal, None),
    )  # fmt: skip
    return [
        Row(
            "主任暂缺时主持工作",
            plain(profile, **open_seat, candidates=low, elected_before=told),
            {"next": "vacancy_decision", "acting.id": who},
        )
        for profile, told, who in table
    ] + [
        Row(
            "全国法未作规定",
            plain(profile, **open_seat, candidates=low, elected_before=with_deputy),
            {"acting": None},
        )
        for profile in ("national", "beijing", "henan")
    ]


def kin() -> list[Row]:
    """Art. 8; ZJ20 31: post, votes, re-vote, substitute; HN11 8: post, votes; else who decides."""
    pair = [{"a": "a", "b": "b", "relation": "sibling", "confirmed": True}]
    unsure = [pair[0] | {"confirmed": False}]
    two_posts = {
        "posts": [{"post": "chair", "seats": 1}, {"post": "member", "seats": 2}],
        "candidates": [
            person("a", 400, "chair"), person("x", 90, "chair"), person("b", 450, sex="F"),
            person("c", 310, sex="F"), person("e", 305), person("d", 20),
        ],
        "mode": "open",
    }  # fmt: skip
    by_votes = {
        "posts": [{"post": "member", "seats": 2}],
        "candidates": [
            person("a", 430), person("b", 420, sex="F"), person("c", 310), person("d", 20)
        ],
    }  # fmt: skip
    equal = {
        "posts": [{"post": "member", "seats": 2}],
        "candidates": [
            person("a", 420), person("b", 420, sex="F"), person("c", 310), person("d", 20)
        ],
    }  # fmt: skip
    stays = {"next": "kin_decision", "not_seated": []}
    rows = []
    for profile in ("national", "beijing", "shanghai"):
        both = [{"id": "a", "post": "chair"}, *ids("b", "c")]
        rows += [
            Row(
                "第8条：由谁退出未作规定",
                plain(profile, **two_posts, kin=pair),
                stays | {"elected": both},
            ),
            Row("第8条：由谁退出未作规定", plain(profile, **by_votes, kin=pair), stays),
        ]
    for profile in COMMITTEE:
        rows.append(
            Row(
                "未核实的关系不影响当选",
                plain(profile, **by_votes, kin=unsure),
                {"elected": ids("a", "b"), "next": "declare", "warnings": ["kin_unconfirmed"]},
            )
        )
    rows += [
        Row(
            "浙第31条：职务高者保留，过线者递补",
            plain("zhejiang", **two_posts, kin=pair),
            {
                "elected": [{"id": "a", "post": "chair"}, *ids("c", "e")],
                "not_seated.0.reason": "kin",
                "next": "declare",
            },
        ),
        Row(
            "浙第31条：得票多者保留",
            plain("zhejiang", **by_votes, kin=pair),
            {"elected": ids("a", "c"), "not_seated.0.id": "b"},
        ),
        Row(
            "浙第31条：得票相同的再次投票",
            plain("zhejiang", **equal, kin=pair),
            {"next": "kin_revote"},
        ),
        Row(
            "豫第8条：职务高者保留，不递补",
            plain("henan", **two_posts, kin=pair),
            {
                "elected": [{"id": "a", "post": "chair"}, *ids("c")],
                "vacancies": {"member": 1},
                "next": "second_election",
            },
        ),
        Row("豫第8条：得票多者保留", plain("henan", **by_votes, kin=pair), {"elected": ids("a")}),
        Row(
            "豫第8条：得票相同未作规定", plain("henan", **equal, kin=pair), {"next": "kin_decision"}
        ),
    ]
    for profile in COMMITTEE:
        none = plain(profile, **by_votes, kin=[pair[0] | {"b": "d"}])
        rows.append(Row("未当选者不涉及回避", none, {"elected": ids("a", "b"), "next": "declare"}))
    return rows


def women() -> list[Row]:
    """Art. 8; BJ12 3: seats that the method keeps for women; ZJ20 21, 29: a post of their own."""
    men = [person("a", 420), person("b", 410), person("c", 350)]
    kept = [{"post": "member", "seats": 3, "women_seats": 1}]
    rows = []
    for profile in COMMITTEE:
        rows += [
            Row(
                "专门名额由过线妇女中得票最多者当选",
                plain(
                    profile,
                    posts=kept,
                    candidates=[*men, person("f", 310, sex="F"), person("g", 305, sex="F")],
                ),
                {"elected": ids("f", "a", "b"), "composition.women": 1, "warnings": []},
            ),
            Row(
                "得票最多者已含妇女的，不另占名额",
                plain(profile, posts=kept, candidates=[person("f", 520, sex="F"), *men]),
                {"elected": ids("f", "a", "b")},
            ),
            Row(
                "无妇女过线的，专门名额另行选举",
                plain(profile, posts=kept, candidates=[*men, person("f", 300, sex="F")]),
                {"elected": ids("a", "b"), "vacancies": {"member": 1}},
            ),
            Row(
                "足额当选而无妇女的提醒",
                plain(profile, candidates=[*men, person("f", 90, sex="F")]),
                {"elected": ids("a", "b", "c"), "warnings": ["women_member_missing"]},
            ),
            Row(
                "妇女委员单列",
                plain(
                    profile,
                    posts=[{"post": "women_member", "seats": 1}, {"post": "member", "seats": 1}],
                    candidates=[
                        person("f", 310, "women_member", "F"),
                        person("g", 20, "women_member", "F"),
                        person("a", 400),
                        person("b", 40),
                    ],
                ),
                {"elected": [{"id": "f", "post": "women_member"}, {"id": "a", "post": "member"}]},
            ),
        ]
    return rows


def posts() -> list[Row]:
    """One person over the line in two posts; posts with a ballot of their own; no choice left."""
    rows = []
    for profile in COMMITTEE:
        rows += [
            Row(
                "两项职务均过半的就高任职，较低职务由次多者",
                plain(
                    profile,
                    posts=[{"post": "chair", "seats": 1}, {"post": "member", "seats": 1}],
                    candidates=[
                        person("a", 400, "chair"), person("x", 90, "chair"), person("a", 280),
                        person("b", 310, sex="F"),
                    ],
                    mode="open",
                ),
                {
                    "elected": [{"id": "a", "post": "chair"}, {"id": "b", "post": "member"}],
                    "next": "declare",
                },
            ),
            Row(
                "村组法第18条：候选人的名额应当多于应选名额",
                plain(profile, candidates=[person("a", 500), person("b", 450), person("c", 400)]),
                {"reasons": ["not_differential"], "next": "legal_review", "elected": ids("a", "b", "c")},
            ),
            Row(
                "自荐、无候选人的不适用差额",
                plain(
                    profile,
                    mode="open",
                    candidates=[person("a", 500), person("b", 450, sex="F"), person("c", 400)],
                ),
                {"reasons": [], "next": "declare"},
            ),
            Row(
                "分票投票的职务以本票为准",
                plain(
                    profile,
                    posts=[
                        {"post": "chair", "seats": 1, "returned": 590, "void": 0},
                        {"post": "member", "seats": 1},
                    ],
                    candidates=[
                        person("a", 296, "chair"), person("x", 90, "chair"),
                        person("b", 300, sex="F"), person("c", 40),
                    ],
                ),
                {"elected": [{"id": "a", "post": "chair"}], "vacancies": {"member": 1}},
            ),
        ]  # fmt: skip
    return rows


def persons() -> list[Row]:
    """Write-ins are examined after the count; ZJ20 32: the election committee decides."""
    rows = []
    for profile in COMMITTEE:
        for eligible, wanted in (
            (None, {"warnings": ["write_in_not_checked"], "next": "declare"}),
            (True, {"warnings": [], "next": "declare"}),
            (False, {"next": "eligibility_decision", "not_seated.0.reason": "ineligible"}),
        ):
            case = plain(
                profile,
                candidates=[
                    person("a", 500, formal=False, eligible=eligible), person("b", 450, sex="F"),
                    person("c", 400), person("d", 100), person("e", 30),
                ],
            )  # fmt: skip
            rows.append(Row("另选他人的资格", case, wanted))
    return rows


def impossible() -> list[Row]:
    """Figures that cannot all be true are corrected, never decided on."""
    wrong = {
        "voters_exceed_base": {"voters": 1001},
        "void_exceed_returned": {"void": 601, "candidates": [person("a", 0)]},
        "votes_exceed_good_ballots": {"void": 101},
        "sum_exceeds_good_ballots": {
            "posts": [{"post": "member", "seats": 1}],
            "candidates": [person("a", 350), person("b", 300)],
        },
        "named_twice": {"candidates": [person("a", 100), person("a", 90)]},
        "women_exceed_seats": {"posts": [{"post": "member", "seats": 3, "women_seats": 4}]},
        "kin_unknown": {"kin": [{"a": "a", "b": "?", "relation": "spouse"}]},
    }
    return [
        Row(
            "数字不能同时成立",
            plain(profile, **more),
            {"ballot": "invalid_entry", "next": "correct_entry", "reasons": [code]},
        )
        for profile in COMMITTEE
        for code, more in wrong.items()
    ]


def residents() -> list[Row]:
    """URCL 2025 art. 19, 8, 24: the quorum of each kind of electors, and five members at least."""

    def community(electors: str | None, registered: int, n: int, **more: Any) -> dict[str, Any]:
        kind = {"electors": electors} if electors else {}
        third = [person(i, n * part // 6) for i, part in (("a", 5), ("b", 5), ("c", 4), ("d", 0))]
        return plain(
            RESIDENTS, **kind, registered=registered, voters=n, issued=n, returned=n,
            candidates=third,
        ) | more  # fmt: skip

    rows = []
    for electors, code, registered, least in (
        # the least that is more than a half, more than two thirds; of 60 just 40 are not enough
        (None, "turnout", 1000, 501), ("voters", "turnout", 1001, 501),
        ("households", "turnout_households", 700, 351), ("households", "turnout_households", 701, 351),
        ("representatives", "turnout_representatives", 60, 41),
        ("representatives", "turnout_representatives", 61, 41),
        ("representatives", "turnout_representatives", 62, 42),
        ("representatives", "turnout_representatives", 63, 43),
        ("representatives", "turnout_representatives", 3, 3),
    ):  # fmt: skip
        who = {"proof.1.rule": f"result.{code}", "proof.1.status": "law"}
        for n in (least - 1, least, registered):
            wanted = {"ballot": "valid", "proof.1.holds": True} | who
            if n < least:
                wanted = {
                    "ballot": "void", "reasons": [code], "next": "repeat_election",
                    "decided_by": ["subdistrict_office", "district_government"],
                } | who  # fmt: skip
            rows.append(Row(f"居组法第19条：{code}", community(electors, registered, n), wanted))
    for electors, registered, n, warning in (
        ("voters", 100, 50, "second_turnout_low"),
        ("voters", 100, 51, None),
        ("households", 101, 50, "second_turnout_households_low"),
        ("households", 101, 51, None),
        ("representatives", 60, 40, "second_turnout_representatives_low"),
        ("representatives", 60, 41, None),
    ):
        second = community(
            electors, registered, n, round=2, posts=[{"post": "member", "seats": 1}],
            candidates=[person("a", n // 2), person("b", 3)],
        )  # fmt: skip
        told = {"ballot": "valid", "elected": ids("a"), "warnings": [warning] if warning else []}
        rows.append(Row("另行选举的参加比例未作规定，只提醒", second, told))
    for seated in (3, 4, 5, 6):
        told = before(*[(f"p{i}", "member", 50, "F") for i in range(seated)])
        short = community(
            "households", 200, 120, round=2, posts=[{"post": "member", "seats": 1}],
            candidates=[person("a", 9), person("b", 3)], elected_before=told,
        )  # fmt: skip
        wanted = {"composition.min": 5, "composition.members": seated}
        wanted |= (
            {"next": "vacancy_decision", "decided_by": ["residents_meeting"]}
            if seated >= 5
            else {"next": "second_election", "deadline_days": None}
        )
        rows.append(Row("居组法第8条：不足五人", short, wanted))
    level = community("voters", 100, 60, candidates=[person("a", 55), person("b", 50)])
    review = {"next": "legal_review", "decided_by": ["subdistrict_office", "district_government"]}
    rows.append(Row("居组法第18条：候选人的名额应当多于应选名额", level, review))
    return rows


def party() -> list[Row]:
    """PES 2020 as read through reprints: four fifths, more than half of those present."""

    def standing(**votes: int) -> list[dict[str, Any]]:
        return [person(i, n, "committee_member") for i, n in votes.items()]

    def assembly(**more: Any) -> dict[str, Any]:
        return {
            "profile": "national", "track": "party", "due": 43, "voters": 40, "issued": 40,
            "returned": 40, "void": 0, "posts": [{"post": "committee_member", "seats": 3}],
            "candidates": standing(a=39, b=30, c=21, d=9),
        } | more  # fmt: skip

    def won(*numbers: str) -> list[dict[str, str]]:
        return ids(*numbers, post="committee_member")

    roster = {"due": 43, "members": 46, "no_vote": 1}
    excused = [{"ground": "长期外出", "approval_no": "1号", "adopted": True}] * 2
    rows = [
        Row("过半数：赞成票超过实到会人数一半", assembly(), {"elected": won("a", "b", "c")}),
        Row("恰好一半不当选", assembly(candidates=standing(a=39, b=30, c=20, d=9)),
            {"elected": won("a", "b"), "next": "second_election"}),
        Row("五分之四不足", assembly(due=43, voters=34, issued=34, returned=34,
            candidates=standing(a=30, b=29, c=20, d=9)),
            {"ballot": "void", "reasons": ["no_quorum"], "next": "reconvene"}),
        Row("五分之四恰好", assembly(due=50, voters=40), {"ballot": "valid"}),
        Row("收回多于到会", assembly(returned=41, issued=41), {"ballot": "void", "next": "repeat_election"}),
        Row("收回少于到会有效", assembly(returned=39), {"ballot": "valid"}),
        Row("差额不足百分之二十", assembly(candidates=standing(a=39, b=30, c=21)),
            {"reasons": ["not_differential"], "next": "legal_review"}),
        Row("票数相等", assembly(candidates=standing(a=39, b=27, c=27, d=27)),
            {"elected": won("a"), "next": "tie_revote"}),
        Row("再次选举仍须过半", assembly(round=2, posts=[{"post": "committee_member", "seats": 1}],
            candidates=standing(c=20, d=15)), {"elected": [], "next": "reduce_seats_decision"}),
        Row("书记、副书记可以等额", assembly(posts=[{"post": "secretary", "seats": 1}],
            candidates=[person("a", 35, "secretary")]), {"reasons": [], "next": "declare"}),
        Row("名册推算应到会人数", assembly(**roster, excused=excused), {"ballot": "valid"}),
        Row("应到会人数与名册不符", assembly(members=46, no_vote=1, excused=[]),
            {"ballot": "invalid_entry", "reasons": ["due_not_as_roster"]}),
        Row("未经批准不得不计入", assembly(due=44, members=46, no_vote=1, excused=[{"ground": "长期外出"}]),
            {"ballot": "invalid_entry", "reasons": ["excused_not_approved"]}),
    ]  # fmt: skip
    return rows


TABLE = [
    row
    for group in (
        turnout, carried_down, majority, more_than_drawn, second_round, ties, shortage, acting, kin,
        women, posts, persons, impossible, residents, party,
    )
    for row in group()
]  # fmt: skip


def found(answer: Any, path: str) -> Any:
    for part in path.split("."):
        if answer is None:
            return None
        answer = answer[int(part)] if part.isdigit() else answer[part]
    return answer


@pytest.mark.parametrize("row", TABLE, ids=[f"{n}-{r.article}" for n, r in enumerate(TABLE)])
def test_the_decision_table(row):
    answer = as_json(*decide_case(read_case(json.dumps(row.case))))
    told = {path: found(answer, path) for path in row.wanted}
    for name in ("elected",):
        if name in told:
            told[name] = sorted(told[name], key=str)
    wanted = {k: sorted(v, key=str) if k == "elected" else v for k, v in row.wanted.items()}
    assert told == wanted, json.dumps(answer, ensure_ascii=False)[:900]
    keys = {line["rule"] for line in answer["proof"]}
    assert all(line["source"] for line in answer["proof"])
    assert keys or answer["ballot"] == "invalid_entry"


def test_the_examples_of_the_documentation_are_cases():
    text = (Path(__file__).parents[2] / "docs/decide.md").read_text("utf-8")
    examples = re.findall(r"```json\n(.*?)```", text, re.S)
    assert len(examples) == 2
    for told in examples:
        assert decide_case(read_case(told))[0].ballot is not Validity.VOID


def test_the_table_is_as_long_as_was_promised():
    assert len(TABLE) >= 200


def test_the_command_decides_and_names_every_fault_of_a_file(tmp_path):
    good, bad, lines = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "cases.jsonl"
    good.write_text(json.dumps(plain()), "utf-8")
    bad.write_text(json.dumps({"profile": "x", "track": "committee", "voters": "many"}), "utf-8")
    lines.write_text("\n".join([json.dumps(plain()), "{", json.dumps(plain(void=700))]), "utf-8")
    run = CliRunner().invoke

    answer = run(electflow, ["decide", str(good), "--json"])
    assert answer.exit_code == 0
    assert json.loads(answer.output)["next"] == "declare"
    sheet = run(electflow, ["decide", str(good)])
    assert "村民委员会组织法（2025修正）第十八条" in sheet.output
    refused = run(electflow, ["decide", str(bad)])
    assert refused.exit_code == 2
    for place in ("$.issued", "$.voters", "$.posts", "$.candidates"):
        assert place in refused.output
    many = run(electflow, ["decide", "--jsonl", str(lines)])
    told = [json.loads(line) for line in many.output.splitlines()]
    assert [t.get("ballot") for t in told] == ["valid", None, "invalid_entry"]
    assert many.exit_code == 2


def test_a_kind_of_electors_that_the_law_does_not_know_is_named_with_all_else():
    told = plain("henan", electors="households", returned=-1, round=3)
    with pytest.raises(CaseRefused) as caught:
        read_case(json.dumps(told))
    assert caught.value.faults == (
        "$.electors: henan lets voters elect, not households",
        "$.round: 1 or 2, not 3",
        "$.returned: below nought: -1",
    )
    for changed, fault in (
        ({"electors": "tenants"}, "$.electors: Invalid enum value 'tenants'"),
        ({"profile": RESIDENTS, "electors": 3}, "$.electors: Expected `str`, got `int`"),
        (
            {"track": "party", "due": 9, "electors": "representatives"},
            "$.electors: none of the party track: representatives",
        ),
    ):
        with pytest.raises(CaseRefused) as caught:
            read_case(json.dumps(plain() | changed))
        assert fault in caught.value.faults


@pytest.mark.parametrize("profile", COMMITTEE)
@pytest.mark.parametrize("electors", ["households", "representatives"])
def test_villagers_elect_themselves(profile, electors):
    """VCOL 2025 art. 14: directly by the villagers; no profile of a province may say otherwise."""
    with pytest.raises(CaseRefused, match="lets voters elect"):
        read_case(json.dumps(plain(profile, electors=electors)))


def test_the_sheet_of_a_community_says_whose_it_is(tmp_path):
    file = tmp_path / "case.json"
    told = plain(
        RESIDENTS, electors="representatives", registered=60, voters=40, issued=40, returned=40,
        candidates=[person("a", 30)],
    )  # fmt: skip
    file.write_text(json.dumps(told), "utf-8")
    sheet = CliRunner().invoke(electflow, ["decide", str(file)]).output
    for words in ("居委会", "居民代表 60", "收回40 × 3 > 居民代表60 × 2", "（2025修订）第十九条"):
        assert words in sheet
    assert "村" not in sheet
    assert "representatives 60 × 2" in CliRunner().invoke(
        electflow, ["decide", str(file), "--language", "en"]
    ).output  # fmt: skip


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"round": 3}, "$.round"),
        ({"returned": -1}, "$.returned"),
        ({"posts": []}, "$.posts"),
        ({"posts": [{"post": "secretary", "seats": 1}]}, "$.posts[0].post"),
        ({"profile": "atlantis"}, "$.profile"),
        ({"candidates": [person("a", -1)]}, "$.candidates[0].votes"),
        ({"candidates": [person("a", 1, "chair")]}, "$.candidates[0].post"),
        ({"extra": 1}, "$.extra"),
    ],
)
def test_what_no_poll_can_be_is_refused_with_its_place(told, place):
    with pytest.raises(CaseRefused) as caught:
        read_case(json.dumps(plain(**told)))
    assert any(fault.startswith(place) for fault in caught.value.faults)
