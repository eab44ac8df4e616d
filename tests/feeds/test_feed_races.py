"""Workers, members and marketers at the same moment, as PostgreSQL settles it."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from community import actions as community
from community.models import Post
from feeds import actions
from feeds.actions.owning import delete_own_feed
from feeds.actions.placing import PlacementRefused
from feeds.models import Edition, Feed, FeedEntry, PendingSync, Placement, PlacementChange
from feeds.outbox import request_sync
from tests.factories import make_marketer, make_member, make_post, plan_feeds
from tests.feeds.test_own_feeds import make_own
from tests.racing import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_worker"),
]

ROUNDS = 200


def home() -> Feed:
    return Feed.objects.get(slug="home", language="en")


class TestTwoPlannersOnOneFeed:
    def test_make_one_edition_and_numbers_without_gaps(self):
        post = make_post()
        plan_feeds()
        feed = home()
        for number in range(ROUNDS):
            # Another edition each time: the post's entry is there, then not.
            if number % 2:
                actions.sync_post(post.pk)
            else:
                FeedEntry.objects.filter(post=post).delete()
            Feed.objects.filter(pk=feed.pk).update(dirty_at=timezone.now())
            planned = at_once(partial(actions.plan_feed, feed.pk), partial(actions.plan_feed, feed.pk))
            assert sorted(planned) == [False, True]
        numbers = list(Edition.objects.filter(feed=feed).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, ROUNDS + 2))
        assert home().current_edition.number == ROUNDS + 1
        assert not Feed.objects.due().filter(pk=feed.pk).exists()

    def test_lose_no_change_that_comes_meanwhile(self):
        make_post()
        plan_feeds()
        feed, other = home(), make_post()
        for number in range(ROUNDS):
            Feed.objects.filter(pk=feed.pk).update(dirty_at=timezone.now())
            sync = partial(actions.sync_post, other.pk)
            drop = partial(actions.drop_entries, post_id=other.pk)
            at_once(partial(actions.plan_feed, feed.pk), drop if number % 2 else sync)
            actions.plan_feed(feed.pk)
            feed.refresh_from_db()
            shown = {row[0] for row in feed.current_edition.slots}
            assert shown == set(feed.entries.values_list("pk", flat=True))


class TestSyncAgainstWithdrawal:
    def test_never_leaves_an_entry_behind(self):
        author = make_member()
        post = make_post(author)
        public = {"state": post.state, "published_at": post.published_at}
        for _ in range(ROUNDS):
            at_once(partial(actions.sync_post, post.pk), partial(community.withdraw, post, by=author))
            assert Post.objects.get().state == "withdrawn"
            assert not FeedEntry.objects.exists()
            Post.objects.update(**public)

    def test_nor_do_two_workers_who_take_the_same_batch(self):
        author = make_member()
        posts = [make_post(author) for _ in range(20)]
        for post in posts:
            at_once(actions.catch_up, actions.catch_up, partial(community.withdraw, post, by=author))
        while PendingSync.objects.exists():
            actions.catch_up()
        assert not FeedEntry.objects.filter(post__in=posts).exists()
        assert not actions.reconcile()


DYING = """
import os, signal
import django
django.setup()
from django.db import transaction
from feeds.actions.syncing import sync_free_posts
from feeds.models import FeedEntry, PendingSync
with transaction.atomic():
    ids = list(PendingSync.objects.values_list("post", flat=True))
    sync_free_posts(ids)
    print(PendingSync.objects.count(), FeedEntry.objects.filter(post__in=ids).exists(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


class TestAKilledWorker:
    def test_loses_nothing_and_holds_up_nobody(self):
        posts = [make_post() for _ in range(10)]
        at = connection.settings_dict
        url = f"postgres://{at['USER']}@{quote(at['HOST'], safe='')}/{at['NAME']}"
        killed = subprocess.run(
            [sys.executable, "-c", DYING],
            env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        # It had done all of it, and committed nothing.
        assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, "0 True\n")
        assert PendingSync.objects.count() == len(posts)
        assert not FeedEntry.objects.exists()
        actions.catch_up()
        assert not PendingSync.objects.exists()
        assert FeedEntry.objects.filter(feed__in=Feed.objects.filter(slug="home")).count() == 2 * len(posts)
        assert not actions.reconcile()


class TestCurationAgainstSyncs:
    """In the feed that is the last of those a post stands in: to wait for the others would be a deadlock."""

    def synced(self, post: Post) -> bool:
        """Return something: of what the database had ended nothing would come back."""
        actions.sync_post(post.pk)
        return True

    def test_of_placing_taking_back_and_undoing_none_ends_the_other(self):
        marketer = make_marketer()
        chosen, follows, unconcerned = (make_post() for _ in range(3))
        plan_feeds()
        feed = Feed.objects.get(slug="home", language="nb")
        assert feed.pk > home().pk
        sync = partial(self.synced, unconcerned)
        place = partial(actions.place_in, [feed], by=marketer, post=chosen, slot=1, fallback=follows)
        for number in range(ROUNDS):
            [placed], done = at_once(place, sync)
            assert done
            cancel = partial(actions.cancel_placement, placed, by=marketer)
            if number % 2:
                assert at_once(cancel, sync) == [placed, True]
                continue
            cancel()
            undo = partial(actions.undo_change, PlacementChange.objects.latest("pk"), by=marketer)
            assert at_once(undo, sync) == [placed, True]
            cancel()
        assert Placement.objects.count() == ROUNDS
        assert not actions.reconcile()

    def test_nor_of_a_board_and_an_author_who_declines_in_two_feeds(self):
        marketer = make_marketer()
        chosen, follows, other, unconcerned = (make_post() for _ in range(4))
        plan_feeds()
        feed = Feed.objects.get(slug="home", language="nb")
        entry = feed.entries.get(post=other).pk
        for number in range(ROUNDS):
            actions.place_in([feed, home()], by=marketer, post=chosen, slot=1, fallback=follows)
            wishes = {entry: 5 + number % 2}
            pin = partial(actions.arrange, feed, by=marketer, wishes=wishes, known=2**60)
            decline = partial(actions.decline, chosen)
            declined, pinned, done = at_once(decline, pin, partial(self.synced, unconcerned))
            assert (declined, len(pinned), done) == (2, 1, True)
            assert actions.decline(follows) == 2
            actions.allow_again(chosen)
            actions.allow_again(follows)
        assert not actions.reconcile()


class TestDeletingAFeedAgainstSyncs:
    def test_it_goes_and_a_sync_that_met_it_is_made_again(self):
        post = make_post()
        for _ in range(ROUNDS // 4):
            feed = make_own(kinds=["tip"])
            actions.sync_post(post.pk)
            request_sync(post_id=post.pk)
            delete = partial(delete_own_feed, feed.slug)
            # A sync that was about to store an entry there is rolled back, with its row of the queue.
            at_once(delete, actions.catch_up, refusals=(IntegrityError,))
            assert not Feed.objects.own().exists()
            actions.catch_up()
            assert not PendingSync.objects.exists()
        assert not actions.reconcile()


class TestPlaceAgainstExpiry:
    def test_a_slot_that_falls_free_is_given_once_and_entries_say_so(self):
        marketer = make_marketer()
        first, second, third = (make_post() for _ in range(3))
        plan_feeds()
        feed = home()
        for _ in range(ROUNDS):
            now = timezone.now()
            old = Placement.objects.create(
                feed=feed, post=first, slot=1, starts_at=now - timedelta(milliseconds=1), ends_at=now
            )
            Placement.objects.filter(pk=old.pk).update(is_in_force=True)
            FeedEntry.objects.filter(feed=feed, post=first).update(standing="featured")
            at_once(
                partial(actions.place, feed, by=marketer, post=second, slot=1),
                partial(actions.place, feed, by=marketer, post=third, slot=1),
                actions.plan_due_feeds,
                refusals=(PlacementRefused,),
            )
            while actions.plan_due_feeds():
                pass
            live = Placement.objects.live().get(feed=feed)
            assert set(feed.entries.filter(standing="featured").values_list("post", flat=True)) == {
                live.post_id
            }
            assert home().current_edition.slots[0][0] == feed.entries.get(post=live.post).pk
            actions.cancel_placement(live, by=marketer)
            while actions.plan_due_feeds():
                pass
