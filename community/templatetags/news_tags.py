"""What the head of every page says to a member: whether there is something new."""

from django import template
from django.template import Context

from community.models import Member, Notification

register = template.Library()


@register.simple_tag(takes_context=True)
def has_news(context: Context) -> bool:
    """Whether the reader was told something they have not marked as read.

    It came with their session (`accounts.MemberBackend`); one query of whoever came otherwise.
    """
    reader = context.get("user")
    if not isinstance(reader, Member):
        return False
    told = getattr(reader, "has_news", None)
    return Notification.objects.unread().filter(member=reader).exists() if told is None else told
