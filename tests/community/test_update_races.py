"""How does it hold up, asked and answered twice at once. PostgreSQL only."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from community.actions.updates import UpdateStands, ask_how_they_hold_up, submit_update
from community.models import Comment, Notification, Post
from tests.factories import make_post
from tests.racing import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_worker"),
]
ROUNDS = 10


def make_review():
    review = make_post(kind="review")
    long_ago = timezone.now() - timedelta(days=200)
    Post.objects.filter(pk=review.pk).update(published_at=long_ago, may_be_asked=True)
    review.refresh_from_db()
    return review


def test_two_sweeps_ask_once():
    for _ in range(ROUNDS):
        review = make_review()
        at_once(ask_how_they_hold_up, ask_how_they_hold_up)
        assert Notification.objects.filter(kind="holds_up", post=review).count() == 1


def test_of_two_updates_one_stands():
    for _ in range(ROUNDS):
        review = make_review()
        say = partial(submit_update, review, by=review.author)
        at_once(partial(say, body="As then."), partial(say, body="Worn."), refusals=(UpdateStands,))
        assert Comment.objects.filter(post=review, is_update=True).count() == 1
