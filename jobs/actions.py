"""What the machinery records about itself."""

from datetime import timedelta

from django.utils import timezone

from jobs.models import Heartbeat


def beat_heart(name: str = Heartbeat.WORKER) -> None:
    """Record that the part called `name` is at work now: one upsert, safe from any number of workers."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def heartbeat_age(name: str = Heartbeat.WORKER) -> timedelta | None:
    """Return how long ago the part was last seen at work, None if never."""
    last = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return None if last is None else timezone.now() - last
