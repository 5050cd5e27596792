"""The demo's joint review: on its way, and nobody found guilty of anything in a real county."""

from reviewers import examined
from sqlalchemy import func, select
from world import EXAMPLE, MORNING, TODAY

from electflow.audit.model import AuditEvent
from electflow.db import reading
from electflow.demo.review_hands import open_review
from electflow.joint_review.model import AskedUnit, Reply
from electflow.joint_review.terms import Answer


def test_a_review_is_under_way_with_one_late_unit(world):
    made = open_review(world.database, EXAMPLE, TODAY)
    assert "sl-court-lead" in {account.username for account in made}
    with reading(world.database) as session:
        answers = session.scalars(select(Reply.answer)).all()
    assert answers.count(Answer.HIT.value) == 1
    assert set(answers) == {Answer.HIT.value, Answer.CLEAN.value}
    assert world.again(examined(world)).registers
    with reading(world.database) as session:
        told = session.execute(select(AskedUnit.unit, AskedUnit.reminders, AskedUnit.escalated_at))
        reminded = {(unit, n) for unit, n, escalated in told if escalated is None}
        by_site = session.scalars(
            select(AuditEvent.actor_id).where(AuditEvent.action == "review:remind")
        ).all()
    assert reminded >= {("court", 0), ("police", 0), ("justice", 2), ("discipline", 2)}
    assert set(by_site) == {0}


def test_the_book_of_a_day_that_has_begun_tells_nothing_still_to_come(world):
    with reading(world.database) as session:
        newest = session.scalar(
            select(func.max(AuditEvent.recorded_at)).where(AuditEvent.county == EXAMPLE)
        )
        assert newest == MORNING, "the demo plays until this moment of the polling day"


def test_nothing_is_found_of_anybody_in_a_county_that_is_not_invented(world, monkeypatch):
    monkeypatch.setattr("electflow.demo.review_hands.EXAMPLE", "000000")
    monkeypatch.setattr("electflow.demo.review_hands._Reviewers._actor", _by_short_name)
    open_review(world.database, EXAMPLE, TODAY)
    with reading(world.database) as session:
        assert set(session.scalars(select(Reply.answer))) == {Answer.CLEAN.value}


def _by_short_name(self, session, name):
    from electflow.access import service as access
    from electflow.access.model import Official

    query = select(Official).where(Official.username.in_([f"sl-{name}", f"yy-{name}"]))
    self.actors[name] = access.actor_of(session.scalars(query).one())
    return self.actors[name]
