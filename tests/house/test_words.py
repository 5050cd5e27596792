"""Words: every code has both languages, and no page shows the wrong one."""

import re
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from world import EXAMPLE, TODAY

from electflow.access.terms import Permission, Role
from electflow.appointment.terms import Thing, ThingStanding
from electflow.audit.actions import ACTIONS
from electflow.campaign.terms import HoldKind, Post
from electflow.demo.review_hands import open_review
from electflow.documents.terms import (
    PAPER_KINDS,
    AdoptedBy,
    BallotForm,
    FormedBy,
    Ground,
    Kind,
    Organ,
    SecretaryMode,
)
from electflow.election_committee.terms import Duty, Leaving, StaffDuty
from electflow.joint_review.terms import (
    Answer,
    Because,
    CommitteeRuling,
    Conclusion,
    OpinionStanding,
    QuestionStanding,
    ReasonClass,
    RecusalGround,
    Round,
    StatementKind,
    StatementRuling,
)
from electflow.nomination.terms import Source, Standing
from electflow.papers.terms import Print
from electflow.profile.loader import load_profile
from electflow.profile.model import Basis, Verified
from electflow.regions.terms import PlaceKind
from electflow.roll.terms import Change, Edition, Matter, Ruling, VoterClass
from electflow.stages import STAGES_OF, Phase, Stage, Track, Trigger
from electflow.voting.custody import Move
from electflow.voting.proxy import ProxyRelation
from electflow.voting.sheet import SheetStanding
from electflow.voting.terms import BallotRuling, BoxKind, Doubt, Outcome, PollKind
from electflow.wording.labels import LABELS
from electflow.wording.sentences import SENTENCES
from web.errors import STATUS

ROOT = Path(__file__).parents[2]
CORE_PO = ROOT / "electflow/wording/translations/zh_Hans/LC_MESSAGES/wording.po"
WEB_PO = ROOT / "web/translations/zh_Hans/LC_MESSAGES/web.po"
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
GROUPS = {
    "role": Role,
    "trigger": Trigger,
    "paper": Kind,
    "organ": Organ,
    "ground": Ground,
    "formed_by": FormedBy,
    "adopted_by": AdoptedBy,
    "ballots": BallotForm,
    "secretary_mode": SecretaryMode,
    "hold": HoldKind,
    "post": Post,
    "place_kind": PlaceKind,
    "source": Source,
    "standing": Standing,
    "conclusion": Conclusion,
    "poll": PollKind,
    "basis": Basis,
    "verified": Verified,
    "outcome": Outcome,
    "permission": Permission,
    "voter_class": VoterClass,
    "change": Change,
    "matter": Matter,
    "ruling": Ruling,
    "edition": Edition,
    "duty": Duty,
    "thing": Thing,
    "thing_standing": ThingStanding,
    "print": Print,
    "leaving": Leaving,
    "staff_duty": StaffDuty,
    "box": BoxKind,
    "move": Move,
    "kin": ProxyRelation,
    "doubt": Doubt,
    "ballot_ruling": BallotRuling,
    "sheet": SheetStanding,
    "answer": Answer,
    "question": QuestionStanding,
    "round": Round,
    "because": Because,
    "recusal": RecusalGround,
    "opinion": OpinionStanding,
    "reason_class": ReasonClass,
    "statement": StatementKind,
    "statement_ruling": StatementRuling,
    "committee_ruling": CommitteeRuling,
}


def po(path):
    with path.open("rb") as text:
        return read_po(text, locale="zh_Hans")


def test_every_code_has_words():
    wanted = {f"{group}.{code.value}" for group, codes in GROUPS.items() for code in codes}
    wanted |= {f"stage.{track}.{stage}" for track in Track for stage in STAGES_OF[track]}
    wanted |= {f"phase.{track}.{phase}" for track in Track for phase in Phase}
    wanted |= {f"action.{action}" for action in ACTIONS if not action.startswith("election:")}
    wanted |= {
        f"field.{name}" for kind in PAPER_KINDS.values() for name in kind.figures.__struct_fields__
    }
    wanted |= {f"error.{code}" for _, code in STATUS.values()}
    both = [load_profile(name) for name in ("national", "residents-national")]
    for leaf in (leaf for rules in both for leaf in rules.leaves()):
        group = leaf.key.rsplit(".", 1)[0]
        wanted.add(f"rulegroup.{group}")
        if not group.startswith("timetable"):
            wanted.add(f"rule.{leaf.key}")
    assert wanted - LABELS.keys() == set(), "add them to wording/labels.py and the catalogue"


def test_every_issue_code_in_the_source_has_a_sentence():
    code = re.compile(
        r'"((?:access|appointment|arrangement|bulk|campaign|document|election|hold|'
        r'nomination|outcome|person|exchange|election_committee|kinship|custody|proxy|profile|region|roll|vetting|voting)\.[a-z_]+)"'
    )
    found = set()
    for room in ("electflow", "web"):
        for path in (ROOT / room).rglob("*.py"):
            if "wording" not in path.parts and "migrations" not in path.parts:
                found |= set(code.findall(path.read_text("utf-8")))
    tables = {
        "election.county",
        "election.id",
        "campaign.county",
        "campaign.id",
        "person.county",
        "person.id",
        "candidate.county",
        "candidate.election_id",
        "candidate.number",
        "document.recorded",
    } - {"document.recorded"}
    both = [load_profile(name) for name in ("national", "residents-national")]
    rules = {leaf.key for rules in both for leaf in rules.leaves()}
    assert found - SENTENCES.keys() - tables - rules == set()


def test_the_core_catalogue_is_complete_and_keeps_every_parameter():
    catalogue = po(CORE_PO)
    for code, (english, remedy) in {**SENTENCES, **{c: (e, "") for c, e in LABELS.items()}}.items():
        for context, message in ((code, english), (f"{code}!", remedy)):
            if not message:
                continue
            entry = catalogue.get(message, context=context)
            assert entry is not None, context
            assert entry.string, context
            assert not entry.fuzzy, context
            assert names(str(entry.string)) <= names(f"{english} {remedy}"), context


def names(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


def test_the_page_catalogue_is_complete():
    catalogue = po(WEB_PO)
    methods = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
    options = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    for path, line, message, _, _ in extract_from_dir(ROOT / "web", methods, options):
        entry = catalogue.get(message)
        assert entry is not None, f"{path}:{line}: {message}"
        assert entry.string, message
        assert not entry.fuzzy, message


class Visible(HTMLParser):
    """Collects visible text with the language it is marked as."""

    VOID = frozenset({"meta", "link", "input", "br"})

    def __init__(self):
        super().__init__()
        self.stack = []
        self.texts = []

    def handle_starttag(self, tag, attributes):
        if tag in self.VOID:
            return
        told = dict(attributes)
        skip = tag in ("script", "style", "code", "title", "svg") or told.get("type") == "hidden"
        inherited = self.stack[-1] if self.stack else ("", False)
        self.stack.append((told.get("lang", inherited[0]), skip or inherited[1]))

    def handle_endtag(self, tag):
        if tag not in self.VOID and self.stack:
            self.stack.pop()

    def handle_data(self, data):
        lang, skip = self.stack[-1] if self.stack else ("", False)
        if not skip and data.strip():
            self.texts.append((lang, data.strip()))


ALLOWED = re.compile(
    r"English|electflow|yy-[\w-]+|sl-[\w-]+|\b(?:T|GB|VCOL|PES|json|code|name|UTF|CSV|Word|Excel|WPS|SHA|[MK]B|PDF|JPEG|PNG|ZIP|xlsx?|et)\b"
)


_KEPT = ("registering", "roll_published", "poll_ready", "counting", "result_confirmed")
_REGISTERS = (
    "roll", "roll/import", "roll/voters/new", "roll/objections", "roll/changes", "poll",
    "poll/boxes", "poll/ledger", "poll/proxies", "staff", "staff/poll", "staff/kinship", "prints",
    "handover", "handover/certificates", "handover/organs", "handover/archive", "candidates/formal",
    "candidates/primary", "departures", "holds",
)  # fmt: skip


def pages(world) -> list[tuple[str, str]]:
    """Return account and address of every kind of page."""
    year = world.campaign().year
    base = f"/c/{EXAMPLE}-{year}"
    found = [
        ("county", "/work"),
        ("county", "/campaigns"),
        ("county", "/campaigns/new"),
        ("county", f"{base}/"),
        ("county", f"{base}/list"),
        ("county", f"{base}/list?track=party&stage=closed&phase=handover"),
        ("county", f"{base}/arrangements"),
        ("county", f"{base}/rules"),
        ("county", "/rules/henan"),
        ("county", "/rules/residents-national"),
        ("county", f"{base}/nowhere"),
        ("leader", "/proposals"),
        ("auditor", "/trail"),
        ("sysadmin", "/accounts"),
        ("secadmin", "/accounts"),
    ]
    from sqlalchemy import select

    from electflow.campaign.model import Election
    from electflow.db import reading

    with reading(world.database) as session:
        rows = session.execute(
            select(Election.village, Election.track, Election.stage)
            .where(Election.county == EXAMPLE)
            .order_by(Election.stage)
        ).all()
    seen = set()
    for village, track, stage in rows:
        if (track, stage) in seen:
            continue
        seen.add((track, stage))
        here = f"{base}/{village}/{track}"
        found += [("county", here), ("county", f"{here}/candidates"), ("county", f"{here}/trail")]
        found += [("county", f"{here}/holds")] if stage == "vetting" else []
        if stage in ("counting", "elected", "tie_pending", "void", "partly_elected"):
            found.append(("county", f"{here}/count"))
        if track == "committee" and stage in _KEPT:
            found += [("county", f"{here}/{page}") for page in _REGISTERS]
        if track == "committee" and stage == "counting":
            found += [("county", f"{here}/poll/tally"), ("county", f"{here}/poll/tally/1")]
    found += _pages_of_review(world, base)
    village = rows[0][0]
    found += [
        ("county", f"{base}/{village}/{track}/papers/{kind}")
        for track in Track
        for kind, told in PAPER_KINDS.items()
        if told.belongs_to(track)
    ]
    return found


def _pages_of_review(world, base: str) -> list[tuple[str, str]]:
    open_review(world.database, EXAMPLE, TODAY)
    review, election = f"{base}/review", world.election(Stage.VETTING)
    here = f"{base}/{election.village}/committee/candidates"
    batch = f"{review}/batches/1"
    of_county = (
        "/review", f"{review}/matrix/{election.township}", f"{review}/batches", batch,
        f"{batch}/units/justice/paper", f"{review}/meetings", f"{review}/checklist",
        f"{review}/recusals", f"{review}/opinions", here, f"{here}/1/review",
    )  # fmt: skip
    of_unit = ("/review/desk", f"{review}/desk/village", f"{review}/desk/workbook")
    question = world.ids("question", "unit = 'justice'")[0]
    return [
        *(("county", page) for page in of_county),
        *((name, page) for name in ("justice", "discipline-lead") for page in of_unit),
        ("justice", f"{review}/desk/{question}"),
        ("meeting", f"{review}/meetings"),
        ("check", f"{batch}/units/discipline/paper/check"),
        ("leader", f"{here}/1/review"),
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_no_page_shows_the_wrong_language(world, app, sign_in):
    clients, wrong = {}, set()
    for account, address in pages(world):
        client = clients.setdefault(account, None) or sign_in(account)
        clients[account] = client
        for language in ("zh_Hans", "en"):
            client.set_cookie("language", language)
            answer = client.get(address)
            assert answer.status_code in (200, 404), address
            reader = Visible()
            reader.feed(answer.text)
            for lang, words in reader.texts:
                if language == "en" and lang != "zh" and HAN.search(words.replace("中文", "")):
                    wrong.add((address, words))
                if language == "zh_Hans" and lang != "en" and LATIN.search(ALLOWED.sub("", words)):
                    wrong.add((address, words))
    assert wrong == set()
