"""Eight in the morning, by the brand's clock, also where that clock is moved."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from community.mail.mornings import last_monday, next_monday, next_morning

OSLO = ZoneInfo("Europe/Oslo")


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


class TestMornings:
    @pytest.mark.parametrize(
        ("now", "morning"),
        [
            (utc(10, 3), utc(10, 7)),
            (utc(10, 6, 59), utc(10, 7)),
            (utc(10, 7), utc(11, 7)),
            (utc(10, 23, 30), utc(11, 7)),  # past midnight in Oslo already
            (utc(28, 12), utc(29, 6)),  # summer time began that night
            (utc(24, 12, month=10), utc(25, 7, month=10)),  # and ended
        ],
    )
    def test_the_next_one_is_at_eight_by_the_clock_on_the_wall(self, now, morning):
        assert next_morning(now, OSLO) == morning

    @pytest.mark.parametrize(
        ("now", "next_one", "last_one"),
        [
            (utc(9, 6, 59), utc(9, 7), utc(2, 7)),  # a Monday, a minute before
            (utc(9, 7), utc(16, 7), utc(9, 7)),
            (utc(12, 12), utc(16, 7), utc(9, 7)),
            (utc(28, 12), utc(30, 6), utc(23, 7)),
            (utc(30, 6), utc(6, 6, month=4), utc(30, 6)),
        ],
    )
    def test_mondays(self, now, next_one, last_one):
        assert next_monday(now, OSLO) == next_one
        assert last_monday(now, OSLO) == last_one
