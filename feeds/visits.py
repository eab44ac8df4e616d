"""When a member was here last, and how they want the front page: read along with a feed, at no query more."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Subquery
from django.utils import timezone

from feeds.models import Feed, Reader
from feeds.models.readers import VISIT

COLUMNS = ("came_at", "came_before_at", "prefers_followed")


@dataclass(frozen=True)
class Visit:
    """A member's present visit; `before` is when the one before it began, None for the first."""

    member_id: int
    before: datetime | None = None
    prefers_followed: bool = False


def with_reader(feeds: QuerySet[Feed], member_id: int) -> QuerySet[Feed]:
    """Have these rows bring along what is kept of the member who reads."""
    reader = Reader.objects.filter(member=member_id)
    return feeds.annotate(**{f"reader_{name}": Subquery(reader.values(name)) for name in COLUMNS})


def visit_at(feed: Feed, member_id: int) -> tuple[Visit, bool]:
    """Return the visit of whom a feed was read for, and whether it only begins now and is to be kept."""
    came_at, before, prefers = (vars(feed)[f"reader_{name}"] for name in COLUMNS)
    begins = came_at is None or came_at < timezone.now() - VISIT
    return Visit(member_id, came_at if begins else before, bool(prefers)), begins
