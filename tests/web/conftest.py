"""Pages are tried on SQLite by day, at night on PostgreSQL too; what stands below them is on both by day."""

import pytest
from reviewers import Reviewers, reviewers
from world import PAGES_ON

from electflow.access.terms import Role


@pytest.fixture(params=PAGES_ON)
def engine_name(request) -> str:
    return request.param


@pytest.fixture
def there(world) -> Reviewers:
    """The units with a checklist in force, a checker of the county and who keeps the meetings."""
    made = reviewers(world)
    made.checker = made.person("checker", Role.COUNTY_CHECKER)
    made.secretary = made.person("secretary", Role.MEETING_SECRETARY)
    return made
