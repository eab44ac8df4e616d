"""When feeds work: each task looks into the database for what there is to do."""

from celery import shared_task

from feeds import actions
from feeds.models import PendingSync


@shared_task
def sync_post(post_id: int) -> None:
    actions.sync_post(post_id)


@shared_task
def sync_page(page_id: int) -> None:
    actions.sync_page(page_id)


@shared_task
def plan_dirty_feeds() -> None:
    actions.plan_due_feeds()


@shared_task
def sweep_syncs() -> None:
    """Find what a lost message left behind."""
    for post_id, page_id in PendingSync.objects.order_by("asked_at").values_list("post", "page")[:500]:
        actions.sync_source(post_id, page_id)


@shared_task(slow=True)
def reconcile_feeds() -> None:
    actions.reconcile()
