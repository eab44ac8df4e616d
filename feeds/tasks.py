"""When feeds work: each task looks into the database for what there is to do."""

from celery import shared_task

from feeds import actions
from feeds.actions import announcing, filling, reconciling


@shared_task
def catch_up() -> None:
    actions.catch_up()


@shared_task
def plan_dirty_feeds() -> None:
    actions.plan_next_feeds()


@shared_task
def count_exposures() -> None:
    actions.count_exposures()


@shared_task(slow=True)
def drop_old_editions() -> None:
    actions.drop_old_editions()


@shared_task(slow=True)
def fill_feeds() -> None:
    filling.fill_feeds()


@shared_task(slow=True)
def announce_feeds() -> None:
    announcing.announce_feeds()


@shared_task(slow=True)
def reconcile_feeds(after: int = 0) -> None:
    reconciling.reconcile_next(after)
