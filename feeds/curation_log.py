"""The log of curation as marketers read it, and which of its lines can be undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from feeds.models import Feed, PlacementChange

PAGE = 50


@dataclass(frozen=True)
class LogLine:
    """One change; `was` and `became` are slots in words, `until` is the end where that is what changed."""

    change: PlacementChange
    was: str
    became: str
    until: datetime | None
    is_until_changed: bool
    can_undo: bool


def log_of(feed: Feed | None = None, *, limit: int = PAGE, below: int = 0) -> list[LogLine]:
    """Return the latest changes of a feed, or of all: one query."""
    rows = (
        PlacementChange.objects.with_what_followed()
        .order_by("-pk")
        .select_related(
            "by",
            "feed__product",
            "feed__topic",
            "placement__post__public_revision",
            "placement__page",
            "undone_by",
        )
    )
    if feed is not None:
        rows = rows.filter(feed=feed)
    if below:
        rows = rows.filter(pk__lt=below)
    return [_line(row) for row in rows[:limit]]


def _line(change: PlacementChange) -> LogLine:
    before = change.before or {}
    return LogLine(
        change=change,
        was=_place(change.before) if change.what == PlacementChange.What.MOVED else "",
        became=_place(change.after) if change.after["stands"] else "",
        until=parse_datetime(change.after["ends_at"]) if change.after["ends_at"] else None,
        is_until_changed=bool(before) and before["ends_at"] != change.after["ends_at"],
        can_undo=_can_undo(change),
    )


def _place(terms: dict[str, Any] | None) -> str:
    if terms is None:
        return ""
    return _("slot %(slot)d") % {"slot": terms["slot"]} if terms["slot"] else _("without a slot")


def _can_undo(change: PlacementChange) -> bool:
    """Whether undoing would do something: not what the author did, nothing twice, nothing changed since, and
    nothing brought back that its author took down."""
    is_undone = getattr(change, "undone_by", None) is not None
    is_brought_back = change.before is not None and change.before["stands"]
    return (
        change.what != PlacementChange.What.DECLINED
        and not is_undone
        and not change.is_followed  # type: ignore[attr-defined]
        and not (is_brought_back and change.is_declined)  # type: ignore[attr-defined]
        and change.placement.terms == change.after
    )
