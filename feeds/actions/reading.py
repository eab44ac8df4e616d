"""What members leave behind as they read: the time of their visit, and a choice."""

from django.db import transaction
from django.utils import timezone

from community.models import Member
from feeds.models import Reader
from feeds.models.readers import VISIT


@transaction.atomic
def begin_visit(member: Member) -> None:
    """Keep that a visit begins now, and when the one before it did; within a visit it writes nothing."""
    now = timezone.now()
    reader = Reader.objects.select_for_update(no_key=True).filter(member=member).first()
    if reader is None:
        Reader.objects.bulk_create([Reader(member=member, came_at=now)], ignore_conflicts=True)
    elif reader.came_at < now - VISIT:
        reader.came_before_at, reader.came_at = reader.came_at, now
        reader.save(update_fields=["came_before_at", "came_at"])


@transaction.atomic
def prefer_followed(member: Member, *, wanted: bool) -> None:
    """Let what is about products a member follows come more often on their front page, or no longer."""
    Reader.objects.update_or_create(
        member=member, defaults={"prefers_followed": wanted}, create_defaults={"prefers_followed": wanted}
    )
