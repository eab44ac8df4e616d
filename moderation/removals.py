"""When the desk last took something of somebody's down: what the level of members is reckoned with."""

from datetime import datetime

from django.db.models import Max, Q

from community.models import Comment, Post
from community.models.posts import State
from moderation.models import Decision


def taken_down(since: datetime) -> dict[int, datetime]:
    """Return by member when something of theirs was last removed since then and is still down: one query."""
    still_down = Q()
    for name, model in (("post", Post), ("comment", Comment)):
        removed = model._default_manager.filter(state=State.REMOVED).values("pk")
        still_down |= Q(target=name, target_id__in=removed)
    rows = Decision.objects.standing().filter(still_down, action=Decision.Action.REMOVE, created_at__gt=since)
    return dict(rows.order_by().values_list("author_id").annotate(at=Max("created_at")))
