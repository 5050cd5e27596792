"""Many at once, and sudden death: nothing lost, nothing half, nothing doubled."""

import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from select import select as select_readable

import pytest
from sqlalchemy import select
from world import EXAMPLE, NOON, count, site_settings

from electflow.act import Act, Actor
from electflow.audit import service as audit
from electflow.audit.verify import verify_chains
from electflow.campaign.model import Election
from electflow.db import Database, in_transaction, reading
from electflow.documents.terms import Kind
from electflow.errors import RequirementsUnmet, Stale, WrongStage
from electflow.stages import Stage, Track, Trigger
from electflow.workflow import records
from electflow.workflow import service as workflow
from electflow.workflow.replay import verify_stages

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX")
RECORD = {"dated_on": NOON.date(), "number": "1号", "figures": {"persons": 1}}
REASON = "再次登记"


def test_two_officials_who_push_at_once_move_it_once(world):
    """The recommendation is sent back and forth: each time two officials push the same version."""
    election = world.election(Stage.REQUESTED, Track.PARTY)
    clerk, checker = world.clerk_of(election), world.clerk_of(election, check=True)
    reply = {"committee_seats": 3, "secretary_mode": "plenary"}

    def prepare(act):
        records.record_paper(
            act,
            election.id,
            Kind.REQUEST_RETURN,
            dated_on=NOON.date(),
            number="1号",
            figures={},
            seen_edition=0,
        )
        records.record_paper(
            act, election.id, Kind.REQUEST_REPLY, dated_on=NOON.date(), number="1号", figures=reply
        )

    world.do(clerk, prepare)
    outcomes: list[str] = []

    def push(actor: Actor, trigger: Trigger, version: int, barrier: threading.Barrier) -> None:
        barrier.wait()
        try:
            world.do(
                actor,
                lambda act: workflow.advance(act, election.id, trigger, seen_version=version),
            )
            outcomes.append("moved")
        except (Stale, WrongStage) as error:
            outcomes.append(type(error).__name__)

    rounds = count(200, 5_000) // 2
    edition = [1]
    for _ in range(rounds):
        for trigger, actor in ((Trigger.RETURN_REQUEST, checker), (Trigger.SUBMIT_REQUEST, clerk)):
            version = world.again(election).version
            barrier = threading.Barrier(2)
            pair = [
                threading.Thread(target=push, args=(actor, trigger, version, barrier))
                for _ in range(2)
            ]
            for thread in pair:
                thread.start()
            for thread in pair:
                thread.join()
            if trigger is Trigger.RETURN_REQUEST:

                def return_again(act):
                    records.record_paper(
                        act,
                        election.id,
                        Kind.REQUEST_RETURN,
                        dated_on=NOON.date(),
                        number="1号",
                        figures={},
                        seen_edition=edition[0],
                        reason=REASON,
                    )

                def request_again(act):
                    records.record_paper(
                        act,
                        election.id,
                        Kind.ELECTION_REQUEST,
                        dated_on=NOON.date(),
                        number="1号",
                        figures=reply,
                        seen_edition=edition[0],
                        reason=REASON,
                    )
                    return_again(act)

                world.do(clerk, request_again)
                edition[0] += 1

    assert outcomes.count("moved") == rounds * 2
    assert len(outcomes) == rounds * 4
    assert "Stale" in outcomes
    with reading(world.database) as session:
        assert [*verify_chains(session), *verify_stages(session)] == []


def test_the_same_form_sent_eight_times_at_once_acts_once(world):
    keys = count(60, 500)
    before = world.count("audit_event")
    answers: dict[str, set[tuple[str, str]]] = {}

    def send(key: str, barrier: threading.Barrier) -> None:
        def unit(session):
            act = Act(session, Actor(1, EXAMPLE), NOON, key=key)

            def work():
                audit.record(act, "session:end", "official:1")
                return f"/{key}"

            return audit.once(act, b"f" * 32, work)

        barrier.wait()
        answer = in_transaction(world.database, unit, resend_safe=True)
        answers.setdefault(key, set()).add((answer.location, answer.receipt))

    for number in range(keys):
        barrier = threading.Barrier(8)
        threads = [threading.Thread(target=send, args=(f"k{number}", barrier)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert world.count("audit_event") - before == keys
    assert all(len(told) == 1 for told in answers.values())
    assert len(answers) == keys


def _push_without_end(url: str, seed: int, acknowledged) -> None:
    """Record papers and tell each acknowledged event, until killed."""
    database = Database(site_settings(url))
    rng = random.Random(seed)
    with reading(database) as session:
        elections = list(
            session.scalars(
                select(Election).where(
                    Election.county == EXAMPLE, Election.track == Track.COMMITTEE.value
                )
            )
        )
    from world import World

    office = World(site_settings(url), database).actor("county")
    while True:
        election = rng.choice(elections)

        def unit(session, election=election):
            act = Act(session, office, NOON)
            from electflow.documents.model import Document

            last = session.scalar(
                select(Document.edition)
                .where(Document.county == EXAMPLE, Document.election_id == election.id)
                .where(Document.kind == Kind.MEETING_RECORD.value)
                .order_by(Document.edition.desc())
            )
            records.record_paper(
                act,
                election.id,
                Kind.MEETING_RECORD,
                dated_on=NOON.date(),
                figures={},
                seen_edition=last or 0,
                reason=REASON,
            )
            return audit.receipt_of(session)

        try:
            receipt = in_transaction(database, unit)
        except Stale:
            continue
        os.write(acknowledged, f"{receipt}\n".encode())


def test_workers_killed_at_any_moment_lose_and_halve_nothing(world):
    """kill -9 of two writers again and again: every acknowledged event is there and whole."""
    url = world.settings.database_url
    fork = multiprocessing.get_context("fork")
    acknowledged: list[str] = []
    world.database.dispose()
    for number in range(count(60, 1_000) // 2):
        read_end, write_end = os.pipe()
        workers = [
            fork.Process(target=_push_without_end, args=(url, number * 2 + n, write_end))
            for n in range(2)
        ]
        for worker in workers:
            worker.start()
        os.close(write_end)
        # a busy machine starts them slowly: the moment is counted from their first event
        assert select_readable([read_end], [], [], 60)[0], "the workers wrote nothing in a minute"
        time.sleep(0.15 + random.random() * 0.15)
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
            worker.join()
        with os.fdopen(read_end) as told:
            acknowledged += told.read().splitlines()

    database = Database(site_settings(url))
    with reading(database) as session:
        stored = {
            f"{case}#{seq} {leaf.hex()[:12]}"
            for case, seq, leaf in session.execute(
                select(
                    audit.AuditEvent.case_name, audit.AuditEvent.seq, audit.AuditEvent.leaf
                ).where(audit.AuditEvent.county == EXAMPLE)
            )
        }
        findings = [*verify_chains(session), *verify_stages(session)]
    database.dispose()
    assert len(acknowledged) > 50
    assert set(acknowledged) <= stored
    assert len(set(acknowledged)) == len(acknowledged)
    assert findings == []


def test_a_refused_step_leaves_its_key_free(world):
    election = world.election(Stage.VETTING)
    clerk = world.clerk_of(election)

    def send():
        def unit(session):
            act = Act(session, clerk, NOON, key="again")

            def work():
                workflow.advance(
                    act, election.id, Trigger.CONCLUDE_VETTING, seen_version=election.version
                )
                return "/"

            return audit.once(act, b"1" * 32, work)

        return in_transaction(world.database, unit)

    for _ in range(2):
        with pytest.raises(RequirementsUnmet):
            send()
    assert world.count("request_key", "key = 'again'") == 0
