"""The house's own rules; each says in its failure what to do instead."""

import ast
import re
from pathlib import Path

import pytest
from world import EXAMPLE, TODAY

from electflow.access.terms import GRANTS, LEVEL_OF_ROLE, Permission, Role, permission_for
from electflow.audit.actions import ACTIONS
from electflow.campaign.service import get_campaign
from electflow.campaign.terms import ElectionFacts, HoldKind, Post
from electflow.db import reading
from electflow.documents.terms import PAPER_KINDS, Kind, Papers
from electflow.profile.loader import load_profile, shipped_profiles
from electflow.profile.model import TEXT_ONLY
from electflow.settings import Settings, load_settings
from electflow.stages import INITIAL, PHASE_OF, STAGES_OF, Stage, Track, Trigger
from electflow.workflow.diagram import mermaid
from electflow.workflow.dossier import Dossier, dossiers_of
from electflow.workflow.machine import _MACHINES, STEPS_OF
from electflow.workflow.service import issues_of

ROOT = Path(__file__).parents[2]
SOURCES = [p for room in ("electflow", "web") for p in sorted((ROOT / room).rglob("*.py"))]
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCES}
PROFILE = load_profile("national")
ALL_STEPS = [(track, step) for track in Track for step in STEPS_OF[track]]


def nothing_entered(track: Track) -> Dossier:
    posts = [Post.CHAIR, Post.MEMBER] if track is Track.COMMITTEE else [Post.COMMITTEE_MEMBER]
    facts = ElectionFacts(
        id=1, track=track, stage=INITIAL, election_on=TODAY, seats=dict.fromkeys(posts, 1)
    )
    return Dossier(facts, Papers(), (), {}, (), PROFILE)


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr == name)
            or (isinstance(node.func, ast.Name) and node.func.id == name)
        )
    ]


def test_only_the_database_room_commits():
    places = {path for path, tree in TREES.items() if calls(tree, "commit")}
    assert places == {"electflow/db.py"}, "let the entry point commit: db.in_transaction"


def test_only_entry_points_open_a_transaction():
    places = {path for path, tree in TREES.items() if calls(tree, "in_transaction")}
    allowed = ("web/", "electflow/cli/", "electflow/demo/", "electflow/db.py")
    assert all(p.startswith(allowed) for p in places), "take an Act, let the caller commit"


def test_a_stage_is_written_in_one_place():
    def writes(tree: ast.AST) -> bool:
        return any(
            isinstance(node, ast.Assign | ast.AugAssign)
            and any(
                isinstance(target, ast.Attribute) and target.attr == "stage"
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            )
            for node in ast.walk(tree)
        )

    assert {path for path, tree in TREES.items() if writes(tree)} == set(), "advance() moves it"


def test_only_the_clock_reads_the_wall():
    places = {
        path
        for path, tree in TREES.items()
        for node in calls(tree, "now") + calls(tree, "today") + calls(tree, "utcnow")
        if isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date")
    }
    assert places == {"electflow/clock.py"}, "pass act.at, or ask clock.now"


def test_no_import_hides_inside_a_function_but_the_one_that_says_why():
    hidden = {
        path
        for path, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert hidden == {"electflow/db.py"}, "an import in a function is a circle in hiding"


def test_every_rule_of_a_profile_is_read_or_said_to_be_shown_only():
    core = [path for path in TREES if path.startswith("electflow/") and "/rules" not in path]
    rules = [path for path in TREES if path.startswith("electflow/") and "rules" in path]
    source = "".join(
        (ROOT / path).read_text("utf-8")
        for path in [*rules, *core]
        if not path.startswith(("electflow/profile", "electflow/wording", "electflow/papers"))
        and path != "electflow/appointment/following.py"
    )
    both = [load_profile(name) for name in ("national", "residents-national")]
    leaves = [leaf for rules in both for leaf in rules.leaves() if "timetable" not in leaf.key]
    read = {
        leaf.key
        for leaf in leaves
        if re.search(rf"\.{leaf.key.split('.')[-1]}\b", source) or f'"{leaf.key}"' in source
    }
    assert {leaf.key for leaf in leaves} - read == TEXT_ONLY


def test_files_stay_small_enough_to_read():
    exempt = ("electflow/migrations",)
    large = {
        path: len((ROOT / path).read_text("utf-8").splitlines())
        for path in TREES
        if not path.startswith((*exempt, "electflow/wording"))
    }
    assert {path: n for path, n in large.items() if n > 480} == {}


def test_every_stage_has_a_phase_and_is_reached():
    for track in Track:
        reached, frontier = {INITIAL}, [INITIAL]
        while frontier:
            stage = frontier.pop()
            for step in STEPS_OF[track]:
                if step.source is stage and step.dest not in reached:
                    reached.add(step.dest)
                    frontier.append(step.dest)
        assert reached == set(STAGES_OF[track])
        assert {(track, stage) for stage in reached} <= PHASE_OF.keys()


def test_only_a_closed_election_ends():
    ends = {
        (track, stage)
        for track in Track
        for stage in STAGES_OF[track]
        if not any(step.source is stage for step in STEPS_OF[track])
    }
    assert ends == {(Track.PARTY, Stage.CLOSED)}, "a closed committee election may still be voided"


def test_no_trigger_leads_to_any_stage_at_will():
    for machine in _MACHINES.values():
        assert not [name for name in machine.events if name.startswith("to_")]


def test_every_trigger_is_used_and_one_row_serves_a_trigger_and_a_stage():
    pairs = [(track, step.trigger, step.source) for track, step in ALL_STEPS]
    assert {trigger for _, trigger, _ in pairs} == set(Trigger)
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("track", "step"), ALL_STEPS, ids=[f"{t}-{s.trigger}-{s.source}" for t, s in ALL_STEPS]
)
def test_with_nothing_entered_every_step_is_blocked(track, step):
    issues = issues_of(step, nothing_entered(track), TODAY)

    assert any(issue.is_blocking for issue in issues)
    for issue in issues:
        PROFILE.leaf(issue.source_key)


def test_every_trigger_is_granted_to_somebody_and_nobody_holds_an_unknown_permission():
    known = {p.value for p in Permission} | {permission_for(t) for t in Trigger}
    granted = set().union(*GRANTS.values())

    assert granted <= known
    assert {permission_for(t) for t in Trigger} <= granted
    assert set(GRANTS) == set(Role) == set(LEVEL_OF_ROLE)


def test_every_step_is_in_the_vocabulary_of_acts():
    assert {f"election:{trigger}" for trigger in Trigger} <= ACTIONS.keys()


def test_every_paper_kind_is_described():
    assert set(PAPER_KINDS) == set(Kind)
    assert len(HoldKind) == 4


@pytest.mark.parametrize("track", list(Track))
def test_the_readmes_pictures_are_the_tables(track):
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"```mermaid\n{mermaid(track)}\n```" in readme, "run: make docs"


def test_every_setting_is_documented_and_every_documented_key_is_read():
    text = (ROOT / "config/default.toml").read_text("utf-8")
    keys = {line.split(" =")[0] for line in text.splitlines() if " = " in line and line[0] != "#"}
    assert keys == set(Settings.__dataclass_fields__)
    assert all("#" in line for line in text.splitlines() if " = " in line)
    assert load_settings({}).port == 8000


def test_every_dependency_is_argued():
    words = (ROOT / "docs/dependencies.md").read_text("utf-8").lower()
    for line in (ROOT / "setup.cfg").read_text("utf-8").splitlines():
        if ">=" in line and line.startswith("    "):
            name = line.strip().split(">=")[0].split("[")[0].lower()
            assert f"`{name}`" in words, f"argue {name} in one line of docs/dependencies.md"


@pytest.mark.parametrize("name", shipped_profiles())
def test_every_parameter_names_its_source(name):
    for leaf in load_profile(name).leaves():
        assert leaf.source
        assert leaf.level in ("national", name)


def test_the_demo_shows_every_stage_of_both_tracks(world):
    from sqlalchemy import select

    from electflow.campaign.model import Election

    with reading(world.database) as session:
        rows = session.execute(
            select(Election.track, Election.stage).where(Election.county == EXAMPLE).distinct()
        )
        shown = {(Track(track), Stage(stage)) for track, stage in rows}
    missing = {(t, s) for t in Track for s in STAGES_OF[t]} - shown
    assert missing == set()


def test_reading_all_dossiers_costs_at_most_thirty_one_queries(world):
    from sqlalchemy import event, select

    from electflow.campaign.model import Election
    from electflow.campaign.terms import Register

    office, seen = world.actor("county"), []
    with reading(world.database) as session:
        get_campaign(session, office, EXAMPLE, world.campaign().year)
        rows = list(session.scalars(select(Election).where(Election.county == EXAMPLE)))
        session.expunge_all()
        for row in rows:
            row.registers = [register.value for register in Register]
        event.listen(
            world.database.reader, "before_cursor_execute", lambda *told: seen.append(told[2])
        )
        dossiers_of(session, EXAMPLE, rows[:2])
        few = len(seen)
        dossiers_of(session, EXAMPLE, rows)
    assert few <= 31
    assert len(seen) - few == 31


def test_each_step_reads_every_register_that_its_rule_asks(world):
    """The guard reads only what the row names: it must see what the page, which reads all, sees."""
    from sqlalchemy import select

    from electflow.campaign.model import Election
    from electflow.campaign.terms import Register

    compared, kept = 0, set()
    with reading(world.database) as session:
        rows = list(session.scalars(select(Election).where(Election.county == EXAMPLE)))
        session.expunge_all()
        for row in rows:
            row.registers = [register.value for register in Register]
        whole = dossiers_of(session, EXAMPLE, rows)
        for track, step in ALL_STEPS:
            there = [r for r in rows if (r.track, r.stage) == (track.value, step.source.value)]
            named = dossiers_of(session, EXAMPLE, there, step.reads)
            for row in there:
                compared += 1
                kept |= {name for name in ("roll", "staff") if getattr(whole[row.id], name)}
                left = issues_of(step, named[row.id], TODAY)
                assert left == issues_of(step, whole[row.id], TODAY), (step.trigger, row.village)
    assert compared > 60
    assert kept == {"roll", "staff"}


def test_the_table_of_permissions_is_printed():
    from electflow.cli.drawings import permissions_table

    assert (ROOT / "docs/permissions.md").read_text("utf-8") == permissions_table(), "make docs"
