"""What the room does later. One line: the action is named, and may come twice, late, or for nothing."""

from celery import shared_task

from moderation import actions


@shared_task
def sweep_submitted() -> None:
    """Screen what a lost event left behind."""
    actions.sweep_submitted()
