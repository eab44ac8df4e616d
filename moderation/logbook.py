"""The log as the desk searches it and admins take it along: ids, grounds and times, no words and no names."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from moderation.models import Decision, DecisionQuerySet

SHOWN = 50
CHUNK = 2_000
TARGETS = ("post", "comment", "member", "thread")
LARGEST = 2**63 - 1
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes a cell that begins with it for."""
COLUMNS = tuple(field.attname for field in Decision._meta.concrete_fields)


@dataclass(frozen=True)
class LogFilter:
    """What of the log somebody wants to see; empty fields leave nothing out."""

    action: str = ""
    ground: str = ""
    moderator: int | None = None
    by: str = ""
    since: date | None = None
    until: date | None = None
    target: str = ""
    number: int | None = None

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "LogFilter":
        """Return what a query string asks for; what makes no sense in it is left out."""

        def among(name: str, known: Any) -> str:
            value = sent.get(name, "")
            return value if value and value in known else ""

        return cls(
            action=among("action", Decision.Action.values),
            ground=among("ground", Decision.Ground.values),
            moderator=read_number(sent.get("moderator", "")),
            by=among("by", ("site", "people")),
            since=_day(sent.get("since", "")),
            until=_day(sent.get("until", "")),
            target=among("target", TARGETS),
            number=read_number(sent.get("number", "")),
        )

    def query(self, **more: object) -> str:
        """Return the query string that asks for this again, with "?", or "" for everything."""
        asked = {name: value for name, value in (asdict(self) | more).items() if value}
        return f"?{urlencode(asked)}" if asked else ""

    def apply(self, lines: DecisionQuerySet, zone: ZoneInfo) -> DecisionQuerySet:
        """Return those lines that fit; days are the brand's, both ends included."""
        wanted: dict[str, Any] = {
            "action": self.action or None,
            "ground": self.ground or None,
            "decided_by_id": self.moderator,
            "automated": {"site": True, "people": False}.get(self.by),
            "target": self.target or None,
            "target_id": self.number,
            "created_at__gte": datetime.combine(self.since, time(), zone) if self.since else None,
            "created_at__lt": (
                datetime.combine(self.until + timedelta(days=1), time(), zone) if self.until else None
            ),
        }
        return lines.filter(**{name: value for name, value in wanted.items() if value is not None})


def read_number(text: str) -> int | None:
    """Return a number of a row as somebody typed it, None for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return int(text) if 0 < int(text) <= LARGEST else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 9000 else None


def page_of(lines: DecisionQuerySet, before: int | None) -> tuple[list[Decision], int | None]:
    """Return `SHOWN` lines, newest first, and what the next ones stand before (None: there are no more)."""
    if before is not None:
        lines = lines.filter(pk__lt=before)
    found = list(lines.order_by("-pk")[: SHOWN + 1])
    return found[:SHOWN], found[SHOWN - 1].pk if len(found) > SHOWN else None


def as_csv(lines: DecisionQuerySet) -> Iterator[str]:
    """Yield the lines, oldest first, as rows of a file; never more than `CHUNK` of them in memory."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for row in _rows(lines):
        yield writer.writerow([plain_cell(value) for value in row])


def as_json(lines: DecisionQuerySet) -> Iterator[str]:
    """Yield the lines, oldest first, as one JSON list of objects."""
    before = "["
    for row in _rows(lines):
        yield before + json.dumps(dict(zip(COLUMNS, row, strict=True)), default=_iso)
        before = ",\n"
    yield "[]" if before == "[" else "]"


def plain_cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula; nothing in the log begins like one today."""
    text = "" if value is None else _iso(value) if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows(lines: DecisionQuerySet) -> Iterator[tuple[Any, ...]]:
    return lines.order_by("pk").values_list(*COLUMNS).iterator(chunk_size=CHUNK)


def _iso(value: Any) -> str:
    return value.isoformat()


class _Echo:
    """What `csv` writes to: it hands the row back."""

    def write(self, row: str) -> str:
        return row
