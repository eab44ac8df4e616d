"""Every kind of damage is found, counted by kind and repaired; where all is well nothing is touched."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
import structlog
from django.core.management import call_command
from django.utils import timezone

from community.models import Post
from feeds import actions, tasks
from feeds.actions import reconciling
from feeds.actions.reconciling import BLOCK
from feeds.actions.syncing import WRITTEN
from feeds.models import Feed, FeedEntry, PendingSync
from tests.factories import (
    make_marketer,
    make_member,
    make_post,
    make_product,
    make_story,
    make_topic,
    plan_feeds,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    """A site where all is well: a post about something, a story, a post that marketers chose."""
    post = make_post(product=make_product("kvern"), topics=[make_topic("grinding")])
    make_story()
    chosen = make_post()
    plan_feeds()
    feed = Feed.objects.get(slug="home", language="en")
    actions.place(feed, by=make_marketer(), post=chosen, ends_at=timezone.now() + timedelta(days=1))
    plan_feeds()
    return post


def rows() -> list[tuple]:
    names = ("feed", "post", "page", *WRITTEN)
    return sorted(FeedEntry.objects.values_list(*names), key=str)


def entry(post: Post):
    return FeedEntry.objects.filter(post=post, feed__slug="home", feed__language="en")


class TestWhereAllIsWell:
    def test_it_finds_nothing_and_touches_nothing(self, post):
        before = rows()
        assert actions.reconcile() == Counter()
        assert rows() == before
        assert not Feed.objects.due().exists()

    def test_what_is_still_to_be_synced_is_nobodys_fault(self, post, django_capture_on_commit_callbacks):
        PendingSync.objects.create(post=post)
        entry(post).delete()
        assert actions.reconcile() == Counter()
        assert PendingSync.objects.filter(post=post).exists()

    def test_a_chance_that_ended_by_views_is_over(self, post):
        entry(post).update(exposures=200)
        Feed.objects.update(dirty_at=timezone.now())
        plan_feeds()
        assert entry(post).get().standing == "plain"
        assert actions.reconcile() == Counter()

    def test_a_site_of_any_size_takes_a_fixed_number_of_queries_a_block(
        self, post, django_assert_max_num_queries
    ):
        for _number in range(6):
            make_post()
        plan_feeds()
        assert BLOCK > 10
        with django_assert_max_num_queries(40):
            assert actions.reconcile() == Counter()


class TestEveryNight:
    def test_a_task_does_what_it_has_time_for_and_the_next_one_goes_on(
        self, post, monkeypatch, django_capture_on_commit_callbacks
    ):
        posts = [make_post() for _number in range(3)]
        plan_feeds()
        entry(posts[0]).delete()
        entry(posts[2]).update(key=1)
        monkeypatch.setattr(reconciling, "BLOCK", 1)
        monkeypatch.setattr(reconciling, "A_WHILE", 0.0)
        with structlog.testing.capture_logs() as logs, django_capture_on_commit_callbacks(execute=True):
            tasks.reconcile_feeds()
        assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["feeds were wrong"] * 2
        assert entry(posts[0]).exists()
        assert actions.reconcile() == Counter()


class TestDamage:
    @pytest.mark.parametrize(
        ("damage", "kind"),
        [
            ({"key": 1}, "wrong key"),
            ({"standing": "plain"}, "wrong standing"),
            ({"lane": "editorial"}, "wrong lane"),
            ({"author": None}, "wrong author"),
            ({"product": None}, "wrong product"),
            ({"topic": None}, "wrong topic"),
            ({"language": "nb"}, "wrong language"),
            ({"published_at": timezone.now() - timedelta(days=900)}, "wrong published_at"),
            ({"new_until": None}, "wrong new_until"),
        ],
    )
    def test_a_wrong_field_is_set_right(self, post, damage, kind):
        before = rows()
        assert entry(post).update(**damage) == 1
        assert actions.reconcile() == Counter({kind: 1})
        assert rows() == before
        assert Feed.objects.get(slug="home", language="en").dirty_at is not None
        assert actions.reconcile() == Counter()

    def test_a_lost_entry_comes_back(self, post):
        entry(post).delete()
        assert actions.reconcile() == Counter({"missing entry": 1})
        assert entry(post).exists()

    def test_an_entry_too_many_goes(self, post):
        stray = Feed.objects.create(
            slug="product-other", language="en", kind="product", product=make_product("other")
        )
        FeedEntry.objects.create(
            feed=stray, post=post, lane="customer", key=1, language="en", published_at=timezone.now()
        )
        assert actions.reconcile() == Counter({"extra entry": 1})
        assert not stray.entries.exists()

    def test_what_is_public_no_longer_leaves_every_feed(self, post):
        Post.objects.filter(pk=post.pk).update(state="removed")
        assert actions.reconcile() == Counter({"extra entry": 6})
        assert not FeedEntry.objects.filter(post=post).exists()

    def test_a_lost_feed_is_made_again(self, post):
        Feed.objects.filter(slug="topic-grinding", language="nb").delete()
        assert actions.reconcile() == Counter({"missing feed": 1})
        assert FeedEntry.objects.filter(post=post, feed__slug="topic-grinding", feed__language="nb").exists()

    def test_a_feed_that_nobody_planned_is_planned(self, post):
        Feed.objects.filter(slug="home", language="nb").update(current_edition=None)
        assert actions.reconcile() == Counter({"feed without an edition": 1})
        plan_feeds()
        assert Feed.objects.get(slug="home", language="nb").current_edition

    def test_pages_are_compared_too(self, post):
        entries = FeedEntry.objects.exclude(page=None)
        before = rows()
        assert entries.update(key=5, standing="plain") == 1
        assert actions.reconcile() == Counter({"wrong key": 1, "wrong standing": 1})
        assert rows() == before
        entries.delete()
        assert actions.reconcile() == Counter({"missing entry": 1})
        assert rows() == before

    def test_a_page_that_is_gone_from_sight_leaves(self, post):
        story = FeedEntry.objects.exclude(page=None).get().page
        story.__class__.objects.filter(pk=story.pk).update(live=False)
        assert actions.reconcile() == Counter({"extra entry": 1})
        assert not FeedEntry.objects.exclude(page=None).exists()

    def test_a_placement_that_turned_while_nobody_looked_is_no_damage(self, post):
        feed = Feed.objects.get(slug="home", language="en")
        placement = actions.place(
            feed, by=make_marketer(), post=post, ends_at=timezone.now() + timedelta(hours=1)
        )
        feed.placements.filter(pk=placement.pk).update(
            starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1)
        )
        assert actions.reconcile() == Counter()
        assert entry(post).get().standing == "new"


class TestCommand:
    def test_it_prints_what_was_wrong_by_kind(self, post):
        entry(post).update(key=1, lane="editorial")
        FeedEntry.objects.filter(post=post, feed__slug="topic-grinding").delete()
        out = StringIO()
        call_command("reconcile_feeds", stdout=out)
        assert out.getvalue().split("\n")[:-1] == [
            "       2  missing entry",
            "       1  wrong key",
            "       1  wrong lane",
            "       4  wrong in all (0 is expected); repaired.",
        ]

    def test_nothing_is_said_of_a_stranger(self, post):
        make_member()
        out = StringIO()
        call_command("reconcile_feeds", stdout=out)
        assert out.getvalue() == "       0  wrong in all (0 is expected); repaired.\n"
