"""Handing in comments, and changing them while they are new."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from community import signals
from community.actions.accepting import check_accepted
from community.actions.mentioning import render_comment
from community.actions.refusals import MayNotWrite, NotYours, ThreadClosed, TooLateToEdit
from community.actions.states import lock, withdraw
from community.models import Closure, Comment, Member, Post
from community.models.posts import State
from community.sanitize import RENDER_VERSION
from community.states import check_step
from community.words.language import detect


@transaction.atomic
def submit_comment(
    *,
    by: Member,
    body: str,
    post: Post | None = None,
    page: Page | None = None,
    parent: Comment | None = None,
    key: uuid.UUID | None = None,
    is_update: bool = False,
) -> Comment:
    """Hand in a comment on a post or an editorial page. The same `key` twice is one comment.

    An update (of `submit_update`) is part of its review: a closed thread does not keep it out.
    Raises `MayNotWrite`, `AcceptFirst`, `ThreadClosed`, and `ValueError` for words the sanitiser cannot take.
    """
    key = key or uuid.uuid4()
    if existing := Comment.objects.filter(uuid=key, author=by).first():
        return existing
    # Read anew, locked: a ban lists what there is, and nothing is added behind its back.
    by = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not by.may_write:
        raise MayNotWrite(by)
    check_accepted(by)
    comment = Comment(
        author=by,
        post=post,
        page=page,
        parent=parent,
        is_update=is_update,
        uuid=key,
        body=body,
        body_html=render_comment(body),
        render_version=RENDER_VERSION,
        language=detect(body) or by.language,
        brand_role=by.brand_role,
        by_brand=by.by_brand,
        submitted_at=timezone.now(),
    )
    if not is_update and (closure := Closure.objects.of(comment.place).first()):
        raise ThreadClosed(closure.reason)
    try:
        with transaction.atomic():
            comment.save()
    except IntegrityError:
        # Pressed twice: the other press came first.
        if same := Comment.objects.filter(uuid=key, author=by).first():
            return same
        raise
    return _hand_in(comment)


@transaction.atomic
def edit_comment(comment: Comment, *, by: Member, body: str) -> Comment:
    """Change one's comment while it is new, or one the desk has returned; it is checked as a new one is.

    The same words again change nothing. Raises `NotYours`, `MayNotWrite`, `AcceptFirst`, `TooLateToEdit`,
    and `ValueError` for words the sanitiser cannot take.
    """
    # As for a new one; before the comment, as whoever bans locks them.
    by = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    comment = lock(comment)
    if comment.author_id != by.pk:
        raise NotYours
    if not by.may_write:
        raise MayNotWrite(by)
    if comment.body == body and comment.is_public:
        return comment
    check_accepted(by)
    if not comment.is_editable:
        raise TooLateToEdit
    if comment.is_public:
        # Off the page until the new words are checked, which is at once for most.
        comment = withdraw(comment, by=by)
    check_step(comment.state, State.SUBMITTED)
    comment.state = State.SUBMITTED
    comment.body, comment.body_html, comment.render_version = body, render_comment(body), RENDER_VERSION
    comment.language = detect(body) or by.language
    comment.edited_at = comment.submitted_at = timezone.now()
    comment.save()
    return _hand_in(comment)


def _hand_in(comment: Comment) -> Comment:
    signals.contribution_submitted.send(sender=Comment, contribution=comment, revision=None)
    comment.refresh_from_db()
    return comment
