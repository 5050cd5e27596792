"""Recusal as reviewers and the county see it: told before an answer, recorded for whoever needs it."""

import re

import pytest
from reviewers import Reviewers, examined, reviewers
from world import EXAMPLE, PAGES_ON

from electflow.access.terms import Role
from electflow.people.terms import Kinship
from electflow.workflow import staffing

pytestmark = pytest.mark.parametrize("engine_name", PAGES_ON)


@pytest.fixture
def there(world) -> Reviewers:
    return reviewers(world, "court")


@pytest.fixture
def base(world) -> str:
    return f"/c/{EXAMPLE}-{world.campaign().year}/review"


def test_a_recusal_can_be_recorded_of_everybody_of_whom_it_is_asked(sign_in, there, world, base):
    """Feature 45: whoever keeps the meeting's minutes, answers statements or asks units, as well."""
    there.send(examined(world))
    there.person("secretary", Role.MEETING_SECRETARY)
    there.person("checker", Role.COUNTY_CHECKER)
    page = sign_in("leader").get(f"{base}/recusals").text
    chosen = re.search(r'<select[^>]*name="official".*?</select>', page, re.S)[0]
    for name in ("secretary", "checker", "county", "leader", "court-op", "town01"):
        assert f'value="{world.actor(name).official_id}"' in chosen, name
    for name in ("viewer", "sysadmin"):
        assert f'value="{world.actor(name).official_id}"' not in chosen, name


def test_a_name_like_ones_own_is_told_at_the_desk_and_at_the_office(sign_in, there, world, base):
    """Idea 7: shown before the answer, to him and to who keeps the register; nothing is locked."""
    election = examined(world)
    there.send(election)
    mine, his, other = there.questions("court")[:3]
    name = there.person_of(election, mine.candidate).name
    world.do(
        world.clerk_of(election),
        lambda act: staffing.state_kinship(
            act, election.id, a=mine.person_id, b=his.person_id,
            relation=Kinship.SPOUSE, source="户口簿",
        ),
    )  # fmt: skip
    there.person("double", Role.UNIT_OPERATOR, unit="court", called=name)
    there.person("office", Role.COUNTY_CHECKER, called=name)
    clerk, office = sign_in("double"), sign_in("office")
    plain, kin = "与您同名。", f"近亲属关系登记中的{name}（配偶）与您同名。"
    page = clerk.get(f"{base}/desk").text
    assert plain in page
    assert kin in page
    asked = lambda q: clerk.get(f"{base}/desk/{q.id}").text  # noqa: E731
    assert plain in asked(mine)
    assert kin in asked(his)
    assert "与您同名" not in asked(other)
    assert 'name="answer"' in asked(mine), "nothing is locked"
    assert plain in office.get(f"{base}/opinions").text
    page = office.get(f"{base}/recusals").text
    assert "同名待核实" in page
    assert "与候选人同名" in page
    assert "与近亲属关系登记中的人员同名" in page
    assert "与您同名" not in sign_in("court-op").get(f"{base}/desk").text
