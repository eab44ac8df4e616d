"""Curation in the CMS: who may place, what a clash leaves behind, whose clock counts, and two at once."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from community import actions as community
from community.models import Notification, Post
from content.models import BrandSettings
from feeds import actions
from feeds.models import Feed, Placement
from tests.factories import (
    make_admin,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
)

LIST = "/cms/placements/"
# A summer's day, when Oslo is two hours ahead of UTC.
TEN_IN_OSLO, EIGHT_IN_UTC = "2031-07-01T10:00", datetime(2031, 7, 1, 8, tzinfo=UTC)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def form_of(post: Post) -> str:
    return f"/cms/placements/posts/{post.pk}/"


def in_home_feed() -> Post:
    """A public post, and with it the home feed in which to place things."""
    post = make_post()
    actions.sync_post(post.pk)
    return post


def home_feed(language: str = "en") -> Feed:
    return Feed.objects.get(slug="home", language=language)


@pytest.fixture
def marketer(db: None) -> Client:
    return signed_in(make_marketer("Kari"))


@pytest.mark.django_db
class TestWhoMayCurate:
    def addresses(self) -> list[tuple[str, str]]:
        post = in_home_feed()
        placement = actions.place(home_feed(), by=make_marketer(), post=post, slot=5)
        return [
            ("get", LIST),
            ("get", form_of(post)),
            ("post", form_of(post)),
            ("post", f"{LIST}{placement.pk}/cancellation/"),
        ]

    def test_the_desk_is_refused(self):
        moderator = signed_in(make_moderator())
        for method, address in self.addresses():
            assert getattr(moderator, method)(address, {"feed": home_feed().pk}).status_code == 403, address
        assert Placement.objects.get().cancelled_at is None

    def test_a_member_is_refused_at_the_staff_door(self):
        member = signed_in(make_member())
        for method, address in self.addresses():
            response = getattr(member, method)(address, {"feed": home_feed().pk}, follow=True)
            assert response.status_code == 403, address
        assert Placement.objects.get().cancelled_at is None

    def test_a_visitor_is_led_to_signing_in(self, client: Client):
        for method, address in self.addresses():
            response = getattr(client, method)(address, {"feed": home_feed().pk}, follow=True)
            assert response.redirect_chain[-1][0].startswith("/accounts/login/"), address
        assert Placement.objects.get().cancelled_at is None

    def test_an_admin_may(self):
        assert signed_in(make_admin()).get(LIST).status_code == 200

    def test_only_marketers_are_offered_it_on_the_posts_page(self, marketer: Client):
        post = in_home_feed()
        assert form_of(post).encode() in marketer.get(post.get_absolute_url()).content
        for other in (make_member(), make_moderator()):
            assert form_of(post).encode() not in signed_in(other).get(post.get_absolute_url()).content


@pytest.mark.django_db
class TestPlacing:
    def test_features_a_post_and_tells_its_author(self, marketer: Client):
        post = in_home_feed()
        response = marketer.post(form_of(post), {"feed": home_feed().pk})
        assert response.status_code == 302
        assert response["Location"] == LIST
        placement = Placement.objects.get()
        assert (placement.post, placement.slot, placement.ends_at) == (post, None, None)
        assert placement.placed_by.name == "Kari"
        assert Notification.objects.filter(member=post.author, kind="featured").count() == 1

    def test_a_pin_stands_at_its_slot_counted_from_one(self, marketer: Client):
        posts = [in_home_feed() for _number in range(3)]
        marketer.post(form_of(posts[0]), {"feed": home_feed().pk, "slot": 2})
        actions.plan_due_feeds()
        edition = home_feed().current_edition
        entry = home_feed().entries.get(post=posts[0])
        assert edition.slots[1][0] == entry.pk

    def test_times_are_those_of_the_brands_zone(self, marketer: Client):
        post = in_home_feed()
        marketer.post(
            form_of(post), {"feed": home_feed().pk, "starts_at": TEN_IN_OSLO, "ends_at": "2031-07-02T10:00"}
        )
        placement = Placement.objects.get()
        assert placement.starts_at == EIGHT_IN_UTC
        assert placement.ends_at == EIGHT_IN_UTC + timedelta(days=1)
        page = marketer.get(LIST).content.decode()
        assert "10:00" in page
        assert "08:00" not in page

    def test_across_the_change_of_the_clocks_both_ends_are_the_brands(self, marketer: Client):
        # Oslo is one hour ahead of UTC before 30 March 2031, two hours after it.
        post = in_home_feed()
        times = {"starts_at": "2031-03-29T10:00", "ends_at": "2031-03-31T10:00"}
        marketer.post(form_of(post), {"feed": home_feed().pk, "slot": 1, **times})
        pin = Placement.objects.get()
        assert pin.starts_at == datetime(2031, 3, 29, 9, tzinfo=UTC)
        assert pin.ends_at == datetime(2031, 3, 31, 8, tzinfo=UTC)
        # What ends as another begins does not meet it, on either side of the change.
        for starts_at, ends_at in (("2031-03-31T10:00", ""), ("2031-03-28T10:00", "2031-03-29T10:00")):
            typed = {"feed": home_feed().pk, "slot": 1, "starts_at": starts_at, "ends_at": ends_at}
            assert marketer.post(form_of(in_home_feed()), typed).status_code == 302

    @pytest.mark.parametrize("moment", ["2031-03-30T02:30", "2031-10-26T02:30"])
    @pytest.mark.parametrize("name", ["starts_at", "ends_at"])
    def test_an_hour_that_is_not_there_or_there_twice_is_refused(self, marketer: Client, name, moment):
        post = in_home_feed()
        answer = marketer.post(form_of(post), {"feed": home_feed().pk, "slot": 1, name: moment})
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [name]
        assert "it may be ambiguous or it may not exist" in answer.text
        assert f'value="{moment}"' in answer.text
        assert not Placement.objects.exists()

    def test_another_zone_of_the_brand_counts_at_once(self, marketer: Client):
        BrandSettings.objects.update_or_create(defaults={"time_zone": "America/New_York"})
        post = in_home_feed()
        assert "(America/New_York)" in marketer.get(form_of(post)).content.decode()
        marketer.post(form_of(post), {"feed": home_feed().pk, "starts_at": TEN_IN_OSLO})
        assert Placement.objects.get().starts_at == datetime(2031, 7, 1, 14, tzinfo=UTC)

    def test_a_taken_slot_is_a_conflict_that_keeps_what_was_typed(self, marketer: Client):
        first, second = in_home_feed(), in_home_feed()
        actions.place(home_feed(), by=make_marketer(), post=first, slot=3)
        typed = {"feed": home_feed().pk, "slot": 3, "starts_at": TEN_IN_OSLO, "ends_at": "2031-08-01T12:30"}
        response = marketer.post(form_of(second), typed)
        page = response.content.decode()
        assert response.status_code == 409
        assert "Slot 3 is taken for part of that time." in page
        for value in ('value="3"', f'value="{TEN_IN_OSLO}"', 'value="2031-08-01T12:30"'):
            assert value in page
        assert re.search(rf'<input type="checkbox" name="feed" value="{home_feed().pk}"[^>]* checked>', page)
        assert [placement.post for placement in Placement.objects.all()] == [first]
        assert not Notification.objects.filter(member=second.author, kind="featured").exists()

    def test_the_same_slot_of_another_feed_is_free(self, marketer: Client):
        post = in_home_feed()
        for language in ("en", "nb"):
            response = marketer.post(form_of(post), {"feed": home_feed(language).pk, "slot": 1})
            assert response.status_code == 302
        assert Placement.objects.count() == 2

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"slot": 0}, "greater than or equal to 1"),
            ({"slot": 241}, "less than or equal to 240"),
            ({"starts_at": "yesterday"}, "Enter a valid date/time"),
            ({"starts_at": TEN_IN_OSLO, "ends_at": TEN_IN_OSLO}, "The end lies before the beginning"),
            ({"ends_at": "2020-01-01T10:00"}, "The end lies before the beginning"),
            ({"feed": 0}, "Select a valid choice"),
        ],
    )
    def test_what_makes_no_sense_is_said_and_not_stored(self, marketer: Client, typed, message):
        post = in_home_feed()
        response = marketer.post(form_of(post), {"feed": home_feed().pk, **typed})
        assert response.status_code == 200
        assert message in response.content.decode()
        assert not Placement.objects.exists()

    def test_a_post_that_is_not_public_is_not_found(self, marketer: Client):
        in_home_feed()
        post = make_waiting_post()
        assert marketer.get(form_of(post)).status_code == 404
        assert marketer.post(form_of(post), {"feed": home_feed().pk}).status_code == 404
        assert not Placement.objects.exists()

    def test_a_post_kept_out_of_feeds_is_refused(self, marketer: Client):
        post = in_home_feed()
        community.keep_out_of_feeds(post, reason="Not about our products.")
        response = marketer.post(form_of(post), {"feed": home_feed().pk})
        assert response.status_code == 409
        assert "Only something that is public can be placed." in response.content.decode()
        assert not Placement.objects.exists()


@pytest.mark.django_db
class TestList:
    def test_tells_what_stands_now_and_what_will(self, marketer: Client):
        now = timezone.now()
        live, coming, over = (make_post(title=title) for title in ("Now here", "Then here", "Was here"))
        for post in (live, coming, over):
            actions.sync_post(post.pk)
        kari = make_marketer("Solveig")
        actions.place(home_feed(), by=kari, post=live, slot=1)
        actions.place(home_feed(), by=kari, post=coming, starts_at=now + timedelta(days=2))
        actions.place(
            home_feed(), by=kari, post=over, starts_at=now - timedelta(2), ends_at=now - timedelta(1)
        )
        page = marketer.get(LIST).content.decode()
        assert page.index("Now here") < page.index("Coming") < page.index("Then here")
        assert page.index("Ended in the last 30 days") < page.index("Was here")
        Placement.objects.filter(post=over).update(ends_at=now - timedelta(31), starts_at=now - timedelta(32))
        assert "Was here" not in marketer.get(LIST).content.decode()
        assert "Solveig" in page

    def test_a_pin_without_end_goes_stale_after_thirty_days(self, marketer: Client):
        post, now = in_home_feed(), timezone.now()
        actions.place(home_feed(), by=make_marketer(), post=post, slot=1, starts_at=now - timedelta(days=29))
        assert b"stale" not in marketer.get(LIST).content
        Placement.objects.update(starts_at=now - timedelta(days=31))
        assert b"stale: over 30 days old" in marketer.get(LIST).content

    def test_costs_the_same_however_many_there_are(self, marketer: Client, django_assert_num_queries):
        post = in_home_feed()
        actions.place(home_feed(), by=make_marketer(), post=post, slot=1)
        marketer.get(LIST)  # Wagtail reads some things once.
        with django_assert_num_queries(QUERIES_OF_LIST):
            marketer.get(LIST)
        for slot in range(2, 8):
            actions.place(home_feed(), by=make_marketer(), post=in_home_feed(), slot=slot)
        with django_assert_num_queries(QUERIES_OF_LIST):
            marketer.get(LIST)


# Ours are 8 (the brand, the groups one is in, what stands, what comes, what ended, the feeds, what is pinned
# on their boards, what expired there); the others are Wagtail's frame and the session.
QUERIES_OF_LIST = 17


@pytest.mark.django_db
class TestCancelling:
    def test_takes_a_placement_back_and_the_feed_closes_up(self, marketer: Client):
        post, newer = in_home_feed(), in_home_feed()
        placement = actions.place(home_feed(), by=make_marketer(), post=post, slot=1)
        actions.plan_due_feeds()
        response = marketer.post(f"{LIST}{placement.pk}/cancellation/")
        assert response["Location"] == LIST
        placement.refresh_from_db()
        assert placement.cancelled_at is not None
        assert placement.cancelled_why == "marketer"
        actions.plan_due_feeds()
        assert home_feed().current_edition.slots[0][0] == home_feed().entries.get(post=newer).pk

    def test_a_second_press_changes_nothing(self, marketer: Client):
        post = in_home_feed()
        placement = actions.place(home_feed(), by=make_marketer(), post=post, slot=1)
        address = f"{LIST}{placement.pk}/cancellation/"
        marketer.post(address)
        first = Placement.objects.get().cancelled_at
        assert marketer.post(address).status_code == 302
        assert Placement.objects.get().cancelled_at == first

    def test_is_a_press_and_no_link(self, marketer: Client):
        post = in_home_feed()
        placement = actions.place(home_feed(), by=make_marketer(), post=post)
        assert marketer.get(f"{LIST}{placement.pk}/cancellation/").status_code == 405
        assert Placement.objects.get().cancelled_at is None

    def test_frees_the_slot(self, marketer: Client):
        first, second = in_home_feed(), in_home_feed()
        placement = actions.place(home_feed(), by=make_marketer(), post=first, slot=1)
        marketer.post(f"{LIST}{placement.pk}/cancellation/")
        assert marketer.post(form_of(second), {"feed": home_feed().pk, "slot": 1}).status_code == 302


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestTwoMarketersOnOneSlot:
    ROUNDS = 20

    def test_one_gets_it_and_the_other_is_told(self):
        marketers = [signed_in(make_marketer(name)) for name in ("Kari", "Ola")]
        posts = [in_home_feed(), in_home_feed()]
        feed = home_feed()
        for slot in range(1, self.ROUNDS + 1):
            assert sorted(self.place_at_once(marketers, posts, feed, slot)) == [302, 409]
            assert Placement.objects.filter(feed=feed, slot=slot).count() == 1
        assert Notification.objects.filter(kind="featured").count() == self.ROUNDS

    def place_at_once(self, marketers: list[Client], posts: list[Post], feed: Feed, slot: int) -> list[int]:
        start = threading.Barrier(len(marketers))
        answers = []

        def press(client: Client, post: Post) -> None:
            start.wait(timeout=10)
            try:
                answers.append(client.post(form_of(post), {"feed": feed.pk, "slot": slot}).status_code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=press, args=pair) for pair in zip(marketers, posts, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return answers
