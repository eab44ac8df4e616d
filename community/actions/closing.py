"""Closing a thread for a reason everybody reads. Nothing in it is hidden by that."""

from django.db import transaction
from wagtail.models import Page

from community.actions.refusals import MayNotClose
from community.generations import thread_generation
from community.models import Closure, Member, Post
from community.roles import may_close
from pagecache import raise_generations


@transaction.atomic
def close_thread(place: Post | Page, *, by: Member, reason: str) -> Closure:
    """Let nobody add to a thread any more. One that is closed stays so, for the first reason.

    Raises `MayNotClose`.
    """
    if not may_close(by, place):
        raise MayNotClose
    key = {"post": place} if isinstance(place, Post) else {"translation_key": place.translation_key}
    closure, _is_new = Closure.objects.get_or_create(**key, defaults={"reason": reason, "closed_by": by})
    raise_generations(thread_generation(place))
    return closure


@transaction.atomic
def reopen_thread(place: Post | Page, *, by: Member) -> None:
    """Let people answer again. Raises `MayNotClose`."""
    if not may_close(by, place):
        raise MayNotClose
    Closure.objects.of(place).delete()
    raise_generations(thread_generation(place))
