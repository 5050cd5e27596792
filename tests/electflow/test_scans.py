"""Scans: told by their bytes, kept sealed with their digest, never twice and never changed."""

import hashlib

import pytest
from sqlalchemy import select
from world import TODAY

from electflow.db import reading
from electflow.documents import scans
from electflow.documents.model import Scan
from electflow.documents.service import list_editions
from electflow.documents.terms import Kind
from electflow.errors import Forbidden, InputRefused, NotFound
from electflow.stages import Stage
from electflow.workflow import records

PDF = b"%PDF-1.4 one page"


def last_of(world, election, kind) -> int:
    with reading(world.database) as session:
        there = list_editions(session, election.county, election.id)
        return max((d for d in there if d.kind == kind), key=lambda d: d.edition).id


def keep(world, actor, election, content=PDF, name="决定.pdf", kind=Kind.ELECTION_METHOD):
    document = last_of(world, election, kind)
    return world.do(
        actor, lambda act: records.keep_scan(act, election.id, document, name, content).id
    )


def test_a_scan_is_kept_sealed_with_its_digest_and_read_as_it_was(world):
    election = world.election(Stage.POLL_READY)
    number = keep(world, world.clerk_of(election), election)
    with reading(world.database) as session:
        row = session.scalar(select(Scan).where(Scan.id == number))
        assert row.digest == hashlib.sha256(PDF).hexdigest()
        assert PDF not in row.sealed_bytes
        found, content = scans.read(session, election, number)
        assert (found.media, content) == ("pdf", PDF)
        (lines,) = scans.list_scans(session, election).values()
        assert [line.name for line in lines] == ["决定.pdf"]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "scan.unknown_kind"),
    (b"MZ program", "scan.unknown_kind"),
    (b"<script>alert(1)</script>", "scan.unknown_kind"),
    (PDF + b"0" * scans.MOST_BYTES, "scan.too_large"),
])  # fmt: skip
def test_what_is_no_scan_is_refused_and_nothing_is_kept(world, content, code):
    election = world.election(Stage.POLL_READY)
    with pytest.raises(InputRefused) as refused:
        keep(world, world.clerk_of(election), election, content)
    assert code in [i.code for i in refused.value.issues]
    assert world.count("scan") == 0


def test_the_same_file_is_kept_once_for_a_paper(world):
    election = world.election(Stage.POLL_READY)
    clerk = world.clerk_of(election)
    keep(world, clerk, election)
    with pytest.raises(InputRefused) as refused:
        keep(world, clerk, election, name="副本.pdf")
    assert [i.code for i in refused.value.issues] == ["scan.kept_already"]
    keep(world, clerk, election, kind=Kind.FINAL_ROLL)
    assert world.count("scan") == 2


def test_a_scan_belongs_to_one_edition(world):
    election = world.election(Stage.POLL_READY)
    clerk = world.clerk_of(election)
    keep(world, clerk, election, kind=Kind.REGISTRATION_NOTICE)
    world.do(
        clerk,
        lambda act: records.record_paper(
            act,
            election.id,
            Kind.REGISTRATION_NOTICE,
            dated_on=TODAY,
            number="2号",
            figures={"begins_on": TODAY, "ends_on": TODAY},
            seen_edition=1,
            reason="更正",
        ),
    )
    keep(world, clerk, election, kind=Kind.REGISTRATION_NOTICE)
    with reading(world.database) as session:
        subjects = list(scans.list_scans(session, election))
    assert len(set(subjects)) == 2


def test_a_paper_of_another_election_has_no_scan_here_and_a_viewer_adds_none(world):
    election, ready = world.election(Stage.VETTING), world.election(Stage.POLL_READY)
    foreign = last_of(world, ready, Kind.ELECTION_METHOD)
    with pytest.raises(NotFound):
        world.do(
            world.clerk_of(election),
            lambda act: records.keep_scan(act, election.id, foreign, "x.pdf", PDF),
        )
    with pytest.raises(Forbidden):
        keep(world, world.actor("viewer"), ready)
