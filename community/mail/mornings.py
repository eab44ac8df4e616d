"""When gathered mail leaves: at eight in the morning of the brand's zone, weekly on Mondays."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EIGHT = time(8)
WEEK = timedelta(days=7)


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first eight o'clock after `now`."""
    local = now.astimezone(zone)
    day = local.date() + (timedelta(days=1) if local.time() >= EIGHT else timedelta(0))
    return datetime.combine(day, EIGHT, zone).astimezone(UTC)


def next_monday(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first eight o'clock of a Monday after `now`."""
    day = next_morning(now, zone).astimezone(zone).date()
    return datetime.combine(day + timedelta(days=-day.weekday() % 7), EIGHT, zone).astimezone(UTC)


def last_monday(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the latest eight o'clock of a Monday that is not after `now`."""
    day = next_monday(now, zone).astimezone(zone).date()
    return datetime.combine(day - WEEK, EIGHT, zone).astimezone(UTC)
