"""The buttons to follow and to keep, for whatever page shows a person, a product, a topic or a post.

Pages of signed-out visitors hold links instead: they are kept for everybody.
"""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from community.actions.following import Subject, kind_of
from community.models import Bookmark, Follow, Member, Post

register = template.Library()


@register.inclusion_tag("community/_follow.html", takes_context=True)
def follow_button(context: Context, subject: Subject, next: str = "") -> dict[str, Any]:
    """Follow `subject`, or no longer; nothing where it is oneself. `next`: where to go on, if not here."""
    reader = _reader(context)
    kind = kind_of(subject)
    name = subject.username if isinstance(subject, Member) else subject.slug
    address = reverse("community:follow", args=[kind, name])
    mine = Follow.objects.filter(follower=reader, **{kind: subject}) if reader else Follow.objects.none()
    return {
        **_frame(context, address, reader, next),
        "at": f"follow-{kind}-{name}",
        "name": subject.name,
        "is_oneself": subject == reader,
        "is_followed": reader is not None and mine.exists(),
    }


@register.inclusion_tag("community/_keep.html", takes_context=True)
def keep_button(context: Context, post: Post) -> dict[str, Any]:
    """Keep a post for later, or no longer."""
    reader = _reader(context)
    kept = reader is not None and Bookmark.objects.filter(member=reader, post=post).exists()
    return {**_frame(context, reverse("community:bookmark", args=[post.pk]), reader), "is_kept": kept}


def _reader(context: Context) -> Member | None:
    user = context.get("user")
    return user if isinstance(user, Member) else None


def _frame(context: Context, address: str, reader: Member | None, next: str = "") -> dict[str, Any]:
    request = context.get("request")
    return {
        "address": address,
        "next": next or (request.path if request else ""),
        "signed_in": reader is not None,
        "csrf_token": context.get("csrf_token"),
    }
