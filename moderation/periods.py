"""The months and half-years that the public figures are made for, by the brand's clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

NAME = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|h([12]))", re.ASCII)


@dataclass(frozen=True)
class Period:
    """So many months from the first of one; `name` is as it stands in addresses: 2026-11, 2026-h2."""

    year: int
    month: int
    months: int = 1

    @property
    def name(self) -> str:
        return f"{self.year}-{self.month:02}" if self.months == 1 else f"{self.year}-h{1 + self.month // 7}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def end_day(self) -> date:
        """The day after the last one."""
        count = self.year * 12 + self.month - 1 + self.months
        return date(count // 12, count % 12 + 1, 1)

    @property
    def label(self) -> str:
        """Return its name in the reader's language."""
        if self.months == 1:
            return date_format(self.first_day, "F Y")
        half = _("First half of %(year)s") if self.month == 1 else _("Second half of %(year)s")
        return half % {"year": self.year}

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when it begins, and when the next one does."""
        first, end = self.first_day, self.end_day
        return datetime(first.year, first.month, 1, tzinfo=zone), datetime(
            end.year, end.month, 1, tzinfo=zone
        )


def read_period(name: str) -> Period | None:
    """Return what an address names, None for what is no period."""
    match = NAME.fullmatch(name)
    if match is None or not 2000 <= int(match[1]) < 9000:
        return None
    year = int(match[1])
    return Period(year, int(match[2])) if match[2] else Period(year, 1 if match[3] == "1" else 7, 6)


def periods_between(first: date, last: date) -> list[Period]:
    """Return the half-years from one day to another, newest first, each followed by its months."""
    found = []
    for year in range(last.year, first.year - 1, -1):
        for start in (7, 1):
            half = Period(year, start, 6)
            months = [Period(year, month) for month in range(start + 5, start - 1, -1)]
            for period in (half, *months):
                if period.first_day <= last and period.end_day > first:
                    found.append(period)
    return found


def half_year_before(day: date) -> Period:
    """Return the six whole months before the month of a day."""
    count = day.year * 12 + day.month - 1 - 6
    return Period(count // 12, count % 12 + 1, 6)
