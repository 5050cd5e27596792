"""Bodies that no page sends, to what decides about people: refused in clear words, and nothing has changed.

Failure 5 of the field's list: a decision is a mandatory explicit value.
"""

import itertools

import pytest
from reviewers import UNITS, Reviewers, convened, examined, hit, reviewers
from world import EXAMPLE, TODAY

from electflow.access.terms import Role
from electflow.joint_review.grounds import Grounds
from electflow.joint_review.terms import Conclusion, StatementKind
from electflow.workflow import concluding

DAY = TODAY.isoformat()
TABLES = ("committee_decision", "meeting_ruling", "statement", "opinion")
STANDING = "standing = 'nominated'"
_keys = itertools.count()


class Scene:
    """A candidate on whom an opinion is approved, another who has spoken, and an open meeting."""

    def __init__(self, world, there: Reviewers) -> None:
        self.world, self.there = world, there
        self.election = examined(world)
        there.send(self.election)
        first, second = [q.candidate for q in there.questions("court")][:2]
        four = ("court", "procuratorate", "police", "justice")
        there.all_clean(*UNITS, but={(unit, first): hit("A2") for unit in four})
        clerk = world.clerk_of(self.election)
        do, election = world.do, self.election
        opinion = do(
            there.county,
            lambda act: concluding.draft(
                act, election.id, first, conclusion=Conclusion.PROHIBITED,
                grounds=Grounds("A2", "（2019）示刑初12号"), number="示例核1号",
            ),
        )  # fmt: skip
        do(there.checker, lambda act: concluding.check(act, election.id, opinion.id))
        do(world.actor("leader"), lambda act: concluding.approve(act, election.id, opinion.id))
        do(
            clerk,
            lambda act: concluding.receive_statement(
                act, election.id, second, kind=StatementKind.STATEMENT, words="有误。",
                received_on=TODAY,
            ),
        )  # fmt: skip
        meeting = convened(there)
        base = f"/c/{EXAMPLE}-{there.campaign.year}"
        file = f"{base}/{election.village}/{election.track}/candidates"
        self.town = world.name_of(clerk).removeprefix("sl-")
        self.addresses = {
            "decision": f"{file}/{first}/review/opinion/{opinion.id}/decision",
            "statement": f"{file}/{second}/review/statements",
            "answer": f"{file}/{second}/review/statements/1",
            "ruling": f"{base}/review/meetings/{meeting.number}/rulings",
        }
        self.whom = f"{election.id}:{second}"

    def counts(self) -> dict[str, int]:
        told = {table: self.world.count(table) for table in TABLES}
        told["answered"] = self.world.count("statement", "ruling <> ''")
        # that the file was read, to tell the fault, is written down as ever
        told["events"] = self.world.count("audit_event", "action <> 'file:read'")
        return told | {"listed": self.world.count("candidate", STANDING)}


WHO = {"decision": None, "statement": None, "answer": "checker", "ruling": "secretary"}
GOOD: dict[str, dict[str, str]] = {
    "decision": {
        "told_on": DAY, "has_waived": "y", "ruling": "bars", "minutes": "第3号",
        "decided_on": DAY, "posted_on": DAY,
    },
    "statement": {"kind": "statement", "received_on": DAY, "words": "判决已撤销。"},
    "answer": {
        "ruling": "rejected", "answered_on": DAY, "answer_number": "示例复1号", "outcome": "查无实据。",
    },
    "ruling": {
        "candidate": "", "conclusion": "pass_note", "votes_for": "3", "votes_against": "0",
        "abstained": "0", "item": "", "document": "", "words": "已核实。", "stand_in": "",
        **{f"stated_{seat}": "" for seat in range(1, 6)},
    },
}  # fmt: skip
NEEDED = {
    "decision": ("ruling", "minutes", "decided_on", "posted_on"),
    "statement": ("kind", "received_on", "words"),
    "answer": ("ruling", "answered_on", "answer_number", "outcome"),
    "ruling": ("candidate", "conclusion", "votes_for", "votes_against", "abstained", "words"),
}
CHOICES = {
    "decision": ("ruling", "bars", "keeps"),
    "statement": ("kind", "statement", "objection"),
    "answer": ("ruling", "rejected", "upheld"),
    "ruling": ("conclusion", "pass_note", "unsuitable"),
}
INVENTED = ("passed", "APPROVE", "yes", "1", "true", "null", "None", "bars;keeps", "赞成")


def bodies(kind: str):
    """Yield malformed bodies of a form, each with a word for it."""
    good = GOOD[kind]
    yield "nothing", {}
    for name in NEEDED[kind]:
        yield f"without {name}", {k: v for k, v in good.items() if k != name}
        yield f"blank {name}", good | {name: "  "}
    name, one, other = CHOICES[kind]
    for value in (*INVENTED, one.upper(), f"{one} {other}"):
        yield f"{name} {value!r}", good | {name: value}
    yield f"{name} twice", good | {name: [one, other]}
    yield f"{name} twice, once empty", good | {name: [one, ""]}
    for name in good:
        if name.endswith("_on"):
            for value in ("2026-13-45", "昨天", "0", "2026-11-23T00:00", "9999-12-31"):
                yield f"{name} {value}", good | {name: value}
        if name in ("minutes", "answer_number", "words", "outcome"):
            yield f"long {name}", good | {name: "长" * 20_001}
        if name.startswith("votes_"):
            for value in ("-1", "1e1", "3.0", "三", "999999999999"):
                yield f"{name} {value}", good | {name: value}
    if kind == "ruling":
        for value in ("1:1", "0:0", "x:y", ":", "1"):
            yield f"candidate {value}", good | {"candidate": value}


@pytest.mark.parametrize("kind", list(GOOD))
def test_no_malformed_body_changes_anything_and_each_is_refused_in_words(world, sign_in, kind):
    there = reviewers(world)
    there.checker = there.person("checker", Role.COUNTY_CHECKER)
    there.secretary = there.person("secretary", Role.MEETING_SECRETARY)
    scene = Scene(world, there)
    client, address = sign_in(WHO[kind] or scene.town), scene.addresses[kind]

    def post(body, key):
        told = dict(body)
        if kind == "ruling" and told.get("candidate") == "":
            told["candidate"] = scene.whom
        return client.post(address, data=told | {"request_key": key})

    before = scene.counts()
    for word, body in bodies(kind):
        answer = post(body, f"bad{next(_keys)}")
        assert answer.status_code == 422, word
        assert 'class="refusal"' in answer.text or 'class="fault"' in answer.text, word
        assert scene.counts() == before, word
    good = post(GOOD[kind], "good")
    assert good.status_code == 303, good.text
    after = scene.counts()
    assert after != before
    assert post(GOOD[kind], "good").location == good.location
    assert scene.counts() == after, "sent twice, done once"
    again = post(GOOD[kind], "once-more")
    if kind != "statement":
        assert again.status_code in (404, 409, 422)
        assert scene.counts() == after
