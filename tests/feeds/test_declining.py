"""What an author took down stays down, whoever would bring it back; and who is told, and who no longer."""

import pytest
from django.test import Client

from community.actions.mail import send_due_mail
from community.models import Notification
from feeds import actions
from feeds.actions.arranging import CannotUndo
from feeds.actions.placing import AuthorDeclined, NotPublic
from feeds.curation_log import log_of
from feeds.links import declining_address
from feeds.models import Feed, FeedEntry, Placement, PlacementChange
from tests.factories import make_marketer, make_post, make_product, make_story
from tests.feeds.test_curating import entry_of, front, home_feed, in_home_feed, known

pytestmark = pytest.mark.django_db


def product_feed() -> Feed:
    """A feed that a post about nothing does not belong to by rule."""
    actions.sync_post(make_post(product=make_product("kvern")).pk)
    return Feed.objects.get(slug="product-kvern", language="en")


def standing() -> list[tuple[int | None, int | None]]:
    return list(Placement.objects.filter(cancelled_at=None).values_list("post", "slot").order_by("slot"))


def unsent(member) -> int:
    return Notification.objects.filter(member=member, kind="featured", cancelled_at=None).count()


class TestUndoing:
    def test_does_not_bring_back_what_its_author_took_down(self):
        post, kari, feed = in_home_feed(), make_marketer(), home_feed()
        actions.cancel_placement(actions.place(feed, by=kari, post=post, slot=1), by=kari)
        taken_back = PlacementChange.objects.get(what="taken back")
        actions.place(feed, by=kari, post=post, slot=2)
        actions.decline(post)
        with pytest.raises(AuthorDeclined):
            actions.undo_change(taken_back, by=kari)
        assert standing() == []
        assert [line.can_undo for line in log_of(feed)] == [False] * 4
        # Allowed again, it is theirs to bring back.
        actions.allow_again(post)
        actions.undo_change(taken_back, by=kari)
        assert standing() == [(post.pk, 1)]

    def test_brings_a_pin_back_without_what_was_to_follow_it_and_has_left(self):
        post, other, kari = in_home_feed(), in_home_feed(), make_marketer()
        [pin] = actions.place_in([home_feed()], by=kari, post=post, slot=1, fallback=other)
        actions.cancel_placement(pin, by=kari)
        taken_back = PlacementChange.objects.get(what="taken back")
        actions.place(home_feed(), by=kari, post=other, slot=3)
        actions.decline(other)
        actions.undo_change(taken_back, by=kari)
        pin.refresh_from_db()
        assert (pin.slot, pin.cancelled_at, pin.fallback_post) == (1, None, None)

    def test_does_not_bring_back_a_page_that_is_shown_no_more(self):
        story, kari = make_story("From the workshop"), make_marketer()
        in_home_feed()
        actions.cancel_placement(actions.place(home_feed(), by=kari, page=story, slot=1), by=kari)
        story.unpublish()
        with pytest.raises(NotPublic):
            actions.undo_change(PlacementChange.objects.get(what="taken back"), by=kari)
        assert standing() == []

    def test_leaves_alone_what_somebody_changed_later_and_back(self):
        post, kari, per = in_home_feed(), make_marketer("Kari"), make_marketer("Per")
        for slot, by in ((3, kari), (5, kari), (7, make_marketer("Ola")), (5, per)):
            actions.arrange(home_feed(), by=by, wishes={entry_of(post): slot}, known=known())
        mine, olas, pers = PlacementChange.objects.filter(what="moved").order_by("pk")
        assert [line.can_undo for line in log_of(home_feed())] == [True, False, False, False]
        with pytest.raises(CannotUndo):
            actions.undo_change(mine, by=kari)
        assert standing() == [(post.pk, 5)]
        # One after the other, the latest first, each can be.
        for line, slot in ((pers, 7), (olas, 5), (mine, 3)):
            actions.undo_change(line, by=kari)
            assert standing() == [(post.pk, slot)]


class TestWhatWasToFollow:
    def test_and_was_taken_down_is_not_named_again(self):
        post, other, kari = in_home_feed(), in_home_feed(), make_marketer()
        actions.place(home_feed(), by=kari, post=other, slot=2)
        actions.decline(other)
        with pytest.raises(AuthorDeclined) as refusal:
            actions.place_in([home_feed()], by=kari, post=post, slot=1, fallback=other)
        assert other.title in str(refusal.value)
        assert standing() == []
        assert not Notification.objects.filter(member=post.author, kind="featured").exists()

    def test_and_declined_is_neither_named_nor_placed_there_until_it_is_allowed(self, client: Client):
        post, other, kari = in_home_feed(), in_home_feed(title="Grind finer"), make_marketer()
        actions.place_in([home_feed()], by=kari, post=post, slot=1, fallback=other)
        client.post(declining_address(other), {"decline": ""})
        assert standing() == [(post.pk, 1)]
        with pytest.raises(AuthorDeclined):
            actions.place(home_feed(), by=kari, post=other, slot=4)
        with pytest.raises(AuthorDeclined):
            actions.place_in([home_feed()], by=kari, post=in_home_feed(), slot=5, fallback=other)
        assert standing() == [(post.pk, 1)]
        # Said in the log and on the author's page; it never stood there, so their profile says nothing.
        assert [line.change.get_what_display() for line in log_of(home_feed())] == [
            "taken down by its author",
            "placed",
        ]
        assert "Allow it again" in client.get(declining_address(other)).text
        assert not Placement.objects.begun().filter(post=other).exists()
        client.post(declining_address(other), {"allow": ""})
        actions.place(home_feed(), by=kari, post=other, slot=4)
        assert standing() == [(post.pk, 1), (other.pk, 4)]

    def test_and_declined_leaves_the_feed_it_waited_in(self):
        post, other, feed = in_home_feed(), in_home_feed(), product_feed()
        actions.place_in([feed], by=make_marketer(), post=post, slot=1, fallback=other)
        assert feed.entries.filter(post=other).exists()
        actions.decline(other)
        assert not feed.entries.filter(post=other).exists()
        assert home_feed().entries.filter(post=other).exists()

    @pytest.mark.parametrize("is_public", [True, False])
    def test_takes_the_slot_of_what_was_taken_down_if_it_is_public_still(self, is_public):
        post, story = in_home_feed(), make_story("From the workshop")
        actions.place_in([home_feed()], by=make_marketer(), post=post, slot=1, fallback=story)
        if not is_public:
            story.unpublish()
        actions.decline(post)
        held = Placement.objects.filter(cancelled_at=None).values_list("page", "slot")
        assert list(held) == ([(story.pk, 1)] if is_public else [])

    def test_must_be_public_when_it_is_named(self):
        post, story = in_home_feed(), make_story("From the workshop")
        story.unpublish()
        with pytest.raises(NotPublic):
            actions.place_in([home_feed()], by=make_marketer(), post=post, slot=1, fallback=story)
        assert standing() == []


class TestDecliningInSeveralFeeds:
    def test_takes_all_of_them_and_leaves_what_it_belongs_to_by_rule(self):
        post, other, kari = in_home_feed(), in_home_feed(), make_marketer()
        feeds = [home_feed("en"), home_feed("nb"), product_feed()]
        actions.place_in(feeds, by=kari, post=post, slot=1)
        actions.place_in([home_feed()], by=kari, post=other, slot=3, fallback=post)
        assert actions.decline(post) == 4
        assert standing() == [(other.pk, 3)]
        assert set(FeedEntry.objects.filter(post=post).values_list("feed__slug", "standing")) == {
            ("home", "new")
        }
        assert front()[0] != post.pk
        for feed in feeds:
            with pytest.raises(AuthorDeclined):
                actions.place(feed, by=kari, post=post)


class TestNews:
    def test_of_what_was_taken_back_before_it_was_mailed_is_not_mailed(self):
        post, other, kari = in_home_feed(), in_home_feed(), make_marketer()
        first, second = actions.place_in([home_feed("en"), home_feed("nb")], by=kari, post=post, slot=1)
        follows = actions.place_in([home_feed()], by=kari, post=in_home_feed(), slot=5, fallback=other)
        assert (unsent(post.author), unsent(other.author)) == (1, 1)
        actions.cancel_placement(first, by=kari)
        assert unsent(post.author) == 1
        actions.cancel_placement(second, by=kari)
        actions.cancel_placement(follows[0], by=kari)
        assert (unsent(post.author), unsent(other.author)) == (0, 0)

    def test_nor_where_it_was_unpinned_on_the_board(self):
        post, kari = in_home_feed(), make_marketer()
        for slot in (1, None):
            actions.arrange(home_feed(), by=kari, wishes={entry_of(post): slot}, known=known())
        assert unsent(post.author) == 0

    def test_comes_when_an_undo_puts_it_back_unless_they_were_told_already(self):
        post, kari = in_home_feed(), make_marketer()
        placement = actions.place(home_feed(), by=kari, post=post, slot=1)
        actions.cancel_placement(placement, by=kari)
        actions.undo_change(PlacementChange.objects.latest("pk"), by=kari)
        assert unsent(post.author) == 1
        send_due_mail()
        actions.cancel_placement(placement, by=kari)
        actions.undo_change(PlacementChange.objects.latest("pk"), by=kari)
        assert unsent(post.author) == 1


class TestPlacing:
    def test_a_page_that_was_taken_down_or_restricted_meanwhile_is_refused(self):
        in_home_feed()
        story, hidden = make_story("From the workshop"), make_story("For dealers")
        story.__class__.objects.get(pk=story.pk).unpublish()
        hidden.view_restrictions.create(restriction_type="login")
        for stale in (story, hidden):
            assert stale.live
            with pytest.raises(NotPublic):
                actions.place(home_feed(), by=make_marketer(), page=stale, slot=1)
        assert standing() == []
