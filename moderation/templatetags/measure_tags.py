"""What pages and mails of lower rooms say of a measure on a member."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context

from community.models import Member
from moderation.actions.measures import in_force
from moderation.statement_links import statement_address

register = template.Library()


@register.inclusion_tag("moderation/_pause_note.html", takes_context=True)
def pause_note(context: Context) -> dict[str, Any]:
    """Tell a paused member, on every page but the statement itself, until when and where it says why.

    No query for anybody else.
    """
    member = context.get("user")
    if member is None or not member.is_authenticated or not member.is_paused:
        return {}
    decision = in_force(member)
    address = statement_address(decision) if decision else ""
    if address and context["request"].path == address:
        return {}
    return {"until": member.paused_until, "address": address, "brand": context.get("brand")}


@register.simple_tag
def ban_of(email: str) -> str:
    """Return the whole address of the statement for a banned member's mail address; "" for anybody else's."""
    member = Member.objects.filter(email__iexact=email).exclude(banned_at=None).first()
    decision = in_force(member) if member else None
    return settings.SITE_URL + statement_address(decision) if decision else ""
