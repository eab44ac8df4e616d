"""The worker's heartbeat, kept in the database so that it can be read while Redis is away."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def fresh(self) -> Self:
        """Hearts that beat within the last `Heartbeat.FRESH`."""
        return self.filter(at__gt=timezone.now() - Heartbeat.FRESH)


class Heartbeat(models.Model):
    """When a part of the machinery was last seen at work; one row for each part.

    It is written by a task that beat sends every ten seconds, so a fresh row says that beat, the broker,
    a worker and the database have all done their share.
    """

    WORKER = "worker"
    # Four missed beats: a worker that is restarted, or busy with one long task, is not yet dead.
    FRESH = timedelta(seconds=45)

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
