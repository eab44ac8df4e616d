"""What the head of every page says to a member: whether there is something new."""

from django import template
from django.template import Context

from community.models import Member, Notification

register = template.Library()


@register.simple_tag(takes_context=True)
def has_news(context: Context) -> bool:
    """Whether the reader was told something they have not marked as read: one query, none for visitors."""
    reader = context.get("user")
    return isinstance(reader, Member) and Notification.objects.unread().filter(member=reader).exists()
