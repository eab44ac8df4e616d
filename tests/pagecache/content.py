"""The content of the small site: a row with a number in it, and the action that changes it."""

from datetime import UTC, datetime

from django.db import transaction

from jobs.models import Heartbeat
from pagecache import raise_generations


def publish(name: str, number: int) -> None:
    """Write the number into the row and raise what shows it, as every action of the site does."""
    with transaction.atomic():
        Heartbeat.objects.update_or_create(name=name, defaults={"at": datetime.fromtimestamp(number, UTC)})
        raise_generations(f"post:{name}")
