"""The one task of this room."""

from celery import shared_task

from jobs import actions


@shared_task
def beat_heart() -> None:
    """Record that beat, the broker and a worker are doing their share."""
    actions.beat_heart()
