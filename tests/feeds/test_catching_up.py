"""Whatever changes is worked off: in batches, home first, once for many, and without a message too."""

import json
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from community.models import Post
from feeds import actions, outbox, tasks
from feeds.actions.catching_up import SOURCES
from feeds.actions.syncing import sync_free_posts
from feeds.models import Edition, Feed, FeedEntry, PendingSync
from jobs import publishing
from tests.factories import make_post, make_product, make_story, plan_feeds

pytestmark = pytest.mark.django_db


def waiting() -> list[str]:
    """The tasks that wait for a worker."""
    messages = redis.from_url(settings.REDIS_URL).lrange("now", 0, -1)
    return [json.loads(message)["headers"]["task"].removeprefix("feeds.tasks.") for message in messages]


def is_on_front(post: Post) -> bool:
    feed = Feed.objects.get(slug="home", language="en")
    on_front = [row[0] for row in feed.current_edition.slots] if feed.current_edition else []
    return FeedEntry.objects.filter(post=post, pk__in=on_front).exists()


@pytest.mark.usefixtures("no_worker")
class TestABurst:
    @pytest.fixture
    def burst(self) -> list[int]:
        """More posts than one go takes, all waiting; ids in the order they came."""
        posts = [make_post() for _number in range(SOURCES + 10)]
        return [post.pk for post in posts]

    def test_half_of_a_batch_is_what_came_last_and_half_what_waits_longest(self, burst):
        actions.catch_up()
        left = list(PendingSync.objects.order_by("pk").values_list("post", flat=True))
        assert left == burst[SOURCES // 2 : -SOURCES // 2]

    def test_a_batch_costs_the_same_however_many_are_in_it(self, burst, django_assert_max_num_queries):
        # Without the planning, which joins in as soon as a feed has settled.
        with django_assert_max_num_queries(45):
            sync_free_posts(burst[:SOURCES])
        assert FeedEntry.objects.filter(feed__slug="home", feed__language="en").count() == SOURCES

    def test_what_is_public_no_longer_leaves_and_what_nobody_asked_for_stays_as_it_is(self):
        gone, other, there = make_post(), make_post(), make_post()
        plan_feeds()
        FeedEntry.objects.filter(post__in=[other, there]).update(key=1)
        Post.objects.filter(pk=gone.pk).update(in_feeds=False, in_feeds_reason="stub")
        for post in (gone, there):
            outbox.request_sync(post_id=post.pk)
        sync_free_posts([gone.pk, other.pk, there.pk])
        assert not PendingSync.objects.exists()
        assert not FeedEntry.objects.filter(post=gone).exists()
        assert set(FeedEntry.objects.filter(post=other).values_list("key", flat=True)) == {1}
        assert not FeedEntry.objects.filter(post=there, key=1).exists()

    def test_what_is_left_asks_for_another_go_until_nothing_is(
        self, burst, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            actions.catch_up()
        assert sorted(waiting()) == ["catch_up", "plan_dirty_feeds"]
        actions.catch_up()
        assert not PendingSync.objects.exists()
        redis.from_url(settings.REDIS_URL).flushall()
        with django_capture_on_commit_callbacks(execute=True):
            actions.catch_up()
        assert waiting() == []

    def test_a_post_of_the_moment_stands_on_the_front_page_while_the_burst_is_worked_off(self, burst):
        post = make_post()
        actions.catch_up()
        actions.plan_next_feeds()
        assert PendingSync.objects.count() == len(burst) + 1 - SOURCES
        assert is_on_front(post)

    def test_home_is_planned_before_what_waits_longer(self):
        for number in range(12):
            make_post(product=make_product(f"p{number}"))
        plan_feeds()
        old = timezone.now() - timedelta(hours=1)
        Feed.objects.update(dirty_at=old, planned_at=None)
        Feed.objects.filter(slug="home").update(dirty_at=timezone.now())
        actions.plan_due_feeds(2)
        assert set(Feed.objects.exclude(planned_at=None).values_list("slug", flat=True)) == {"home"}

    def test_planning_asks_for_another_go_too(self, django_capture_on_commit_callbacks):
        for number in range(6):
            make_post(product=make_product(f"q{number}"))
        while PendingSync.objects.exists():
            actions.catch_up()
        redis.from_url(settings.REDIS_URL).flushall()
        with django_capture_on_commit_callbacks(execute=True):
            actions.plan_next_feeds()
        assert Feed.objects.due().count() == 14 - 10
        assert waiting() == ["plan_dirty_feeds"]


@pytest.mark.usefixtures("no_worker")
class TestManyChangesOfOneFeed:
    def test_make_one_message_and_one_edition(self, django_capture_on_commit_callbacks):
        posts = [make_post() for _number in range(5)]
        PendingSync.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            for post in posts:
                actions.sync_post(post.pk)
        assert waiting() == ["plan_dirty_feeds"]
        plan_feeds()
        assert Edition.objects.filter(feed__slug="home", feed__language="en").count() == 1

    def test_only_what_has_settled_is_planned_between_two_batches(self):
        actions.sync_post(make_post().pk)
        assert actions.plan_due_feeds(settled=True) == 0
        Feed.objects.update(dirty_at=timezone.now() - timedelta(seconds=1))
        assert actions.plan_due_feeds(settled=True) == 2


class TestNothingIsLost:
    def test_without_redis_the_sweeps_catch_up(
        self, no_worker, redis_away, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            post, story = make_post(), make_story()
        publishing.pause.end()
        tasks.catch_up()
        tasks.plan_dirty_feeds()
        assert is_on_front(post)
        assert FeedEntry.objects.filter(page_id=story.pk).exists()
        assert not PendingSync.objects.exists()
        assert not Feed.objects.due().exists()

    def test_planning_that_dies_half_way_is_done_again(self, no_worker):
        post = make_post()
        while PendingSync.objects.exists():
            actions.catch_up()
        Edition.objects.all().delete()
        home = Feed.objects.filter(slug="home", language="en")
        home.update(config={"size": "as many as you like"}, dirty_at=timezone.now())
        with pytest.raises(ValueError, match="size"):
            actions.plan_due_feeds()
        assert home.get().dirty_at is not None
        assert not Edition.objects.filter(feed__in=home).exists()

        home.update(config={})
        actions.plan_due_feeds()
        assert is_on_front(post)

    def test_asking_twice_leaves_one_row(self):
        post = make_post()
        PendingSync.objects.all().delete()
        for _ in range(3):
            outbox.request_sync(post_id=post.pk)
        assert PendingSync.objects.count() == 1
