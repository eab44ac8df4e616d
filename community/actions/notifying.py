"""Telling members things: a row now, a mail when the row says so and the member wants one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from community.actions.mentioning import named_in
from community.mail.mornings import next_monday, next_morning
from community.models import Comment, ExpertAsked, MailChoice, Member, Notification, Post
from community.models.mailings import Pace
from content.brand import current_brand


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
    """Tell `member` something in the site at once, and by mail as they chose, once `after` has passed."""
    pace = MailChoice.objects.pace_of(member, kind) if by_mail else Pace.NEVER
    return Notification.objects.create(
        member=member,
        kind=kind,
        post=post,
        comment=comment,
        facts=facts or {},
        **mail_columns(pace, timezone.now() + after),
    )


@transaction.atomic
def notify_many(
    members: QuerySet[Member],
    kind: str,
    *,
    post: Post,
    facts_in: Callable[[str], dict[str, Any]],
) -> int:
    """Tell all of these members one thing about a post, each by mail as they chose; returns how many.

    The text is made from `facts_in(language)`. One query for a thousand members, and two beside it.
    """
    chosen = MailChoice.objects.filter(kind=kind, member__in=members.order_by().values("pk"))
    paces = dict(chosen.values_list("member", "pace"))
    now = timezone.now()
    columns = {pace: mail_columns(pace, now) for pace in Pace}
    facts = {code: facts_in(code) for code, _name in settings.LANGUAGES}
    rows = [
        Notification(
            member_id=pk,
            kind=kind,
            post=post,
            facts=facts.get(language) or facts[settings.LANGUAGE_CODE],
            **columns[Pace(paces.get(pk, Pace.AT_ONCE))],
        )
        for pk, language in members.values_list("pk", "language")
    ]
    return len(Notification.objects.bulk_create(rows, batch_size=1000))


@transaction.atomic
def notify_each(told: dict[Member, dict[str, Any]], kind: str, *, is_owed: bool = False) -> None:
    """Tell each of these members something of their own, by mail as they chose: two queries for them all.

    What `is_owed` is mailed at once, whatever they chose.
    """
    paces = MailChoice.objects.paces_of_all(told, kind)
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(
            member=member,
            kind=kind,
            facts=facts,
            **mail_columns(Pace.AT_ONCE if is_owed else paces[member.pk], now),
        )
        for member, facts in told.items()
    )


def mail_columns(pace: Pace, at: datetime) -> dict[str, Any]:
    """Return the columns of a notification that is ready at `at`: whether and when it is mailed."""
    if pace == Pace.NEVER:
        return {"by_mail": False, "pace": Pace.AT_ONCE, "send_after": at}
    if pace == Pace.AT_ONCE:
        return {"by_mail": True, "pace": pace, "send_after": at}
    zone = current_brand().settings.zone
    morning = next_morning(at, zone) if pace == Pace.DAILY else next_monday(at, zone)
    return {"by_mail": True, "pace": pace, "send_after": morning}


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


def tell_expert(asked: ExpertAsked) -> None:
    """Tell an expert of a public question that was sent to them; once, however often it comes back."""
    kind, post = Notification.Kind.EXPERT, asked.post
    if not Notification.objects.filter(kind=kind, post=post, member=asked.expert).exists():
        notify(asked.expert, kind, post=post)


def tell_experts(question: Post) -> None:
    """Tell those a question was sent to while it waited."""
    if question.kind == Post.Kind.QUESTION:
        for asked in question.experts_asked.select_related("expert"):
            tell_expert(asked)


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
