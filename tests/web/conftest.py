"""Pages are tried on SQLite by day, at night on PostgreSQL too; what stands below them is on both by day."""

import pytest
from world import PAGES_ON


@pytest.fixture(params=PAGES_ON)
def engine_name(request) -> str:
    return request.param
