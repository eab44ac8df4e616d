"""How often a blog is visited, and how its host is spared. Pure: no database, no clock."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SHORTEST, LONGEST = 15, 24 * 60
"""Minutes between two visits."""
LONGEST_ASKED = timedelta(days=7)
"""However long a server asks us to stay away, we come back after this."""
BETWEEN = timedelta(seconds=1)
"""Between two visits to one host."""
LONGEST_REST = timedelta(hours=1)

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)


def interval_after(minutes: int, *, taken: bool, failed: bool) -> int:
    """Return the minutes until the visit after this one: sooner where there is news, later after faults."""
    factor = 2 if failed else 0.5 if taken else 1.5
    return max(SHORTEST, min(int(minutes * factor), LONGEST))


def asked_to_wait(status: int, headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how long a server asks us not to come again: Retry-After, or how long its answer stays fresh."""
    asked = _retry_after(headers.get("Retry-After", ""), now)
    fresh = _MAX_AGE.search(headers.get("Cache-Control", "")) if status in (200, 304) else None
    kept = timedelta(seconds=int(fresh[1])) if fresh else timedelta()
    return max(asked, min(kept, timedelta(minutes=LONGEST)))


def _retry_after(text: str, now: datetime) -> timedelta:
    """Seconds, or the date of HTTP; nothing where it is neither."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_ASKED)
    try:
        moment = parsedate_to_datetime(text)
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return timedelta()
    return max(timedelta(), min(wait, LONGEST_ASKED))


def rest_of_host(stalls: int, asked: timedelta) -> timedelta:
    """Return how long a host is left alone after a visit; `stalls` are visits in a row without an answer."""
    rest = timedelta(minutes=2 ** min(stalls, 7)) if stalls else BETWEEN
    return min(max(rest, asked), LONGEST_REST)
