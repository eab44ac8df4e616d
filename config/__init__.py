"""Where the rooms are put together: settings, addresses, servers. Nobody imports from here."""

# Celery's `@shared_task` binds to the application that was made last; importing it here makes sure that
# a web process, a worker and a management command all publish through the same one.
from config.celery import app as celery_app

__all__ = ["celery_app"]
