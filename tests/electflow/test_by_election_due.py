"""Until when a committee that has become too small is by-elected: shown where a text sets a time."""

from datetime import date

import pytest

from electflow.campaign.calendar import by_election_window, months_after
from electflow.profile.loader import load_profile
from electflow.profile.model import Basis, Verified

SINCE = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("day", "months", "latest"),
    [
        (date(2026, 8, 15), 3, date(2026, 11, 15)),
        (SINCE, 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 9, 30), 3, date(2026, 12, 30)),
    ],
)
def test_months_run_to_the_same_day_or_to_the_end_of_a_shorter_month(day, months, latest):
    assert months_after(day, months) == latest


def test_shanghai_gives_a_committee_of_fewer_than_three_three_months():
    profile = load_profile("shanghai")
    window = by_election_window(2, SINCE, profile)
    assert (window.latest, window.is_law) == (date(2027, 2, 28), True)
    leaf = profile.leaf(window.source_key)
    assert (leaf.source, leaf.basis, leaf.verified) == (
        "上海市村民委员会选举办法（2020）第二十九条", Basis.PROVINCE, Verified.FULL,
    )  # fmt: skip
    assert by_election_window(3, SINCE, profile) is None, "three are enough"
    assert by_election_window(2, None, profile).latest is None, "no day is invented"


@pytest.mark.parametrize("name", ["national", "beijing", "zhejiang", "henan", "yunnan"])
def test_elsewhere_no_time_was_read(name):
    assert by_election_window(1, SINCE, load_profile(name)) is None
