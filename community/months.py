"""Whole months of the calendar between two moments. Pure."""

from calendar import monthrange
from datetime import datetime


def months_before(at: datetime, months: int) -> datetime:
    """Return the same moment so many months earlier; of a day that month has not, its last day."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def months_after(at: datetime, months: int) -> datetime:
    """Return the same moment so many months later."""
    return months_before(at, -months)


def months_between(start: datetime, end: datetime) -> int:
    """Return how many whole months lie between the two; 0 where `end` is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    while months > 0 and months_after(start, months) > end:
        months -= 1
    return max(0, months)
