"""Loading places, creating campaigns, reading profiles, migrating, settings."""

import gzip
from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from world import EXAMPLE, FOREIGN, NOON, TODAY, World, renamed, run_sql, site_settings

from electflow.act import Act, Actor, Grant
from electflow.board.queries import Filter, list_elections
from electflow.campaign import creation
from electflow.campaign import service as campaigns
from electflow.db import Database, in_transaction, is_safe_sqlite, reading
from electflow.errors import (
    ElectflowError,
    Forbidden,
    InputRefused,
    ProfileError,
    SettingsError,
    Stale,
)
from electflow.migrations.run import _rebuilding, is_current, migrate
from electflow.migrations.tables import METADATA
from electflow.profile import loader
from electflow.regions import service as regions
from electflow.settings import load_settings
from electflow.stages import Track

FOREIGN_OFFICE = Actor(9, FOREIGN, (Grant("county_clerk", FOREIGN),))
DAYS = {"election_on": TODAY + timedelta(60), "assembly_on": TODAY + timedelta(40)}


def load(world: World, rows):
    nobody = Actor(0, "000000")
    return in_transaction(world.database, lambda s: regions.load(Act(s, nobody, NOON), rows))


def test_loading_twice_adds_nothing_and_a_new_name_keeps_the_old(world):
    rows = [(1, "96", "试省"), (2, "9601", "试市"), (3, "960101", "试县")]
    first, again = load(world, rows), load(world, rows)
    renamed_ = load(world, [(1, "960101", "新县")])

    assert (first.added, again.added, again.unchanged) == (3, 0, 3)
    assert renamed_.renamed == 1
    assert world.count("region_former_name", "name = '试县'") == 1


def test_every_bad_row_is_named_with_its_line(tmp_path):
    path = tmp_path / "places.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.write("code,name\n53,云南省\n5x,坏\n123,短\n5301,\n53,又一个\n")
    rows = list(regions.rows_of(path))
    faults = {line: code for line, code, name in rows}

    assert sorted(faults) == [2, 3, 4, 5, 6]


def test_bad_rows_are_refused_and_good_ones_taken(world):
    report = load(
        world,
        [(2, "97", "省"), (3, "9x", "坏"), (4, "123", "短"), (5, "9701", ""), (6, "97", "又")],
    )

    assert report.added == 1
    assert {(row.line, row.text) for row in report.refused} == {
        (3, "region.code_not_digits"),
        (4, "region.code_length"),
        (5, "region.name_length"),
        (6, "region.code_twice"),
    }


def test_a_file_that_is_no_divisions_file_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputRefused):
        list(regions.rows_of(path))


def test_honghes_thirteen_counties_travel_with_the_product():
    codes = [code for _, code, _ in regions.shipped_rows()]

    assert sum(len(code) == 6 for code in codes) == 13
    assert sum(len(code) == 12 for code in codes) == 1_363
    assert sum(code.startswith("532528") and len(code) == 12 for code in codes) == 140
    assert sum(code.startswith("532528") and len(code) == 9 for code in codes) == 14


def create(world: World):
    return world.do(
        FOREIGN_OFFICE,
        lambda act: creation.create(act, name="换届", term_no=3, profile="national", **DAYS),
    )


def test_a_campaign_creates_both_elections_for_every_body_that_the_county_confirms(world):
    campaign = create(world)
    first, second, third, fourth = (f"{FOREIGN}10{n}200" for n in range(4))

    def arrange(place, seen=1, **changes):
        world.do(
            FOREIGN_OFFICE,
            lambda act: creation.arrange(
                act,
                campaigns.get_campaign(act.session, act.actor, FOREIGN, campaign.year),
                place,
                changes,
                seen_version=seen,
            ),
        )

    arrange(second, merged_into=first, has_party_election=True)
    arrange(third, branch_joined_to=fourth)
    with pytest.raises(InputRefused):
        arrange(third, seen=2, has_committee_election=False, branch_joined_to="", reason_out="")
    with pytest.raises(Stale):
        arrange(third, member_seats=5)

    def confirm(act, late=0):
        mine = campaigns.get_campaign(act.session, act.actor, FOREIGN, campaign.year)
        seen = creation.version_of(creation.list_arrangements(act.session, mine)) - late
        return creation.confirm(act, mine, seen_version=seen)

    with pytest.raises(Stale):
        world.do(FOREIGN_OFFICE, lambda act: confirm(act, late=1))
    assert world.count("election", f"county = '{FOREIGN}'") == 0
    total = world.do(FOREIGN_OFFICE, confirm)

    assert total == 3 + 2
    assert world.count("election", f"county = '{FOREIGN}' and track = 'committee'") == 3
    with pytest.raises(Stale):
        arrange(first, member_seats=4)
    with reading(world.database) as session:
        mine = campaigns.get_campaign(session, FOREIGN_OFFICE, FOREIGN, campaign.year)
        assert campaigns.host_of(session, mine, second) == {
            Track.COMMITTEE: first,
            Track.PARTY: first,
        }
        assert campaigns.host_of(session, mine, third) == {Track.PARTY: fourth}
        found = list_elections(
            session, FOREIGN_OFFICE, mine, Filter(words=second), most=9, on=TODAY
        )
        assert {(e.village, e.track) for e in found} == {(first, "committee"), (first, "party")}
        assert campaigns.places_of(session, found[0]) == [first, second]


def test_a_place_that_takes_no_part_is_nobodys_host_and_a_host_takes_part(world):
    campaign = create(world)
    first, second, third, fourth = (f"{FOREIGN}10{n}200" for n in range(4))

    def codes(place, **changes):
        try:
            world.do(
                FOREIGN_OFFICE,
                lambda act: creation.arrange(
                    act,
                    campaigns.get_campaign(act.session, act.actor, FOREIGN, campaign.year),
                    place,
                    changes,
                    seen_version=1,
                ),
            )
        except InputRefused as refusal:
            return {issue.code for issue in refusal.issues}
        except Stale:
            return {"stale"}
        return set()

    assert codes(first, has_committee_election=False, reason_out="届期未满") == set()
    assert codes(second, merged_into=first) == {"arrangement.host_takes_no_part"}
    assert codes(second, merged_into=third) == set()
    assert codes(third, has_committee_election=False, reason_out="届期未满") == {
        "arrangement.hosts_another"
    }
    assert codes(second, merged_into=third, branch_joined_to=fourth) == {"stale"}
    assert codes(fourth, branch_joined_to=second) == {"arrangement.host_joins_another"}
    assert codes(third, branch_joined_to=fourth) == {"arrangement.hosts_another"}
    assert codes(third, member_seats=5, deputy_seats=2) == {"arrangement.seats_out_of_range"}
    assert codes(third, party_seats=0) == {"arrangement.party_seats_out_of_range"}


def test_a_campaign_with_faults_names_them_all(world):
    with pytest.raises(InputRefused) as caught:
        world.do(
            FOREIGN_OFFICE,
            lambda act: creation.create(
                act, name=" ", term_no=0, profile="national", election_on=TODAY, assembly_on=TODAY
            ),
        )

    assert {i.code for i in caught.value.issues} == {
        "campaign.name_missing",
        "campaign.term_out_of_range",
        "campaign.day_not_ahead",
        "campaign.assembly_not_ahead",
    }
    with pytest.raises(Forbidden):
        world.do(
            Actor(9, FOREIGN, (Grant("viewer", FOREIGN),)),
            lambda act: creation.create(act, name="x", term_no=1, profile="national", **DAYS),
        )


def test_communities_wait_with_the_sentence_of_their_law(world):
    from electflow.board.queries import step_views
    from electflow.workflow.dossier import dossiers_of

    office = world.actor("county")
    with reading(world.database) as session:
        both = campaigns.elections_of_place(session, office, world.campaign(), f"{EXAMPLE}100001")
        election = both[Track.COMMITTEE]
        dossier = dossiers_of(session, EXAMPLE, [election])[election.id]
    view = step_views(office, election, dossier, TODAY)[0]

    assert election.stage == "preparing"
    assert view.open_issues[0].code == "profile.no_community_law"


# --- profiles ---------------------------------------------------------------------------------


def levels(**leaf):
    national = loader.read_level("national")
    return national, {"name": "county", "title": "x", "parent": "national", **leaf}


def a_leaf(value, **more):
    return {
        "value": value,
        "source": "x",
        "basis": "province",
        "verified": "verified",
        "effective_from": date(2026, 1, 1),
        **more,
    }


def test_all_shipped_profiles_load_and_only_the_national_is_no_draft():
    drafts = {name: loader.load_profile(name).is_draft for name in loader.shipped_profiles()}

    assert {name for name, is_draft in drafts.items() if not is_draft} == {"national"}
    assert {"yunnan", "zhejiang", "beijing", "shanghai", "henan"} <= drafts.keys()


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ({"roll": {"publish_before_days": a_leaf(15)}}, r"15 contradicts national 20"),
        ({"roll": {"publish_before": a_leaf(25)}}, r"publish_before"),
        ({"rolls": {"x": a_leaf(25)}}, r"rolls"),
        ({"roll": {"publish_before_days": {"value": 25}}}, r"missing basis"),
        ({"roll": {"publish_before_days": a_leaf("5d")}}, r"publish_before_days|contradicts|'<'"),
        ({"result": {"turnout": a_leaf({"part": 2, "whole": 3})}}, r"contradicts national"),
    ],
)
def test_a_wrong_level_is_refused_with_key_and_values(level, words):
    with pytest.raises((ProfileError, TypeError), match=words):
        loader.resolve(list(levels(**level)))


def test_a_longer_period_is_allowed_and_a_superseded_one_stays_visible():
    longer = loader.resolve(list(levels(roll={"publish_before_days": a_leaf(25)})))
    old = a_leaf(15, superseded_by="national")
    superseded = loader.resolve(list(levels(roll={"publish_before_days": old})))

    assert longer.roll.publish_before_days.value == 25
    assert superseded.roll.publish_before_days.value == 20
    (kept,) = superseded.roll.publish_before_days.superseded
    assert kept.value == 15
    assert kept.source == old["source"]


def test_a_pinned_profile_comes_back_as_it_was():
    profile = loader.load_profile("yunnan")
    kept = loader.snapshot(profile)

    assert loader.pinned(kept) == profile
    assert loader.hash_of(kept) == loader.hash_of(loader.snapshot(loader.load_profile("yunnan")))


# --- settings and migrations ------------------------------------------------------------------


def test_settings_name_every_fault_at_once():
    with pytest.raises(SettingsError, match=r"unknown key colour; port: expected int"):
        load_settings({"ELECTFLOW_PORT": "x"}, colour="red")


def test_production_refuses_the_shipped_secrets():
    with pytest.raises(SettingsError, match=r"secret_key.*data_key.*index_key.*secure_cookies"):
        load_settings({"ELECTFLOW_ENVIRONMENT": "production"})


def test_printed_settings_hold_no_secret():
    settings = load_settings({}, database_url="postgresql+psycopg://u:geheim@h/n")

    assert "geheim" not in str(settings.without_secrets())
    assert "insecure" not in str(settings.without_secrets())


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 50, 7), True),
        ((3, 53, 4), True),
    ],
)
def test_a_sqlite_with_the_wal_reset_bug_is_known(version, safe):
    assert is_safe_sqlite(version) is safe


def test_migrations_go_up_and_down_with_rows_in_place_and_equal_the_models(
    engine_name, request, tmp_path
):
    if engine_name == "sqlite":
        database = Database(site_settings(f"sqlite:///{tmp_path}/m.sqlite3"))
    else:
        cluster = request.getfixturevalue("cluster")
        run_sql(cluster, "DROP DATABASE IF EXISTS migrating", "CREATE DATABASE migrating")
        database = Database(site_settings(renamed(cluster, "migrating")))
    migrate(database)
    world = World(database=database, settings=site_settings("sqlite://"))
    load(world, [(1, "53", "云南省")])
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    assert is_current(database)
    migrate(database, "base")
    with database.writer.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
        assert left == set()
    migrate(database)
    with database.reader.connect() as connection:
        assert connection.execute(text("select count(*) from region")).scalar() == 0
    database.dispose()


PROVINCES = [n for n in loader.shipped_profiles() if "national" not in n]


@pytest.mark.parametrize("name", PROVINCES)
def test_no_text_that_was_not_read_takes_the_place_of_a_national_law_of_the_same_value(name):
    national = {leaf.key: leaf for leaf in loader.load_profile("national").leaves()}
    weaker = [
        leaf.key
        for leaf in loader.load_profile(name).leaves()
        if leaf.key in national
        and leaf.value == national[leaf.key].value
        and national[leaf.key].blocks
        and not leaf.blocks
    ]
    assert weaker == []


def test_a_proxy_that_was_given_early_belongs_to_the_first_poll_or_was_given_again(tmp_path):
    """Migration 0010: given while candidates were nominated, a slip was kept for no poll."""
    database = Database(site_settings(f"sqlite:///{tmp_path}/early.sqlite3"))
    migrate(database, "0009")
    slips = [  # election, number, poll, principal
        (1, 1, 0, 11), (1, 2, 0, 12), (1, 3, 1, 12), (2, 1, 0, 21),
    ]  # fmt: skip
    with database.writer.connect() as connection:
        raw = connection.connection.driver_connection
        raw.rollback()
        raw.execute("PRAGMA foreign_keys=OFF")  # the slips alone matter here
        for election, number, poll, principal in slips:
            raw.execute(
                "insert into proxy_slip (county, election_id, number, poll, principal, proxy, relation,"
                " sealed_reason, applied_on, is_withdrawn)"
                f" values ('1', {election}, {number}, {poll}, {principal}, 9, 'sibling', x'', '2026-01-01', 0)"
            )
        raw.execute(
            "insert into poll (county, election_id, number, kind, opened_on, base, seats, candidates,"
            " edition, is_in_force) values ('1', 2, 1, 'first', '2026-01-01', 1, '{}', '[]', 0, 1)"
        )
        raw.commit()
        raw.execute("PRAGMA foreign_keys=ON")
    migrate(database)
    with database.reader.connect() as connection:
        rows = connection.execute(
            text("select election_id, number, poll, is_withdrawn from proxy_slip order by 1, 2")
        ).all()
    assert [tuple(row) for row in rows] == [(1, 1, 1, 0), (1, 2, 0, 1), (1, 3, 1, 0), (2, 1, 0, 1)]
    database.dispose()


def test_the_tables_of_elections_are_replaced_with_their_rows_and_those_that_refer_to_them(
    tmp_path,
):
    """Migration 0015: a second election of a body is refused before, and kept afterwards."""
    database = Database(site_settings(f"sqlite:///{tmp_path}/again.sqlite3"))
    migrate(database, "0014")
    election = (
        "insert into election (county, id, campaign_id, organisation_id, track, township, village,"
        " name, place_kind, stage, version, election_on, seats, entered_at{more}) values ('1', {id}, 1, 1,"
        " 'committee', '1', '11', '某村', 'village', 'closed', {version}, '2026-01-01', '{{}}',"
        " '2026-01-01'{values})"
    )
    with database.writer.begin() as connection:
        for row in (
            "insert into campaign (county, id, year, name, term_no, election_on, assembly_on, profile,"
            " profile_hash, profile_snapshot, procedure_version, committee_seats, party_seats,"
            " created_at) values ('1', 1, 2026, 'x', 1, '2026-01-01', '2026-01-01', 'national', '',"
            " x'', 1, '{}', '{}', '2026-01-01')",
            "insert into organisation (county, id, campaign_id, track, places)"
            " values ('1', 1, 1, 'committee', '[]')",
            election.format(id=1, more="", values="", version=1),
            "insert into person (county, id, sealed_name, sealed_number, number_digest, sex)"
            " values ('1', 9, x'', x'', x'00', 'F')",
            "insert into candidate (county, election_id, number, person_id, post, source, standing,"
            " nominated_at) values ('1', 1, 1, 9, 'chair', 'party', 'nominated', '2026-01-01')",
        ):
            connection.exec_driver_sql(row)
    migrate(database)
    again = election.format(id=2, more=", ordinal", values=", 1", version=1)
    with database.writer.begin() as connection:
        connection.exec_driver_sql(again)
        for refused in (
            again.replace(" 2, 1, 1", " 3, 1, 1"),
            election.format(id=3, more=", ordinal", values=", 2", version=0),
            election.format(id=3, more=", ordinal", values=", -1", version=1),
            "delete from election where id = 1",
        ):
            with pytest.raises(IntegrityError), connection.begin_nested():
                connection.exec_driver_sql(refused)
        connection.exec_driver_sql("delete from election where id = 2")
    migrate(database, "0014")
    with database.reader.connect() as connection:
        kept = "select count(*) from candidate join election on election.id = candidate.election_id"
        assert connection.execute(text(kept)).scalar() == 1
    database.dispose()


def test_a_migration_that_leaves_rows_without_what_they_refer_to_is_taken_back(tmp_path):
    database = Database(site_settings(f"sqlite:///{tmp_path}/lost.sqlite3"))
    migrate(database)
    keep = "insert into {0} ({1}) values ({2})"
    with database.writer.begin() as connection:
        connection.exec_driver_sql(
            keep.format(
                "campaign",
                "county, id, year, name, term_no, election_on, assembly_on, profile, profile_hash,"
                " profile_snapshot, procedure_version, committee_seats, party_seats, created_at",
                "'1', 1, 2026, 'x', 1, '2026-01-01', '2026-01-01', 'national', '', x'', 1, '{}',"
                " '{}', '2026-01-01'",
            )
        )
        connection.exec_driver_sql(
            keep.format(
                "organisation", "county, id, campaign_id, track, places", "'1', 1, 1, 'party', '[]'"
            )
        )
    gone = "delete from campaign"
    with pytest.raises(ElectflowError), _rebuilding(database) as connection:
        connection.exec_driver_sql(gone)
    with database.writer.begin() as connection:
        assert connection.execute(text("select count(*) from campaign")).scalar() == 1
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.exec_driver_sql(gone)
    database.dispose()
