"""Papers in Word: they say what the records say, and name nothing that is nobody's business."""

import io
import zipfile

import pytest
from docx import Document
from sqlalchemy import select
from villagers import another_list
from world import EXAMPLE, TODAY

from electflow.appointment.terms import Thing
from electflow.campaign.model import Election
from electflow.db import reading
from electflow.documents.terms import Kind
from electflow.papers.afterwards import receiver_of
from electflow.papers.case import day, in_words, village_of
from electflow.papers.terms import LAYOUTS, Print
from electflow.papers.typesetting import FOLDER, template_of
from electflow.people.model import Person
from electflow.roll.editions import lines_of
from electflow.roll.model import RollChange, Voter
from electflow.roll.terms import Edition
from electflow.stages import Stage, Trigger
from electflow.voting.rules import tally
from electflow.voting.terms import Outcome, PollKind
from electflow.wording.service import Wording
from electflow.workflow import records
from electflow.workflow import service as workflow
from electflow.workflow.dossier import dossiers_of


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def base_of(world, election) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/{election.village}/committee/prints"


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def listed_at(world, stage: Stage):
    """Return an election of a stage whose list is kept here."""
    has_voters = (
        select(Voter.id)
        .where(Voter.county == Election.county, Voter.election_id == Election.id)
        .exists()
    )
    with reading(world.database) as session:
        found = session.scalars(
            select(Election).where(
                Election.county == EXAMPLE, Election.stage == stage.value, has_voters
            )
        ).first()
    assert found is not None, stage
    return found


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三")]
)
def test_a_term_is_counted_in_words(number, words):
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("township", "receiver"),
    [
        ("示例乡", "示例乡人民政府"),
        ("示例街道", "示例街道办事处"),
        ("示例街道办事处", "示例街道办事处"),
        ("示例农场", "　　　　　　　　"),
    ],
)
def test_a_result_is_filed_with_an_organ_that_exists(township, receiver):
    assert receiver_of(township) == receiver


@pytest.mark.parametrize("kind", list(Print))
def test_each_shipped_template_is_the_one_that_is_set(kind):
    def body(content: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return packed.read("word/document.xml")

    shipped = (FOLDER / f"{kind}.docx").read_bytes()
    assert body(shipped) == body(template_of(kind, LAYOUTS[kind])), "run: make templates"


def test_the_papers_of_a_confirmed_result_say_what_the_records_say(sign_in, world):
    election = listed_at(world, Stage.RESULT_CONFIRMED)
    clerk, base = sign_in("county"), base_of(world, election)
    page = clerk.get(base).text
    made = {}
    for kind in Print:
        answer = clerk.get(f"{base}/{kind}.docx")
        is_ready = f"{kind}.docx" in page
        assert answer.status_code == (200 if is_ready else 404), kind
        if is_ready:
            made[kind] = text_of(answer.data)
            assert "{{" not in made[kind], kind
            assert "{%" not in made[kind], kind
            assert "样张·无效（演示数据）" in made[kind]
            assert village_of(election.name) in made[kind]
    missing = {Print.ELECTION_COMMITTEE_CHANGE, Print.CERTIFICATES, Print.OPINION, Print.LETTERS}
    assert set(made) == set(Print) - missing
    assert "当选" in made[Print.RESULT_REPORT]
    assert "本次选举有效" in made[Print.RESULT]
    assert "监交人" in made[Print.HANDOVER]
    assert all(Wording().label("thing", thing) in made[Print.HANDOVER] for thing in Thing)


def test_a_public_list_names_no_number_no_relation_and_no_reason(sign_in, world):
    election = listed_at(world, Stage.RESULT_CONFIRMED)
    clerk, base = sign_in("county"), base_of(world, election)
    roll = text_of(clerk.get(f"{base}/roll.docx").data)
    proxies = text_of(clerk.get(f"{base}/proxies.docx").data)
    with reading(world.database) as session:
        from electflow.db import keyring_of

        unseal = keyring_of(session).unseal
        persons = session.scalars(
            select(Person)
            .join(Voter, Voter.person_id == Person.id)
            .where(Voter.election_id == election.id, Voter.is_struck.is_(False))
        ).all()
        names = [name for _, name in lines_of(session, election, Edition.PUBLISHED)]
        numbers = [unseal(person.sealed_number) for person in persons]
    assert all(name in roll for name in names)
    assert not [number for number in numbers if number in roll + proxies]
    assert "外出务工" not in proxies
    assert "其他村民" not in proxies
    assert f"共{len(names)}人" in roll


def test_a_name_with_signs_of_markup_is_printed_as_it_is(sign_in, world):
    election = another_list(world, listed_at(world, Stage.RESULT_CONFIRMED))
    clerk = sign_in("county")

    def spoil(act):
        from electflow.audit import service as audit
        from electflow.db import keyring_of

        row = act.session.scalars(
            select(Person)
            .join(Voter, Voter.person_id == Person.id)
            .join(RollChange, RollChange.voter_id == Voter.id)
            .where(Voter.election_id == election.id, RollChange.is_supplement.is_(True))
        ).first()
        row.sealed_name = keyring_of(act.session).seal("甲 & <b>{{ 1234*2 }}</b>")
        audit.record(act, "session:end", "county", data={})

    world.do(world.actor("county"), spoil)
    text = text_of(clerk.get(f"{base_of(world, election)}/roll_change.docx").data)
    assert "甲 & <b>{{ 1234*2 }}</b>" in text
    assert "2468" not in text


def test_a_result_is_printed_for_nobody_who_may_not_see_it(sign_in, world):
    election = world.election(Stage.COUNTING)
    base = base_of(world, election)
    assert sign_in("county").get(f"{base}/result_report.docx").status_code == 404
    assert sign_in("viewer").get(base).status_code == 404


def test_a_template_of_the_county_takes_the_place_of_ours_in_a_sandbox(world, tmp_path):
    from docx import Document as New
    from jinja2.exceptions import SecurityError

    from electflow.papers.case import Case
    from electflow.papers.service import make
    from electflow.workflow.dossier import dossiers_of

    election = listed_at(world, Stage.RESULT_CONFIRMED)
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
        case = Case(
            session,
            world.campaign(),
            election,
            dossier,
            Wording(),
            True,
            True,
            election.election_on,
        )
        for words, is_evil in (
            ("本县样式 {{ village }}", False),
            ("{{ ''.__class__.mro() }}", True),
        ):
            own = New()
            own.add_paragraph(words)
            own.save(tmp_path / "registration.docx")
            if is_evil:
                with pytest.raises(SecurityError):
                    make(Print.REGISTRATION, case, tmp_path)
            else:
                made = text_of(make(Print.REGISTRATION, case, tmp_path))
                assert made == f"本县样式 {village_of(election.name)}"


def test_days_are_written_as_officials_write_them():
    from datetime import date

    assert day(date(2027, 1, 5)) == "2027年1月5日"
    assert day(None).endswith("日")
    assert village_of("大坪村村委会") == "大坪村"
    assert (village_of("大坪村委会"), village_of("大坪村民委员会")) == ("大坪村", "大坪村")


def voted_again(world):
    """Hold the re-vote of a tie: the first of the equal wins."""
    election = world.election(Stage.TIE_PENDING)
    clerk = world.clerk_of(election)
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    tied = [int(n) for tie in tally(dossier, dossier.profile).ties for n in tie.ids]

    def does(trigger):
        seen = {election.id: world.again(election).version}
        found = world.do(
            clerk,
            lambda act: workflow.advance_all(act, trigger, seen, explanation_for_all="已核对"),
        )[election.id]
        assert isinstance(found, Election), getattr(found, "issues", found)

    def paper(kind, **figures):
        there = world.count("document", f"election_id={election.id} and kind='{kind}'")
        world.do(
            clerk,
            lambda act: records.record_paper(
                act,
                election.id,
                kind,
                dated_on=TODAY,
                number="9号",
                figures=figures,
                seen_edition=there,
            ),
        )

    paper(Kind.REVOTE_NOTICE, persons=len(tied))
    does(Trigger.HOLD_REVOTE)
    paper(Kind.POLL_CLOSING, voters=20, issued=20)
    does(Trigger.CLOSE_POLL)
    votes = {f"votes_{number}": 12 - 4 * at for at, number in enumerate(tied)}
    world.count_by_two(election, clerk, {"returned": 20, "void": 0} | votes)
    with reading(world.database) as session:
        dossier = dossiers_of(session, EXAMPLE, [world.again(election)])[election.id]
    outcome = tally(dossier, dossier.profile).outcome
    does(
        {
            Outcome.ELECTED: Trigger.DECLARE_ELECTED,
            Outcome.PARTLY_ELECTED: Trigger.DECLARE_PARTLY_ELECTED,
        }[outcome]
    )
    return election, clerk, [poll.kind for poll in dossier.polls]


def test_the_proof_sheet_and_the_page_tell_of_every_poll(sign_in, world):
    election, clerk, kinds = voted_again(world)
    page = sign_in(world.name_of(clerk).removeprefix("sl-"))
    said = text_of(page.get(f"{base_of(world, election)}/proof.docx").data)
    shown = page.get(f"{base_of(world, election).removesuffix('/prints')}/count").text
    assert kinds == [PollKind.FIRST, PollKind.TIE]
    for kind in kinds:
        name = Wording("zh_Hans").label("poll", kind)
        assert f"{name}（" in said
        assert name in shown
    assert said.count("是否符合") == len(kinds)
    assert shown.count('class="card proof"') == len(kinds)
