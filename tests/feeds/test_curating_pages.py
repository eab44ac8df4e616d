"""The pages of curation: what they list, and what they do with what nobody means to send."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from community.models import Post
from feeds import actions
from feeds.models import Feed, Placement
from tests.factories import make_marketer, make_post, make_product, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOARD = "/cms/placements/home/en/"
HUGE = "1" * 5000


@pytest.fixture
def marketer() -> Client:
    client = Client()
    client.force_login(make_marketer())
    return client


def in_home_feed(**values) -> Post:
    post = make_post(**values)
    actions.sync_post(post.pk)
    return post


def home_feed() -> Feed:
    return Feed.objects.get(slug="home", language="en")


class TestBoards:
    def test_are_a_table_of_what_is_pinned_and_what_wants_a_look(self, marketer):
        now, by = timezone.now(), make_marketer()
        stale, fresh, ended = (in_home_feed(title=title) for title in ("Old pin", "New pin", "Ended pin"))
        old = actions.place(home_feed(), by=by, post=stale, slot=1)
        Placement.objects.filter(pk=old.pk).update(starts_at=now - timedelta(days=40))
        actions.place(home_feed(), by=by, post=fresh, slot=2)
        over = actions.place(home_feed(), by=by, post=ended, slot=7)
        times = {"starts_at": now - timedelta(days=3), "ends_at": now - timedelta(days=1)}
        Placement.objects.filter(pk=over.pk).update(**times)
        answer = marketer.get("/cms/placements/")
        english, norwegian = answer.context["boards"][0].boards
        assert [pin.title for pin in english.pins] == ["Old pin", "New pin"]
        assert (english.stale, english.expired) == (1, 1)
        assert (norwegian.pins, norwegian.stale, norwegian.expired) == ([], 0, 0)
        page = answer.content.decode()
        for words in ("Board in English", "Board in Norwegian bokmål", "2 pinned", "1 stale", "1 expired"):
            assert words in page
        assert 'href="/cms/placements/home/nb/"' in page

    def test_cost_the_same_however_many_there_are(self, marketer, django_assert_num_queries):
        in_home_feed()
        with CaptureQueriesContext(connection) as few:
            marketer.get("/cms/placements/")
        for slug in ("kvern", "svane", "trakt"):
            in_home_feed(product=make_product(slug))
        with django_assert_num_queries(len(few)):
            marketer.get("/cms/placements/")


class TestCalendar:
    def test_is_by_product_or_by_feed(self, marketer):
        svane, kvern = (make_product(slug, names={"en": slug.title()}) for slug in ("svane", "kvern"))
        by, story = make_marketer(), make_story("From the workshop", product=svane)
        actions.sync_page(story.pk)
        actions.place(home_feed(), by=by, page=story, slot=1)
        for product, slot in ((kvern, 2), (None, 3)):
            actions.place(home_feed(), by=by, post=in_home_feed(product=product), slot=slot)
        address = "/cms/placements/calendar/"
        answer = marketer.get(address)
        assert [group["product"] for group in answer.context["groups"]] == [kvern, svane, None]
        assert "The front page (English), slot 1" in answer.content.decode()
        assert "About no product" in answer.content.decode()
        groups = marketer.get(f"{address}?by=feed").context["groups"]
        assert [(group["feed"], len(group["rows"])) for group in groups] == [(home_feed(), 3)]

    def test_of_too_many_shows_the_newest_and_says_so(self, marketer, monkeypatch):
        by, now = make_marketer(), timezone.now()
        for days, title in enumerate(("Newest", "Between", "Oldest")):
            post = in_home_feed(title=title)
            actions.place(home_feed(), by=by, post=post, starts_at=now - timedelta(days=days, hours=1))
        address, words = "/cms/placements/calendar/", "There are more"
        assert words not in marketer.get(address).text
        monkeypatch.setattr("feeds.views.calendar.LISTED", 2)
        page = marketer.get(address).text
        assert [title in page for title in ("Newest", "Between", "Oldest", words)] == [
            True,
            True,
            False,
            True,
        ]


class TestFinding:
    def test_many_words_are_one_short_question(self, marketer):
        in_home_feed(title="a b c d e f g h")
        with CaptureQueriesContext(connection) as asked:
            page = marketer.get("/cms/placements/find/?q=" + "a+" * 12).content.decode()
        assert "a b c d e f g h" in page
        assert max(len(query["sql"]) for query in asked) < 20_000

    def test_looks_through_the_latest_posts_and_says_how_many(self, marketer, monkeypatch):
        monkeypatch.setattr("feeds.sources.LOOKED_THROUGH", 2)
        in_home_feed(title="Old grind")
        assert "Old grind" in marketer.get("/cms/placements/find/?q=grind").text
        for title in ("Fine grind", "Something else"):
            in_home_feed(title=title)
        page = marketer.get("/cms/placements/find/?q=grind").text
        assert "Fine grind" in page
        assert "Old grind" not in page
        assert "the latest 2 posts" in page


class TestTheWayFromAPage:
    def test_is_offered_where_it_leads_somewhere(self, marketer):
        story, hidden, draft = (make_story(title) for title in ("Open", "For dealers", "Not yet"))
        hidden.view_restrictions.create(restriction_type="login")
        draft.unpublish()
        alias = story.copy_for_translation(Locale.objects.get(language_code="nb"), alias=True)
        assert alias.live
        for page, is_offered in ((story, True), (hidden, False), (draft, False), (alias, False)):
            link = f"/cms/placements/pages/{page.pk}/"
            assert (link in marketer.get(f"/cms/pages/{page.pk}/").text) is is_offered, page
            assert marketer.get(link).status_code == (200 if is_offered else 404)


class TestWhatNobodyMeans:
    @pytest.mark.parametrize("slot", ["0", "-1", "241", "1000000000", HUGE, "1.5", "²", "🏔️"])
    def test_a_slot_that_is_none_is_refused(self, marketer, slot):
        post = in_home_feed()
        entry = home_feed().entries.get(post=post).pk
        page = marketer.post(BOARD, {f"slot-{entry}": slot, "save": "1", "known": "0"})
        assert page.status_code == 200
        assert "A slot is a number from 1 to 240." in page.content.decode()
        assert not Placement.objects.exists()

    @pytest.mark.parametrize("entry", ["0", str(10**30), "²", "-1", ""])
    def test_an_entry_that_is_none_is_passed_over(self, marketer, entry):
        in_home_feed()
        for wish in ({f"slot-{entry}": "3"}, {"pin": f"{entry}:3"}, {"unpin": entry}):
            assert marketer.post(BOARD, {**wish, "save": "1", "known": entry}).status_code == 302
        assert not Placement.objects.exists()

    @pytest.mark.parametrize("when", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-99-99T00:00", "🏔️"])
    def test_a_moment_nobody_can_mean_is_refused(self, marketer, when):
        post = in_home_feed()
        address, feed = f"/cms/placements/posts/{post.pk}/", home_feed()
        for name in ("starts_at", "ends_at"):
            answer = marketer.post(address, {"feed": feed.pk, name: when})
            assert list(answer.context["form"].errors) == [name]
        entry = feed.entries.get(post=post).pk
        answer = marketer.post(BOARD, {f"slot-{entry}": "1", "save": "1", "ends_at": when})
        assert answer.context["until"].errors
        assert not Placement.objects.exists()

    @pytest.mark.parametrize("address", ["http://[::1/posts/1/", "/posts/\0", "🏔️", "self"])
    def test_what_cannot_follow_is_refused(self, marketer, address):
        post = in_home_feed()
        typed = post.get_absolute_url() if address == "self" else address
        data = {"feed": home_feed().pk, "slot": "2", "fallback": typed}
        answer = marketer.post(f"/cms/placements/posts/{post.pk}/", data)
        assert list(answer.context["form"].errors) == ["fallback"]
        assert not Placement.objects.exists()

    def test_things_that_are_not_there_are_no_part_of_a_feed(self, marketer):
        fields = {"name_en": "🏔️", "slug": "high", "preset": "balanced", "preview": "1"}
        for value in (str(10**30), "x", "0"):
            answer = marketer.post("/cms/feeds/new/", {**fields, "products": value, "topics": value})
            assert set(answer.context["form"].errors) == {"products", "topics"}

    @pytest.mark.parametrize("state", ["withdrawn", "removed"])
    def test_what_is_not_public_cannot_be_placed(self, marketer, state):
        post = in_home_feed()
        Post.objects.filter(pk=post.pk).update(state=state)
        assert marketer.get(f"/cms/placements/posts/{post.pk}/").status_code == 404

    def test_an_entry_of_another_feed_is_none(self, marketer):
        in_home_feed(product=make_product("kvern"))
        other = Feed.objects.get(slug="product-kvern", language="en").entries.get()
        assert marketer.post(BOARD, {f"slot-{other.pk}": "3", "save": "1", "known": "0"}).status_code == 302
        assert not Placement.objects.exists()


class TestDeclining:
    def test_lets_in_what_was_named_to_follow(self):
        post, other = in_home_feed(title="Left"), in_home_feed(title="Follows")
        until = timezone.now() + timedelta(days=3)
        actions.place_in([home_feed()], by=make_marketer(), post=post, slot=1, fallback=other, ends_at=until)
        actions.decline(post)
        follower = Placement.objects.live().get()
        assert (follower.post, follower.slot, follower.ends_at) == (other, 1, until)
        actions.plan_due_feeds()
        edition = Feed.objects.select_related("current_edition").get(pk=home_feed().pk).current_edition
        assert home_feed().entries.get(pk=edition.slots[0][0]).post == other
        # Who follows may decline, too: then nobody holds the slot.
        actions.decline(other)
        assert not Placement.objects.live().exists()

    def test_lets_in_nobody_who_left_before(self):
        post, other = in_home_feed(), in_home_feed()
        feed, by = home_feed(), make_marketer()
        actions.place_in([feed], by=by, post=post, slot=1, fallback=other)
        actions.place(feed, by=by, post=other, slot=2)
        actions.decline(other)
        actions.decline(post)
        assert not Placement.objects.live().exists()
