"""The Celery application: `celery -A config worker -Q now,slow` and `celery -A config beat`.

`CELERY_BROKER_URL` and `CELERY_BEAT_SCHEDULE` come from the settings; everything else stands here,
because an operator has no reason to change it.
"""

import os
from pathlib import Path
from typing import Any

from celery import Celery, signals
from django.conf import settings
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Seconds after which a task is asked to stop, and is killed.
SOFT_LIMIT, HARD_LIMIT = 60, 90


def configuration() -> dict[str, Any]:
    """Return what does not come from the settings; read late, because the settings import this package."""
    return {
        "timezone": "UTC",
        "enable_utc": True,
        # A message is a name and a few ids. JSON cannot carry anything that runs.
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_ignore_result": True,
        # "now" is what a person waits for (screening, syncing, planning), "slow" is what talks to the
        # outside or works on pictures. A queue nobody reads is refused.
        "task_default_queue": "now",
        "task_routes": [route_slow_work],
        "task_queues": [Queue(name, Exchange(name), routing_key=name) for name in ("now", "slow")],
        "task_create_missing_queues": False,
        # A task whose worker dies is delivered again. Every task here is safe to run twice.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_soft_time_limit": SOFT_LIMIT,
        "task_time_limit": HARD_LIMIT,
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 1000,
        "worker_hijack_root_logger": False,
        "worker_enable_remote_control": False,
        # The broker may go away at any time, also at start; the worker goes on asking.
        "broker_connection_timeout": 2,
        "broker_connection_retry": True,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": transport_options(),
        "beat_schedule_filename": str(settings.DATA_DIR / "beat-schedule"),
    }


def route_slow_work(name: str, *sending: Any, task: Any = None, **kwargs: Any) -> dict[str, str] | None:
    """Route a task that says `slow=True` of itself; a router of Celery's, which says None for the default."""
    return {"queue": "slow"} if getattr(task, "slow", False) else None


def transport_options() -> dict[str, Any]:
    """Return the options of the transport that CELERY_BROKER_URL names."""
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        return _folders(settings.DATA_DIR / "broker")
    return {
        # A killed worker's message comes back after this many seconds. It must exceed the hard limit, or a
        # slow task would run twice at once; twice over, as one message may wait behind another.
        "visibility_timeout": 2 * HARD_LIMIT + 120,
        # Read "now" before "slow" each time, instead of in turns: the order is that of the alphabet.
        "queue_order_strategy": "sorted",
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }


def _folders(root: Path) -> dict[str, Any]:
    """Make and return the folders of kombu's broker for machines without Redis."""
    messages, control = root / "messages", root / "control"
    for folder in (messages, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
    }


@signals.setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Answer Celery's question about logging: Django has set it up already."""


app = Celery("alongside")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(configuration)
app.autodiscover_tasks()
