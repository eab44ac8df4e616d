"""The one task of this room."""

from celery import shared_task
from celery.signals import worker_ready

from jobs import actions
from jobs.publishing import publish


@shared_task
def beat_heart() -> None:
    """Record that beat, the broker and a worker are doing their share."""
    actions.beat_heart()


@worker_ready.connect
def beat_at_once(**kwargs: object) -> None:
    """Let a worker that has just started show it through the broker, instead of at beat's next turn."""
    publish(beat_heart)
