"""Raising generations: the promise inside the transaction, the raise after it."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

import jobs
from pagecache import store
from pagecache.link import Unreachable

if TYPE_CHECKING:
    from pagecache.models import PendingRaise

# Rows worked off in one go by the sweep.
BATCH = 1000


def raise_generations(*names: str) -> None:
    """Make every kept page that shows one of `names` invalid as soon as this transaction has committed.

    Call it inside the transaction that changes what they show; a roll-back takes it back. The promise is a
    row, so a raise that Redis does not take is repeated by `sweep_raises`. It never fails for Redis's sake.
    TransactionManagementError outside a transaction: the change and the promise must stand or fall together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("raise_generations() needs a transaction around it")
    if not names or not settings.REDIS_URL:
        return  # Without Redis no page is ever kept.
    promised = _model().objects.bulk_create(_model()(name=name) for name in sorted(set(names)))
    transaction.on_commit(partial(_keep_promise, promised), robust=True)


def _model() -> "type[PendingRaise]":
    """Return the model; this module is part of the room's front door, imported before models are ready."""
    return apps.get_model("pagecache", "PendingRaise")


def _keep_promise(rows: "Sequence[PendingRaise]") -> bool:
    """Raise what the rows name, then delete them; False where Redis is away and the rows stay."""
    try:
        store.raise_names({row.name for row in rows})
    except Unreachable:
        return False
    # Only after the raise: a process that dies in between leaves a raise to be made twice, not never.
    _model().objects.filter(pk__in=[row.pk for row in rows]).delete()
    if settings.WAGTAILFRONTENDCACHE:
        from pagecache import tasks

        jobs.enqueue(tasks.purge_cdn)
    return True


def sweep_raises() -> int:
    """Make the raises that were promised and lost; return how many. One query when there are none."""
    if not settings.REDIS_URL:
        return 0
    made = 0
    while rows := list(_model().objects.order_by("pk")[:BATCH]):
        if not _keep_promise(rows):
            break
        made += len(rows)
    return made
