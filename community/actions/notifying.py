"""Telling members things: a row now, a mail when the row says so."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.actions.mentioning import named_in
from community.models import Comment, Member, Notification, Post


@transaction.atomic
def notify(
    member: Member,
    kind: str,
    *,
    post: Post | None = None,
    comment: Comment | None = None,
    facts: dict[str, Any] | None = None,
    by_mail: bool = True,
    after: timedelta = timedelta(0),
) -> Notification:
    """Tell `member` something in the site at once, and by mail once `after` has passed."""
    return Notification.objects.create(
        member=member,
        kind=kind,
        post=post,
        comment=comment,
        facts=facts or {},
        by_mail=by_mail,
        send_after=timezone.now() + after,
    )


def tell_of_comment(comment: Comment) -> None:
    """Tell those who are answered (the author of the post, and of the comment that is replied to) and those
    who are named in it; each once, however often the comment is edited or comes back."""
    kinds = Notification.Kind
    told = set(
        Notification.objects.filter(comment=comment, kind__in=(kinds.COMMENT, kinds.MENTION)).values_list(
            "member", flat=True
        )
    )
    answered = [source.author for source in (comment.post, comment.parent) if source is not None]
    for kind, members in ((kinds.COMMENT, answered), (kinds.MENTION, named_in(comment.body))):
        for member in members:
            if member.pk not in told | {comment.author_id}:
                told.add(member.pk)
                notify(member, kind, comment=comment)


@transaction.atomic
def cancel_notifications(*ids: int) -> int:
    """Take back what was not mailed yet; returns how many were."""
    return Notification.objects.filter(pk__in=ids, mailed_at=None, claimed_at=None, cancelled_at=None).update(
        cancelled_at=timezone.now()
    )


@transaction.atomic
def mark_read(member: Member) -> int:
    """Note that a member has seen all they were told; returns how many were new."""
    return Notification.objects.unread().filter(member=member).update(read_at=timezone.now())
