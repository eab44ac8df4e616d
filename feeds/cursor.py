"""Where a reader is in a feed, as a short text that may stand in an address.

A cursor goes out with every page and comes back from anybody, bookmarked, shared or made up: `decode`
accepts exactly the texts `encode` writes and refuses everything else. It grants nothing: what a reader
may see is decided when the page is read. Pure: no database, no Django.

As long as its edition is kept (a day at least), whoever follows cursors reads everything once and in order.
Two things may come twice, for no text in an address can hold all that somebody has read:

- Later, reading goes on at the same entry of the next edition that is kept. What moved up past that entry in
  between is passed over, and what fell behind it comes again.
- A post that was taken down and put back is another entry. Whoever read it before meets it again in the
  archive.
"""

import base64
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple


class BadCursor(ValueError):
    """The text is no cursor of ours."""


class EditionCursor(NamedTuple):
    """Inside an edition: go on at `offset`, its next slot, counted from 0.

    `after` is the entry shown last (None before the first): when the edition is no longer kept, reading goes
    on after the same entry in the current one (`offset_after`).
    """

    edition: int
    offset: int
    after: int | None = None


class ArchiveCursor(NamedTuple):
    """In the archive that follows an edition: go on below this entry, without the edition's own entries.

    `published` counts microseconds, as the database does (in milliseconds, entries of one millisecond would
    be lost between two pages). It and `entry` are None together, at the top of the archive.
    """

    published: int | None = None
    entry: int | None = None
    edition: int | None = None


class NewestCursor(NamedTuple):
    """In the newest-first order: go on below this entry; `published` in microseconds."""

    published: int
    entry: int


Cursor = EditionCursor | ArchiveCursor | NewestCursor

LARGEST = 2**63 - 1  # what a database's big integer holds
LATEST = 10**17  # microseconds, in the year 5138: any time let through can be made a datetime
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VERSION = 1  # raise it when a kind changes its fields: old cursors are then refused, not misread
_KINDS: tuple[type[Cursor], ...] = (EditionCursor, ArchiveCursor, NewestCursor)  # written by their place
_LONGEST_TEXT = 42  # base64 of one byte of version and kind, and three numbers of at most ten bytes


def encode(cursor: Cursor) -> str:
    """Return the cursor as base64url without padding: letters, digits, - and _.

    Raises ValueError unless every field is None, where that is allowed, or a whole number from 0 to `LARGEST`
    (`published`: to `LATEST`).
    """
    kind = type(cursor)
    if isinstance(cursor, ArchiveCursor) and (cursor.published is None) != (cursor.entry is None):
        raise ValueError("published and entry of a cursor go together")
    written = bytearray([_VERSION << 4 | _KINDS.index(kind)])
    for name, value in zip(cursor._fields, cursor, strict=True):
        may_be_none = name in kind._field_defaults
        largest = LATEST if name == "published" else LARGEST
        if value is None and may_be_none:
            value = -1
        elif type(value) is not int or not 0 <= value <= largest:
            raise ValueError(f"{name} of a cursor must be a whole number from 0 to {largest}, not {value!r}")
        written += _varint(value + may_be_none)  # None is written as 0, and n as n + 1 where it may be None
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode("ascii")


def decode(text: str) -> Cursor:
    """Return the cursor that `encode` wrote as `text`. Raises BadCursor for anything else."""
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise BadCursor("not a cursor: too long, or no text")
    try:
        first, *rest = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if first >> 4 != _VERSION:
            raise BadCursor("a cursor of another version")
        kind = _KINDS[first & 15]
        fields: list[Any] = []
        for name, number in zip(kind._fields, _numbers(rest), strict=True):
            may_be_none = name in kind._field_defaults
            fields.append(None if may_be_none and number == 0 else number - may_be_none)
        cursor = kind(*fields)
        # One cursor has one text: padding, needless zero bytes and numbers out of range are refused here.
        if encode(cursor) != text:
            raise BadCursor("not a cursor: written in another way")
    except (ValueError, IndexError) as error:
        raise BadCursor(f"not a cursor: {error}") from error
    return cursor


def to_micros(moment: datetime) -> int:
    """Return a time as cursors count it: in microseconds."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def to_moment(micros: int) -> datetime:
    """Return the time a cursor tells in microseconds."""
    return _EPOCH + timedelta(microseconds=micros)


def offset_after(ids: Iterable[Hashable], entry: Hashable | None) -> int:
    """Return the offset just after `entry` in an edition's ids; 0, the start, if it is not there."""
    return next((offset for offset, known in enumerate(ids, start=1) if known == entry), 0)


def _varint(number: int) -> bytes:
    """Seven bits a byte, lowest first; the high bit says that more follow."""
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


def _numbers(written: list[int]) -> list[int]:
    """Read varints one after the other. Raises ValueError if the last one is cut short."""
    numbers, number, shift = [], 0, 0
    for byte in written:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(number)
            number, shift = 0, 0
    if shift:
        raise ValueError("cut short")
    return numbers
