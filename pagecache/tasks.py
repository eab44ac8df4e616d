"""The sweep of this room."""

from celery import shared_task

from pagecache import generations, purging


@shared_task
def sweep_raises() -> None:
    """Repeat the raises that Redis did not take when they were due."""
    generations.sweep_raises()


@shared_task(slow=True)
def purge_cdn() -> None:
    """Have a CDN forget what has gone stale."""
    purging.purge_stale()
