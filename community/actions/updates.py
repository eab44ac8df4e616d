"""How does it hold up? Reviewers who agreed are asked once, six months on; the answer stands below it.

The update is a comment of its author's (`is_update`), so it is screened, edited and taken back as any is.
"""

import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.actions.commenting import submit_comment
from community.actions.notifying import notify
from community.actions.refusals import NotYours, Refused
from community.actions.states import lock
from community.models import Comment, Member, Notification, Post
from community.months import months_after, months_before, months_between

ASKED_AFTER, OPEN_AFTER = 6, 3
"""Months after a review is published when its author is asked, and from when on they may write unasked."""
BATCH = 200


class TooEarly(Refused):
    def __init__(self, review: Post) -> None:
        day = date_format(months_after(review.published_at or timezone.now(), OPEN_AFTER), "DATE_FORMAT")
        super().__init__(_("It is too early to tell: you can write this from %(day)s on.") % {"day": day})


class UpdateStands(Refused):
    """`update` is the one there is."""

    def __init__(self, update: Comment) -> None:
        self.update = update
        super().__init__(_("You have said so already: there is one update to a review."))


def is_open(review: Post) -> bool:
    """Whether it is time for an update: the review is public, and has been for three months."""
    opens = months_before(timezone.now(), OPEN_AFTER)
    is_old = review.published_at is not None and review.published_at <= opens
    return review.kind == Post.Kind.REVIEW and review.is_public and is_old


def check_may_update(review: Post, *, by: Member) -> None:
    """Raise `NotYours`, `TooEarly` or `UpdateStands` where `by` can write no update of a public review."""
    if review.author_id != by.pk:
        raise NotYours
    if not is_open(review):
        raise TooEarly(review)
    if update := Comment.objects.standing_updates().filter(post=review).first():
        raise UpdateStands(update)


@transaction.atomic
def submit_update(review: Post, *, by: Member, body: str, key: uuid.UUID | None = None) -> Comment:
    """Hand in what a reviewer says later. The same `key` twice is one update.

    Raises `NotYours`, `TooEarly`, `UpdateStands`, and what `submit_comment` raises.
    """
    review = lock(review)
    key = key or uuid.uuid4()
    if existing := Comment.objects.filter(uuid=key, author=by, is_update=True).first():
        return existing
    check_may_update(review, by=by)
    update = submit_comment(by=by, body=body, post=review, key=key, is_update=True)
    asked = Notification.objects.filter(kind=Notification.Kind.HOLDS_UP, post=review, mailed_at=None)
    asked.filter(claimed_at=None, cancelled_at=None).update(cancelled_at=timezone.now())
    return update


def ask_how_they_hold_up() -> int:
    """Ask the authors of reviews that are six months old now; returns how many were asked. Each only once."""
    due = Post.objects.to_ask(months_before(timezone.now(), ASKED_AFTER)).order_by("published_at", "pk")
    return sum(_ask(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _ask(pk: int) -> bool:
    """Ask about one review, unless it is in other hands right now, or was asked about meanwhile."""
    rows = Post.objects.to_ask(months_before(timezone.now(), ASKED_AFTER)).filter(pk=pk)
    rows = rows.select_for_update(no_key=True, of=("self",), skip_locked=True)
    review = rows.select_related("author").first()
    if review is None:
        return False
    review.asked_at = timezone.now()
    review.save(update_fields=["asked_at"])
    months = months_between(review.published_at or review.asked_at, review.asked_at)
    with translation.override(review.author.language):
        facts = {"address": reverse("community:update", args=[review.pk]), "months": months}
    notify(review.author, Notification.Kind.HOLDS_UP, post=review, facts=facts)
    return True
