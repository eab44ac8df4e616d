"""Curation in depth: several feeds, fallbacks, the board, its log, the author's word."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from community import actions as community
from community.actions.following import keep
from community.actions.mail import send_due_mail
from community.models import Notification, Post
from feeds import actions
from feeds.actions.arranging import CannotUndo
from feeds.actions.placing import AuthorDeclined, SlotTaken
from feeds.calendar import Cell, Span, rows_of
from feeds.curation_log import log_of
from feeds.links import declining_address
from feeds.models import Feed, Placement, PlacementChange
from tests.factories import (
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_product_page,
    make_story,
)

BOARD = "/cms/placements/home/en/"


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def in_home_feed(**values) -> Post:
    post = make_post(**values)
    actions.sync_post(post.pk)
    return post


def home_feed(language: str = "en") -> Feed:
    return Feed.objects.select_related("current_edition").get(slug="home", language=language)


def front() -> list[int | None]:
    """The posts of the home feed's edition, planned anew."""
    actions.plan_due_feeds()
    rows = dict(home_feed().entries.values_list("pk", "post"))
    return [rows[slot[0]] for slot in home_feed().current_edition.slots if slot[0] in rows]


def entry_of(post: Post) -> int:
    return home_feed().entries.get(post=post).pk


def known() -> int:
    return PlacementChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@pytest.mark.django_db
class TestSeveralFeeds:
    def test_tells_the_author_once(self):
        post, kari = in_home_feed(), make_marketer("Kari")
        actions.place_in([home_feed("nb"), home_feed("en")], by=kari, post=post, slot=2)
        assert set(Placement.objects.values_list("feed__language", "slot")) == {("en", 2), ("nb", 2)}
        news = Notification.objects.get(kind="featured")
        assert news.facts["subject"] == "You are on the front page of Alongside"
        assert news.facts["decline"] == declining_address(post)

    def test_all_or_nothing(self):
        first, second, kari = in_home_feed(), in_home_feed(), make_marketer()
        actions.place(home_feed("nb"), by=kari, post=first, slot=1)
        with pytest.raises(SlotTaken) as refusal:
            actions.place_in([home_feed("en"), home_feed("nb")], by=kari, post=second, slot=1)
        assert refusal.value.holder.post == first
        assert not Placement.objects.filter(post=second).exists()
        assert not Notification.objects.filter(member=second.author).exists()

    def test_a_page_stands_too(self):
        story = make_story("From the workshop")
        in_home_feed()
        client = signed_in(make_marketer())
        assert client.get(f"/cms/placements/pages/{story.pk}/").status_code == 200
        client.post(f"/cms/placements/pages/{story.pk}/", {"feed": home_feed().pk, "slot": 1})
        actions.plan_due_feeds()
        first = home_feed().current_edition.slots[0][0]
        assert home_feed().entries.get(pk=first).page_id == story.pk


@pytest.mark.django_db
class TestFallback:
    def placed(self, ends_at=None) -> tuple[Placement, Post, Post]:
        post, other = in_home_feed(), in_home_feed()
        for _number in range(3):
            in_home_feed()
        [placement] = actions.place_in(
            [home_feed()], by=make_marketer(), post=post, slot=1, fallback=other, ends_at=ends_at
        )
        return placement, post, other

    def test_stands_in_when_the_source_is_taken_down(self):
        _placement, post, other = self.placed()
        assert front()[0] == post.pk
        community.withdraw(post, by=post.author)
        assert front()[0] == other.pk

    def test_stands_on_when_the_pin_is_over_until_another_comes(self):
        placement, post, other = self.placed(ends_at=timezone.now() + timedelta(hours=1))
        past = timezone.now() - timedelta(minutes=1)
        Placement.objects.filter(pk=placement.pk).update(starts_at=past - timedelta(1), ends_at=past)
        Feed.objects.update(dirty_at=timezone.now())
        assert front()[0] == other.pk
        assert home_feed().entries.get(post=post).standing != "featured"
        third = in_home_feed()
        actions.place(home_feed(), by=make_marketer(), post=third, slot=1)
        assert front()[0] == third.pk

    def test_may_be_refused_by_its_author_alone(self):
        placement, post, other = self.placed()
        assert Notification.objects.get(member=other.author).facts["decline"] == declining_address(other)
        actions.decline(other)
        placement.refresh_from_db()
        assert (placement.fallback_post, placement.cancelled_at) == (None, None)
        assert front()[0] == post.pk

    def test_is_named_by_its_address(self):
        post, other = in_home_feed(), in_home_feed()
        client = signed_in(make_marketer())
        typed = {
            "feed": home_feed().pk,
            "slot": 1,
            "fallback": f"https://x.example{other.get_absolute_url()}",
        }
        client.post(f"/cms/placements/posts/{post.pk}/", typed)
        assert Placement.objects.get().fallback_post == other
        answer = client.post(
            f"/cms/placements/posts/{post.pk}/", typed | {"slot": 2, "fallback": "/nowhere/"}
        )
        assert b"No public post or page has this address." in answer.content
        assert Placement.objects.count() == 1


@pytest.mark.django_db
class TestTheAuthor:
    def featured(self) -> Post:
        make_story("Eleven springs")
        post = in_home_feed(title="It pours slowly")
        actions.place(home_feed(), by=make_marketer(), post=post, slot=1)
        return post

    def test_is_mailed_their_card_the_address_and_the_way_down(self):
        post = self.featured()
        send_due_mail()
        [message] = [one for one in mail.outbox if one.to == [post.author.email]]
        page = message.alternatives[0].content
        assert message.subject == "You are on the front page of Alongside"
        assert "It pours slowly" in page
        assert declining_address(post) in page
        assert declining_address(post) in message.body
        assert post.get_absolute_url() in message.body

    def test_takes_it_down_by_a_press_not_by_opening_the_link(self, client: Client):
        post = self.featured()
        address = declining_address(post)
        assert client.get(address).status_code == 200
        assert Placement.objects.get().cancelled_at is None
        client.post(address, {"decline": ""})
        assert Placement.objects.get().cancelled_why == "author"
        assert PlacementChange.objects.latest("pk").what == "declined"
        assert Notification.objects.get(kind="featured").cancelled_at is not None
        post.refresh_from_db()
        assert post.is_public

    def test_is_not_placed_there_again_unless_they_allow_it(self, client: Client):
        post = self.featured()
        client.post(declining_address(post), {"decline": ""})
        with pytest.raises(AuthorDeclined):
            actions.place(home_feed(), by=make_marketer(), post=post)
        client.post(declining_address(post), {"allow": ""})
        actions.place(home_feed(), by=make_marketer(), post=post)

    def test_declines_from_my_posts_in_one_press(self):
        post = self.featured()
        page = signed_in(post.author).get("/my/posts/").content.decode()
        assert f'action="{declining_address(post)}"' in page

    def test_a_forged_link_is_nobodys(self, client: Client):
        post = self.featured()
        assert client.post(f"/featured/{post.pk}-{post.author_id}.forged/").status_code == 404
        assert Placement.objects.get().cancelled_at is None


@pytest.mark.django_db
class TestBoard:
    @pytest.fixture
    def posts(self) -> list[Post]:
        posts = [in_home_feed(title=f"Tip {number}") for number in range(5)]
        actions.plan_due_feeds()
        return posts

    def test_a_try_writes_nothing_and_shows_the_next_edition(self, posts):
        client, entry = signed_in(make_marketer()), entry_of(posts[0])
        answer = client.post(BOARD, {"pin": f"{entry}:1", "try": "1"})
        shown = re.findall(r'data-entry="(\d+)"', answer.content.decode())
        assert shown[0] == str(entry)
        assert b"to be pinned to 1" in answer.content
        assert not Placement.objects.exists()

    def test_saving_pins_moves_and_takes_back(self, posts):
        client = signed_in(make_marketer())
        first, second = (entry_of(post) for post in posts[:2])
        both = {f"slot-{first}": "1", f"was-{first}": "", f"slot-{second}": "2", f"was-{second}": ""}
        assert client.post(BOARD, both | {"save": "1", "known": "0"}).status_code == 302
        assert front()[:2] == [posts[0].pk, posts[1].pk]
        swapped = {f"slot-{first}": "2", f"was-{first}": "1", f"slot-{second}": "1", f"was-{second}": "2"}
        assert client.post(BOARD, swapped | {"save": "1", "known": known()}).status_code == 302
        assert front()[:2] == [posts[1].pk, posts[0].pk]
        client.post(BOARD, {f"slot-{first}": "", f"was-{first}": "2", "save": "1", "known": known()})
        assert list(Placement.objects.live().values_list("post", "slot")) == [(posts[1].pk, 1)]
        assert [line.what for line in PlacementChange.objects.order_by("pk")] == [
            "placed", "placed", "moved", "moved", "taken back",
        ]  # fmt: skip
        assert Notification.objects.filter(kind="featured").count() == 2

    def test_who_comes_second_is_told_and_keeps_their_work(self, posts):
        actions.arrange(home_feed(), by=make_marketer("Ola"), wishes={entry_of(posts[0]): 3}, known=0)
        entry = entry_of(posts[1])
        typed = {f"slot-{entry}": "3", f"was-{entry}": "", "save": "1", "known": "0"}
        answer = signed_in(make_marketer("Kari")).post(BOARD, typed)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Somebody else changed this meanwhile." in page
        assert "Ola" in page
        assert "Slot 3 is held by “Tip 0”" in page
        assert f'name="slot-{entry}" min="1" max="240" inputmode="numeric" value="3"' in page
        assert Placement.objects.get().post == posts[0]

    def test_a_promised_slot_is_a_conflict_at_once(self, posts):
        soon = timezone.now() + timedelta(days=1)
        actions.place(home_feed(), by=make_marketer(), post=posts[0], slot=2, starts_at=soon)
        client, entry = signed_in(make_marketer()), entry_of(posts[1])
        answer = client.post(BOARD, {"pin": f"{entry}:2", "try": "1"})
        assert "Slot 2 is promised to “Tip 0”" in answer.content.decode()
        typed = {f"slot-{entry}": "2", f"was-{entry}": "", "save": "1", "known": known()}
        assert client.post(BOARD, typed).status_code == 409
        assert Placement.objects.count() == 1

    def test_the_same_change_twice_changes_nothing(self, posts):
        for _press in range(2):
            actions.arrange(
                home_feed(), by=make_marketer(), wishes={entry_of(posts[0]): 1}, known=known()
            )  # fmt: skip
        assert PlacementChange.objects.count() == 1

    def test_costs_the_same_however_much_is_pinned(self, posts, django_assert_num_queries):
        client = signed_in(make_marketer())
        actions.place(home_feed(), by=make_marketer(), post=posts[0], slot=1)
        client.get(BOARD)
        with django_assert_num_queries(BOARD_QUERIES):
            client.get(BOARD)
        for slot in range(2, 9):
            actions.place(home_feed(), by=make_marketer(), post=in_home_feed(), slot=slot)
        actions.plan_due_feeds()
        with django_assert_num_queries(BOARD_QUERIES):
            client.get(BOARD)


BOARD_QUERIES = 27


@pytest.mark.django_db
class TestUndoing:
    def test_is_offered_for_a_pin_whose_end_was_given_by_another_clock(self):
        post = in_home_feed()
        until = (timezone.now() + timedelta(days=3)).astimezone(ZoneInfo("Europe/Oslo"))
        actions.place(home_feed(), by=make_marketer(), post=post, slot=2, ends_at=until)
        assert [line.can_undo for line in log_of(home_feed())] == [True]

    def test_makes_the_reverse_change_and_says_so(self):
        post, kari = in_home_feed(), make_marketer()
        actions.arrange(home_feed(), by=kari, wishes={entry_of(post): 1}, known=0)
        actions.arrange(home_feed(), by=kari, wishes={entry_of(post): 4}, known=known())
        moved = PlacementChange.objects.get(what="moved")
        actions.undo_change(moved, by=kari)
        assert Placement.objects.get().slot == 1
        assert PlacementChange.objects.get(undoes=moved).after["slot"] == 1
        with pytest.raises(CannotUndo):
            actions.undo_change(moved, by=kari)

    def test_brings_back_what_was_taken_back_unless_the_slot_is_taken(self):
        post, other, kari = in_home_feed(), in_home_feed(), make_marketer()
        placement = actions.place(home_feed(), by=kari, post=post, slot=1)
        actions.cancel_placement(placement, by=kari)
        taken_back = PlacementChange.objects.get(what="taken back")
        second = actions.place(home_feed(), by=kari, post=other, slot=1)
        with pytest.raises(SlotTaken):
            actions.undo_change(taken_back, by=kari)
        actions.cancel_placement(second, by=kari)
        actions.undo_change(taken_back, by=kari)
        assert [one.post for one in Placement.objects.live()] == [post]

    def test_never_what_the_author_did(self):
        post, kari = in_home_feed(), make_marketer()
        actions.place(home_feed(), by=kari, post=post, slot=1)
        actions.decline(post)
        with pytest.raises(CannotUndo):
            actions.undo_change(PlacementChange.objects.get(what="declined"), by=kari)
        client = signed_in(kari)
        page = client.get("/cms/placements/log/").content.decode()
        assert "Taken down by its author" in page
        assert "/undo/" not in page


class TestCalendar:
    START = date(2031, 6, 30)

    def test_packs_what_does_not_meet_into_one_row(self):
        spans = [
            Span("a", date(2031, 7, 1), date(2031, 7, 2)),
            Span("b", date(2031, 7, 9), None),
            Span("c", date(2031, 6, 1), date(2031, 7, 7)),
            Span("before", date(2031, 6, 1), date(2031, 6, 29)),
        ]
        assert rows_of(spans, self.START, 4) == [
            [Cell(2, "c", begins_before=True), Cell(2)],
            [Cell(1, "a"), Cell(3, "b", goes_on=True)],
        ]

    @pytest.mark.django_db
    def test_shows_placements_by_feed_and_week(self):
        post = in_home_feed(title="It pours slowly")
        actions.place(home_feed(), by=make_marketer(), post=post, slot=2)
        client = signed_in(make_marketer())
        page = client.get("/cms/placements/calendar/").content.decode()
        assert 'colspan="8"' in page
        assert "It pours slowly" in page
        assert (
            "It pours slowly" not in client.get("/cms/placements/calendar/?from=2001-01-01").content.decode()
        )
        assert client.get("/cms/placements/calendar/?from=9999-99-99").status_code == 200


@pytest.mark.django_db
class TestFinding:
    def test_by_words_of_the_title_and_by_author(self):
        in_home_feed(author=make_member("Solveig"), title="Grind finer")
        in_home_feed(title="Something else")
        client = signed_in(make_marketer())
        for words in ("grind", "solveig"):
            page = client.get(f"/cms/placements/find/?q={words}").content.decode()
            assert "Grind finer" in page
            assert "Something else" not in page

    def test_cards_offer_it_to_marketers_only(self):
        post = in_home_feed()
        link = f"/cms/placements/posts/{post.pk}/"
        assert link in signed_in(make_marketer()).get("/community/").content.decode()
        assert link not in signed_in(make_member()).get("/community/").content.decode()


@pytest.mark.django_db
class TestTheWayToFeature:
    def test_stands_wherever_a_marketer_meets_a_post_and_for_nobody_else(self, client: Client):
        product = make_product("kvern")
        make_product_page(product)
        marketer, member = make_marketer(), make_member()
        post = in_home_feed(kind="review", product=product, title="Grinds evenly")
        actions.plan_due_feeds()
        keep(post, by=marketer)
        link = f'href="/cms/placements/posts/{post.pk}/"'
        places = [
            "/", "/?order=newest", post.get_absolute_url(), "/community/", "/search/?q=evenly",
            "/products/kvern/", "/reviews/kvern/", post.author.get_absolute_url(),
        ]  # fmt: skip
        curating = signed_in(marketer)
        for address in [*places, "/my/bookmarks/"]:
            assert link in curating.get(address).text, address
        for other in (client, signed_in(member), signed_in(make_moderator())):
            assert not [address for address in places if "/cms/placements/" in other.get(address).text]
