"""Paging by keyset: a cursor names the last row a reader has seen."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9]{1,16})-([0-9]{1,18})")


def cursor_after(at: datetime, pk: int) -> str:
    """Return the cursor of what follows the row with this time and id."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}-{pk}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """Return time and id of a cursor, None for an empty or broken one: then a list begins anew."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    return _EPOCH + timedelta(microseconds=int(match[1])), int(match[2])


def page_of(rows: Any, size: int, *, by: str = "published_at") -> tuple[Sequence[Any], str]:
    """Return the first `size` of a queryset and the cursor of the rest ("" for none).

    `by` names the time by which the rows are ordered.
    """
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], cursor_after(getattr(last, by), last.pk)
