"""The card of a member's first visit, for the pages where they land."""

from typing import Any

from django import template
from django.template import Context

from community.welcome import invitations_for, is_to_be_welcomed

register = template.Library()


@register.inclusion_tag("community/_welcome.html", takes_context=True)
def welcome_card(context: Context, at: str = "home") -> dict[str, Any]:
    """What can be done here, for a newcomer; nothing for anybody else, visitors included.

    `at` is "home" or "hub": where they find themselves again once they put it away.
    """
    reader = context.get("user")
    if reader is None or not is_to_be_welcomed(reader):
        return {}
    return {
        "invitations": invitations_for(reader),
        "name": reader.name,
        "brand": context.get("brand"),
        "at": at,
        "csrf_token": context.get("csrf_token"),
    }
