"""What the room does later. One line: the action is named, and may come twice, late, or for nothing."""

from celery import shared_task

from moderation import actions
from moderation.actions import answering, auditing


@shared_task
def sweep_submitted() -> None:
    """Screen what a lost event left behind."""
    actions.sweep_submitted()


@shared_task
def check_neutrality() -> None:
    """Look whether critics are treated like fans; the first time in a month only."""
    auditing.check_neutrality()


@shared_task
def forget_reporters() -> None:
    """Erase names and addresses of who reported, once nothing can come of it any more."""
    answering.forget_reporters()
