"""A calendar of placements by week: rows that are packed so that nothing lies on anything else. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Span:
    """Something from its first to its last day (None: without end)."""

    what: Any
    first: date
    last: date | None


@dataclass(frozen=True)
class Cell:
    """A stretch of weeks in a row: empty, or one span and whether it goes on outside the calendar."""

    weeks: int
    what: Any = None
    begins_before: bool = False
    goes_on: bool = False


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def rows_of(spans: Iterable[Span], start: date, weeks: int) -> list[list[Cell]]:
    """Pack spans into as few rows as they need, of `weeks` weeks from the Monday `start`; earliest first."""
    rows: list[tuple[int, list[Cell]]] = []
    for span in sorted(spans, key=lambda one: (one.first, one.last or date.max)):
        first = max(0, (span.first - start) // WEEK)
        last = weeks - 1 if span.last is None else min(weeks - 1, (span.last - start) // WEEK)
        if first > weeks - 1 or last < 0:
            continue
        cell = Cell(
            weeks=last - first + 1,
            what=span.what,
            begins_before=span.first < start,
            goes_on=span.last is None or span.last >= start + weeks * WEEK,
        )
        number = next((at for at, (free, _row) in enumerate(rows) if free <= first), None)
        if number is None:
            number = len(rows)
            rows.append((0, []))
        free, row = rows[number]
        gap = [Cell(first - free)] if first > free else []
        rows[number] = (last + 1, [*row, *gap, cell])
    return [[*row, Cell(weeks - free)] if free < weeks else row for free, row in rows]
