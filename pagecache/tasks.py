"""The sweep of this room."""

from celery import shared_task

from pagecache import generations


@shared_task
def sweep_raises() -> None:
    """Repeat the raises that Redis did not take when they were due."""
    generations.sweep_raises()
