"""Views are counted without the database, and end first chances; so do ratings and time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.actions.rating import rate_post
from community.models import Post
from feeds import actions
from feeds.models import Feed, FeedEntry
from pagecache import store, taken_tallies
from pagecache.link import link_to
from tests.factories import make_member, make_post, plan_feeds

pytestmark = pytest.mark.django_db

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture(autouse=True)
def _no_memory_of_outages() -> Iterator[None]:
    link_to.cache_clear()
    yield
    link_to.cache_clear()


@pytest.fixture
def feed() -> Feed:
    """The front page, planned."""
    make_post()
    plan_feeds()
    return home()


def home() -> Feed:
    return Feed.objects.get(slug="home", language="en")


def entry(post: Post) -> FeedEntry:
    return FeedEntry.objects.get(post=post, feed__slug="home", feed__language="en")


def views(count: int, *entries: FeedEntry) -> None:
    """Let a page with these entries be seen so often."""
    for _ in range(count):
        store.count_shown(["entries:" + ",".join(str(one.pk) for one in entries)])


def first_slots() -> list[int]:
    feed = home()
    return [row[0] for row in feed.current_edition.slots] if feed.current_edition else []


class TestCounting:
    def test_visitors_and_members_count_robots_do_not(self, feed, django_assert_num_queries):
        visitor, member = Client(headers=BROWSER), Client(headers=BROWSER)
        member.force_login(make_member())
        for client in (visitor, visitor, member, Client(headers={"user-agent": "Googlebot/2.1"}), Client()):
            assert client.get("/").status_code == 200
        assert actions.count_exposures() == 1
        seen = feed.entries.get()
        assert seen.exposures == 3
        assert actions.count_exposures() == 0

    def test_what_is_gone_meanwhile_is_forgotten(self, feed):
        gone = feed.entries.get()
        views(2, gone)
        gone.delete()
        actions.count_exposures()
        assert not feed.entries.exists()

    def test_names_of_other_rooms_are_left_alone(self, feed):
        store.count_shown(["something:else"])
        assert actions.count_exposures() == 0

    def test_redis_away_fails_nothing(self, feed, redis_away):
        assert Client(headers=BROWSER).get("/").status_code == 200
        assert actions.count_exposures() == 0
        assert taken_tallies() == {}


class TestReplanning:
    def test_views_alone_have_a_feed_planned_10_minutes_after_it_was(self, feed):
        views(1, feed.entries.get())
        actions.count_exposures()
        assert home().next_change_at == feed.planned_at + timedelta(minutes=10)
        assert not Feed.objects.due().exists()

    def test_what_changes_sooner_stays_sooner(self, feed):
        soon = feed.planned_at + timedelta(minutes=3)
        Feed.objects.update(next_change_at=soon)
        views(1, feed.entries.get())
        actions.count_exposures()
        assert home().next_change_at == soon

    def test_without_a_first_chance_nothing_is_planned_again(self, feed):
        feed.entries.update(standing="eligible")
        Feed.objects.update(next_change_at=None)
        views(1, feed.entries.get())
        actions.count_exposures()
        assert home().next_change_at is None

    def test_the_least_shown_stands_first(self, feed):
        old, post = feed.entries.get(), make_post()
        plan_feeds()
        new = entry(post)
        assert first_slots() == [new.pk, old.pk]
        views(3, new)
        actions.count_exposures()
        Feed.objects.update(next_change_at=timezone.now())
        plan_feeds()
        assert first_slots() == [old.pk, new.pk]


class TestTheFirstChanceEnds:
    """It is over in standing at once; a feed below 40 customers' posts shows the post nevertheless."""

    def test_after_200_views_and_not_before(self, feed):
        row = feed.entries.get()
        for count, standing in ((199, "new"), (1, "plain")):
            views(count, row)
            actions.count_exposures()
            Feed.objects.update(next_change_at=timezone.now())
            plan_feeds()
            row.refresh_from_db()
            assert row.standing == standing
        assert first_slots() == [row.pk]

    def test_after_5_ratings_and_not_before(self, feed, django_capture_on_commit_callbacks):
        post = Post.objects.get()
        for count, standing in ((4, "new"), (1, "plain")):
            with django_capture_on_commit_callbacks(execute=True):
                for _ in range(count):
                    rate_post(post, by=make_member(), value=1)
            assert entry(post).standing == standing

    def test_after_7_days_by_the_clock_alone(self, feed):
        row = feed.entries.get()
        assert row.new_until == row.published_at + timedelta(days=7)
        assert home().next_change_at == row.new_until
        feed.entries.update(new_until=timezone.now())
        assert not Feed.objects.due().exists()
        Feed.objects.update(next_change_at=timezone.now())
        plan_feeds()
        row.refresh_from_db()
        assert row.standing == "plain"
