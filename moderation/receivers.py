"""What this room does when something happens elsewhere; each receiver makes one call."""

from django.dispatch import receiver

from community.models import Member, PostRevision
from community.signals import contribution_submitted, member_erased
from moderation import actions
from moderation.actions import erasing
from moderation.actions.cases import Target


@receiver(contribution_submitted)
def screen_contribution(contribution: Target, revision: PostRevision | None, **kwargs: object) -> None:
    """Judge what was handed in, in the transaction that stores it."""
    actions.screen(contribution, revision=revision)


@receiver(member_erased)
def forget_member(member: Member, **kwargs: object) -> None:
    erasing.forget_member(member)
