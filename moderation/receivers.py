"""What this room does when something happens elsewhere; each receiver makes one call."""

from django.dispatch import receiver

from community.models import PostRevision
from community.signals import contribution_submitted
from moderation import actions
from moderation.actions.cases import Target


@receiver(contribution_submitted)
def screen_contribution(contribution: Target, revision: PostRevision | None, **kwargs: object) -> None:
    """Judge what was handed in, in the transaction that stores it."""
    actions.screen(contribution, revision=revision)
