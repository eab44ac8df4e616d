"""The board: slots far down, what follows a pin, and what others did meanwhile."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community import actions as community
from community.models import Post
from feeds import actions
from feeds.models import Feed, FeedEntry, Placement, PlacementChange
from tests.factories import make_marketer, make_member, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOARD = "/cms/placements/home/en/"


@pytest.fixture
def marketer() -> Client:
    client = Client()
    client.force_login(make_marketer("Kari"))
    return client


@pytest.fixture
def posts() -> list[Post]:
    posts = [make_post(make_member(), title=f"Tip {number}") for number in range(24)]
    for post in posts:
        actions.sync_post(post.pk)
    actions.plan_due_feeds()
    return posts


def home_feed() -> Feed:
    return Feed.objects.get(slug="home", language="en")


def entry_of(post: Post) -> int:
    return FeedEntry.objects.get(feed=home_feed(), post=post).pk


def pinned(post: Post, slot: int, **values) -> Placement:
    [pin] = actions.place_in([home_feed()], by=make_marketer(), post=post, slot=slot, **values)
    actions.plan_due_feeds()
    return pin


def wish(slot: int | str, post: Post, was: int | str = "") -> dict[str, str]:
    entry = entry_of(post)
    return {f"slot-{entry}": str(slot), f"was-{entry}": str(was)}


def lines(page: str) -> list[int]:
    return [int(entry) for entry in re.findall(r'data-entry="(\d+)"', page)]


class TestFarDown:
    def test_a_pin_is_shown_and_unpinned_wherever_it_stands(self, marketer, posts):
        post = posts[0]
        pinned(post, 23)
        pinned(posts[1], 100)
        shown = marketer.get(BOARD).context["board"]
        for side in (shown.now, shown.then):
            assert [line.slot for line in side] == [*range(1, 21), 23, 24]
            assert [line.entry for line in side[20:]] == [entry_of(post), entry_of(posts[1])]
            assert [line.slot for line in side if line.is_apart] == [23]
        # The feed is too short for slot 100: the pin is told all the same.
        assert [line.wished for line in shown.then[20:]] == [23, 100]
        assert [line.pin.slot for line in shown.then[20:]] == [23, 100]
        known = PlacementChange.objects.latest("pk").pk
        entry = entry_of(posts[1])
        tried = marketer.post(BOARD, {"unpin": entry, "try": "1", "known": known})
        assert b"to be unpinned" in tried.content
        marketer.post(BOARD, {**wish("", posts[1], 100), "save": "1", "known": known})
        assert [one.post for one in Placement.objects.live()] == [post]

    def test_what_leaves_with_its_pin_can_be_kept(self, marketer, posts):
        post = posts[0]
        pinned(post, 2)
        entry = entry_of(post)
        tried = marketer.post(BOARD, {"unpin": entry, "try": "1"})
        unseen = tried.context["board"].unseen
        assert [(one.entry, one.slot, one.was, one.title) for one in unseen] == [(entry, None, 2, "Tip 0")]
        assert f'name="pin" value="{entry}:2"' in tried.content.decode()
        kept = marketer.post(BOARD, {f"slot-{entry}": "", f"was-{entry}": "-", "pin": f"{entry}:2"})
        assert kept.context["board"].unseen == []
        assert lines(kept.content.decode())[1] == entry


class TestWhatFollows:
    """A fallback stands in the slot of a pin that ended, or whose source is gone."""

    def test_an_ended_pin_gives_way(self, marketer, posts):
        pin = pinned(posts[0], 1, fallback=posts[1])
        past = timezone.now() - timedelta(minutes=1)
        Placement.objects.filter(pk=pin.pk).update(starts_at=past - timedelta(1), ends_at=past)
        board = marketer.get(BOARD).context["board"]
        assert (board.then[0].entry, board.then[0].is_fallback) == (entry_of(posts[1]), True)
        tried = marketer.post(BOARD, {**wish(1, posts[2]), "try": "1"}).context["board"]
        assert tried.conflicts == []
        assert tried.then[0].entry == entry_of(posts[2])
        marketer.post(BOARD, {**wish(1, posts[2]), "save": "1", "known": board.known})
        assert Placement.objects.live().get().post == posts[2]

    def test_a_pin_whose_source_is_gone_holds_until_it_is_taken_back(self, marketer, posts):
        pin = pinned(posts[0], 1, fallback=posts[1])
        community.withdraw(posts[0], by=posts[0].author)
        typed = {**wish(1, posts[2]), "known": PlacementChange.objects.latest("pk").pk}
        tried = marketer.post(BOARD, {**typed, "try": "1"})
        assert "Slot 1 is kept for “Tip 0”, not public now: take that back first." in tried.content.decode()
        assert f'name="take_back" value="{pin.pk}"' in tried.content.decode()
        # Taken back at once; the draft stands, and now it may.
        again = marketer.post(BOARD, {**typed, "take_back": pin.pk})
        assert "“Tip 0” is taken back." in again.content.decode()
        assert again.context["board"].conflicts == []
        assert again.context["board"].then[0].entry == entry_of(posts[2])
        assert not Placement.objects.live().exists()
        assert marketer.post(BOARD, {**typed, "save": "1"}).status_code == 302
        assert Placement.objects.live().get().post == posts[2]

    def test_nor_is_one_without_a_fallback_in_the_way_for_ever(self, marketer, posts):
        pin = pinned(posts[0], 1)
        community.withdraw(posts[0], by=posts[0].author)
        board = marketer.post(BOARD, {**wish(1, posts[2]), "try": "1"}).context["board"]
        assert board.lost == [pin]
        assert board.conflicts == ["Slot 1 is kept for “Tip 0”, not public now: take that back first."]
        assert marketer.post(BOARD, {"take_back": pin.pk}).context["board"].lost == []
        assert not Placement.objects.live().exists()

    def test_a_pin_of_another_feed_is_not_taken_back_here(self, marketer, posts):
        other = Feed.objects.get(slug="home", language="nb")
        pin = actions.place(other, by=make_marketer(), post=posts[0], slot=1)
        assert marketer.post(BOARD, {"take_back": pin.pk}).status_code == 404
        assert marketer.post(BOARD, {"take_back": "9" * 40}).status_code == 404
        assert Placement.objects.live().get() == pin


class TestMeanwhile:
    def test_trying_again_and_again_does_not_hide_what_others_did(self, marketer, posts):
        opened = marketer.get(BOARD).context["known"]
        actions.arrange(home_feed(), by=make_marketer("Ola"), wishes={entry_of(posts[0]): 5}, known=opened)
        tried = marketer.post(BOARD, {**wish(3, posts[0]), "try": "1", "known": opened})
        assert tried.context["known"] == opened
        typed = {**wish(3, posts[0], 5), "known": tried.context["known"], "save": "1"}
        refused = marketer.post(BOARD, typed)
        assert refused.status_code == 409
        assert "Somebody else changed this meanwhile." in refused.content.decode()
        assert Placement.objects.get().slot == 5
        # Kept, and saved by who was told.
        [line] = [one for one in refused.context["board"].then if one.entry == entry_of(posts[0])]
        assert (line.was, line.wished, line.is_wished) == (5, 3, True)
        assert marketer.post(BOARD, typed | {"known": refused.context["known"]}).status_code == 302
        assert Placement.objects.get().slot == 3
