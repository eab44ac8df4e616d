"""What a reviewer says of their review months later."""

from typing import Any

from django import template
from django.template import Context

from community.actions.updates import is_open
from community.models import Comment, Post
from community.months import months_between

register = template.Library()


@register.inclusion_tag("community/_review_update.html", takes_context=True)
def update_of(context: Context, post: Post) -> dict[str, Any]:
    """Print the update of a public review, or invite its author to write one; one query, for a review only.

    A page that prints the thread as well goes stale with it (`comments:<id>`).
    """
    user = context["request"].user
    if post.kind != Post.Kind.REVIEW or not post.is_public:
        return {"update": None, "may_write": False}
    is_author = post.author_id == user.pk
    rows = Comment.objects.filter(post=post, is_update=True)
    update = rows.seen_by(user if is_author else None).first()
    return {
        "update": update,
        "months": months_between(post.published_at, update.created_at) if update and post.published_at else 0,
        "may_write": update is None and is_author and user.may_write and is_open(post),
        "post": post,
        "user": user,
        "request": context["request"],
    }
