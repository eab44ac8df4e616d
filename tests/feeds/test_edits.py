"""Edits of what is featured: a public one keeps the slot, and of one that waits nothing is shown anywhere."""

import json
import re

import feedparser
import pytest
from django.test import Client

from community import actions as community
from community.actions.contributing import Words
from community.models import Post
from feeds import actions
from feeds.models import Feed, FeedEntry, Placement
from moderation.actions import decide
from moderation.models import Case
from tests.factories import make_marketer, make_member, make_moderator, make_post, make_story, plan_feeds

pytestmark = pytest.mark.django_db

BOARD = "/cms/placements/home/en/"
LINKS = "Better at https://one.example and https://two.example and https://three.example, I hear."


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def board() -> Client:
    return signed_in(make_marketer())


@pytest.fixture
def placement(board: Client) -> Placement:
    """A post of somebody new here, pinned to the top of the front page between others."""
    make_story()
    for _number in range(3):
        make_post()
    post = make_post(make_member(joined_days_ago=0), title="Pour slowly", body="<p>It pours slowly.</p>")
    plan_feeds()
    feed = Feed.objects.get(slug="home", language="en")
    placement = actions.place(feed, by=make_marketer(), post=post, slot=1)
    plan_feeds()
    return placement


def edit(post: Post | None, title: str, body: str) -> Post:
    """Hand in an edit as its author; screening decides what becomes of it."""
    assert post is not None
    words = Words(title=title, body=f"<p>{body}</p>")
    edited = community.submit_edit(post, by=post.author, words=words)
    plan_feeds()
    return edited


def first_of_edition() -> int | None:
    feed = Feed.objects.select_related("current_edition").get(slug="home", language="en")
    return FeedEntry.objects.get(pk=feed.current_edition.slots[0][0]).post_id


def first_words() -> list[str]:
    """What a visitor reads first: on the page, in the Atom, RSS and JSON files."""
    page = Client().get("/").text.partition("data-feed=")[2].partition("</article>")[0]
    files = [feedparser.parse(Client().get(f"/feeds/home.{form}").content) for form in ("atom", "rss")]
    item = json.loads(Client().get("/feeds/home.json").content)["items"][0]
    return [page, *(f"{one.entries[0].title} {one.entries[0].summary}" for one in files), json.dumps(item)]


class TestAnEditThatIsPublicAtOnce:
    def test_keeps_the_slot_and_is_shown_to_the_marketer(self, placement: Placement, board: Client):
        post = placement.post
        assert "edited since" not in board.get(BOARD).text
        edit(post, "Pour quickly", "It pours quickly.")
        assert first_of_edition() == post.pk
        assert all("Pour quickly" in words for words in first_words())
        assert "edited since" in board.get(BOARD).text
        address = f"/cms/placements/{placement.pk}/edits/"
        page = board.get(address).text
        assert "<ins>" in page
        assert "quickly." in page
        shown = re.findall('name="revision" value="([0-9]+)"', page)
        assert shown == [str(Post.objects.get(pk=post.pk).public_revision_id)]
        board.post(address, {"revision": shown[0]})
        assert "edited since" not in board.get(BOARD).text

    def test_is_not_seen_where_the_marketer_saw_an_earlier_one(self, placement: Placement, board: Client):
        address = f"/cms/placements/{placement.pk}/edits/"
        edit(placement.post, "Pour quickly", "It pours quickly.")
        shown = re.findall('name="revision" value="([0-9]+)"', board.get(address).text)
        edit(placement.post, "Pour wildly", "It pours wildly.")
        answer = board.post(address, {"revision": shown[0]}, follow=True)
        assert "It was edited again meanwhile" in answer.text
        assert "wildly." in answer.text
        assert "edited since" in board.get(BOARD).text
        placement.refresh_from_db()
        assert placement.seen_revision_id == int(shown[0])

    def test_is_not_seen_by_the_words_of_another_post(self, placement: Placement, board: Client):
        edit(placement.post, "Pour quickly", "It pours quickly.")
        before = placement.seen_revision_id
        for other in (make_post().public_revision_id, "x", "", 10**30, "\0"):
            board.post(f"/cms/placements/{placement.pk}/edits/", {"revision": other})
            placement.refresh_from_db()
            assert placement.seen_revision_id == before


class TestAnEditThatWaits:
    def test_leaves_the_cleared_version_in_its_slot_until_the_desk_has_cleared_it(
        self, placement: Placement, board: Client
    ):
        post = edit(placement.post, "Pour quickly", LINKS)
        assert post.has_waiting_edit
        assert first_of_edition() == post.pk
        for words in first_words():
            assert "Pour slowly" in words
            assert "It pours slowly." in words
            assert "quickly" not in words
            assert "one.example" not in words
        assert "edited since" not in board.get(BOARD).text

        case = Case.objects.get()
        decide(case, by=make_moderator(), version=case.version, action="clear")
        plan_feeds()
        assert first_of_edition() == post.pk
        for words in first_words():
            assert "Pour quickly" in words
            assert "one.example" in words
            assert "slowly" not in words
        assert "edited since" in board.get(BOARD).text

    def test_and_is_refused_leaves_it_for_good(self, placement: Placement):
        edit(placement.post, "Pour quickly", LINKS)
        case, why = Case.objects.get(), {"facts": "It only leads away.", "ground": "spam"}
        decide(case, by=make_moderator(), version=case.version, action="decline", **why)
        plan_feeds()
        assert first_of_edition() == placement.post_id
        assert all("Pour slowly" in words and "quickly" not in words for words in first_words())
