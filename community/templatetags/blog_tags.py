"""What a profile shows of its member's own blogs."""

from django import template

from community.models import Blog, Member

register = template.Library()


@register.inclusion_tag("community/_blogs.html")
def blogs_of(member: Member) -> dict[str, list[Blog]]:
    """The proved blogs that something public came from, each linking as the member's own (rel="me")."""
    return {"blogs": list(member.blogs.in_public().order_by("pk"))}
