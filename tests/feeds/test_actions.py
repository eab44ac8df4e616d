"""Entries follow their sources, editions follow entries, placements are refused where they clash."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from community import actions as community
from community.models import Notification, Post
from feeds import actions
from feeds.actions.placing import NotPublic, SlotTaken
from feeds.models import Edition, Feed, FeedEntry, PendingSync, Placement
from feeds.planning import from_row
from tests.factories import (
    home,
    make_brand_member,
    make_marketer,
    make_member,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db


def sync(post: Post) -> None:
    actions.sync_post(post.pk)


def slugs_of(post: Post) -> set[tuple[str, str]]:
    return set(FeedEntry.objects.filter(post=post).values_list("feed__slug", "feed__language"))


def planned(slug: str = "home", language: str = "en") -> list[FeedEntry]:
    """The entries of a feed's current edition, in order."""
    feed = Feed.objects.get(slug=slug, language=language)
    actions.plan_feed(feed.pk)
    feed.refresh_from_db()
    slots = [from_row(row) for row in feed.current_edition.slots] if feed.current_edition else []
    rows = FeedEntry.objects.in_bulk([slot.id for slot in slots])
    return [rows[slot.id] for slot in slots]


class TestSyncPost:
    def test_puts_a_customers_post_into_every_feed_it_is_about_in_every_language(self):
        product, topic = make_product("kvern"), make_topic("grinding")
        post = make_post(product=product, topics=[topic])
        sync(post)
        assert slugs_of(post) == {
            (slug, language)
            for slug in ("home", "product-kvern", "topic-grinding")
            for language in ("en", "nb")
        }
        lanes = set(FeedEntry.objects.filter(post=post).values_list("lane", "author", "product", "topic"))
        assert lanes == {("customer", post.author_id, product.pk, topic.pk)}

    def test_keeps_the_brands_words_in_the_editorial_lane_of_their_language(self):
        post = make_post(make_brand_member())
        sync(post)
        assert slugs_of(post) == {("home", "en")}
        assert FeedEntry.objects.get(post=post).lane == FeedEntry.Lane.EDITORIAL

    def test_twice_is_the_same_as_once(self):
        post = make_post()
        sync(post)
        before = list(FeedEntry.objects.values().order_by("pk"))
        sync(post)
        assert list(FeedEntry.objects.values().order_by("pk")) == before

    def test_forgets_a_post_that_is_gone(self):
        actions.sync_post(987654)
        assert not FeedEntry.objects.exists()

    def test_waits_with_what_is_not_public(self):
        sync(make_waiting_post())
        assert not FeedEntry.objects.filter(post__isnull=False).exists()

    def test_leaves_feeds_that_the_post_no_longer_belongs_to(self):
        post = make_post(product=make_product("svane"))
        sync(post)
        Post.objects.filter(pk=post.pk).update(product=None)
        sync(post)
        assert slugs_of(post) == {("home", "en"), ("home", "nb")}

    def test_gives_a_new_post_its_first_chance_and_an_old_one_none(self):
        new, old = make_post(), make_post()
        Post.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=8))
        sync(new)
        sync(old)
        assert set(FeedEntry.objects.filter(post=new).values_list("standing", flat=True)) == {"new"}
        assert set(FeedEntry.objects.filter(post=old).values_list("standing", flat=True)) == {"plain"}


class TestLawOneTakingDownIsImmediate:
    def test_withdrawing_deletes_the_entries_in_the_same_transaction(self):
        post = make_post()
        sync(post)
        with transaction.atomic():
            community.withdraw(post, by=post.author)
            assert not FeedEntry.objects.filter(post=post).exists()

    def test_removing_and_keeping_out_of_feeds_hide_it_before_any_worker_runs(self, no_worker):
        removed, kept_out = make_post(), make_post()
        sync(removed)
        sync(kept_out)
        community.remove(removed)
        community.keep_out_of_feeds(kept_out, reason="Not about our products.")
        assert not FeedEntry.objects.visible().filter(post__in=[removed, kept_out]).exists()

    def test_erasing_the_author_leaves_nothing(self):
        post = make_post()
        sync(post)
        post.author.delete()
        assert not FeedEntry.objects.filter(post__isnull=False).exists()

    def test_a_private_page_can_be_deleted(self):
        story = make_story()
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
        story.delete()
        connection.check_constraints()

        assert not PendingSync.objects.filter(page=story.pk).exists()

    def test_an_unpublished_page_is_gone_at_once(self):
        story = make_story()
        actions.sync_page(story.pk)
        story.unpublish()
        assert not FeedEntry.objects.filter(page_id=story.pk).exists()


class TestLawTwoALostEventNeverLeaks:
    def test_an_entry_left_behind_is_not_visible(self):
        post = make_post()
        sync(post)
        Post.objects.filter(pk=post.pk).update(state="removed")
        assert FeedEntry.objects.filter(post=post).exists()
        assert not FeedEntry.objects.visible().filter(post=post).exists()

    def test_a_page_behind_a_restriction_is_not_visible(self):
        story = make_story()
        actions.sync_page(story.pk)
        PageViewRestriction.objects.bulk_create(
            [PageViewRestriction(page_id=story.pk, restriction_type=PageViewRestriction.LOGIN)]
        )
        assert FeedEntry.objects.filter(page_id=story.pk).exists()
        assert not FeedEntry.objects.visible().filter(page_id=story.pk).exists()


class TestLawThreeTheRowIsTheQueue:
    def test_a_lost_message_is_found_by_the_sweep(self, no_worker, django_capture_on_commit_callbacks):
        from feeds.tasks import catch_up, plan_dirty_feeds

        with django_capture_on_commit_callbacks():
            post = make_post()
        assert PendingSync.objects.filter(post=post).exists()
        catch_up()
        plan_dirty_feeds()
        assert [entry.post_id for entry in planned()] == [post.pk]
        assert not PendingSync.objects.exists()
        assert not Feed.objects.due().exists()


class TestSyncPage:
    def test_puts_a_story_into_home_and_what_it_is_about(self):
        product, topic = make_product("trakt"), make_topic("water")
        story = make_story(product=product, topic=topic)
        actions.sync_page(story.pk)
        entries = FeedEntry.objects.filter(page_id=story.pk)
        assert set(entries.values_list("feed__slug", "feed__language", "lane")) == {
            ("home", "en", "editorial"),
            ("product-trakt", "en", "editorial"),
            ("topic-water", "en", "editorial"),
        }

    def test_keeps_an_alias_out_whose_words_are_in_another_language(self):
        norwegian = Locale.objects.get(language_code="nb")
        alias = make_story().copy_for_translation(norwegian, copy_parents=True, alias=True)
        actions.sync_page(alias.pk)
        assert not FeedEntry.objects.filter(page_id=alias.pk).exists()
        assert not actions.reconcile()

    def test_keeps_home_and_index_pages_out(self):
        actions.sync_page(home().pk)
        assert not FeedEntry.objects.exists()

    def test_a_restriction_takes_a_page_out(self, django_capture_on_commit_callbacks):
        page = make_product_page()
        actions.sync_page(page.pk)
        with django_capture_on_commit_callbacks(execute=True):
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        assert not FeedEntry.objects.filter(page_id=page.pk).exists()


class TestPlanFeed:
    def test_writes_nothing_when_nothing_changed(self):
        sync(make_post())
        first = planned()
        Feed.objects.update(dirty_at=timezone.now())
        assert planned() == first
        assert Edition.objects.filter(feed__slug="home", feed__language="en").count() == 1

    def test_puts_the_feeds_own_language_first(self):
        other = make_post(language="nb", title="Mal finere")
        own = make_post(language="en")
        for post in (other, own):
            Post.objects.filter(pk=post.pk).update(eligible_at=timezone.now())
            sync(post)
        Post.objects.filter(pk=own.pk).update(published_at=timezone.now() - timedelta(days=200))
        sync(own)
        assert [entry.post_id for entry in planned("home", "en")] == [own.pk, other.pk]
        assert [entry.post_id for entry in planned("home", "nb")] == [other.pk, own.pk]

    def test_mixes_both_lanes_one_to_three(self):
        for _number in range(2):
            actions.sync_page(make_story().pk)
        for _number in range(6):
            sync(make_post())
        lanes = [entry.lane[0] for entry in planned()]
        assert lanes.count("e") == 2
        assert lanes[:4].count("c") == 3

    def test_stars_and_tone_change_not_one_byte(self):
        product = make_product("lodd")
        posts = [make_post(kind="review", product=product, stars=stars) for stars in (1, 2, 4, 5)]
        for post in posts:
            sync(post)
        planned()
        feed = Feed.objects.get(slug="home", language="en")
        before = feed.current_edition.slots
        for post, stars in zip(posts, (5, 4, 2, 1), strict=True):
            post.revisions.update(stars=stars, body="Awful.", body_html="<p>Awful, terrible, hate it.</p>")
            sync(post)
        Feed.objects.update(dirty_at=timezone.now())
        assert actions.plan_feed(feed.pk) is False
        feed.refresh_from_db()
        assert feed.current_edition.slots == before


class TestPlace:
    def test_pins_a_post_to_its_slot_and_tells_the_author(self):
        posts = [make_post() for _number in range(4)]
        for post in posts:
            sync(post)
        feed = Feed.objects.get(slug="home", language="en")
        until = timezone.now() + timedelta(days=3)
        actions.place(feed, by=make_marketer(), post=posts[0], slot=2, ends_at=until)
        assert planned()[1].post_id == posts[0].pk
        assert Notification.objects.filter(member=posts[0].author, kind="featured").count() == 1

    def test_refuses_a_second_pin_on_the_slot_and_changes_nothing(self):
        first, second = make_post(), make_post()
        sync(first)
        sync(second)
        feed = Feed.objects.get(slug="home", language="en")
        marketer = make_marketer()
        actions.place(feed, by=marketer, post=first, slot=1)
        with pytest.raises(SlotTaken):
            actions.place(feed, by=marketer, post=second, slot=1)
        assert Placement.objects.count() == 1
        assert not Notification.objects.filter(member=second.author, kind="featured").exists()

    def test_allows_the_slot_again_after_the_first_has_ended(self):
        post = make_post()
        sync(post)
        feed = Feed.objects.get(slug="home", language="en")
        now, marketer = timezone.now(), make_marketer()
        actions.place(feed, by=marketer, post=post, slot=1, ends_at=now + timedelta(days=1))
        actions.place(feed, by=marketer, post=post, slot=1, starts_at=now + timedelta(days=1))
        assert Placement.objects.count() == 2

    def test_refuses_what_is_not_public(self):
        post = make_waiting_post()
        sync(make_post(make_member()))
        with pytest.raises(NotPublic):
            actions.place(Feed.objects.first(), by=make_marketer(), post=post)
        assert not Placement.objects.exists()

    def test_cancelling_lets_the_feed_close_up(self):
        posts = [make_post() for _number in range(2)]
        for post in posts:
            sync(post)
        feed = Feed.objects.get(slug="home", language="en")
        placement = actions.place(feed, by=make_marketer(), post=posts[0], slot=1)
        assert planned()[0].post_id == posts[0].pk
        actions.cancel_placement(placement)
        assert planned()[0].post_id == posts[1].pk

    @pytest.mark.postgres
    def test_the_database_itself_refuses_overlapping_pins(self):
        post = make_post()
        sync(post)
        feed = Feed.objects.get(slug="home", language="en")
        Placement.objects.create(feed=feed, post=post, slot=3)
        with pytest.raises(IntegrityError), transaction.atomic():
            Placement.objects.create(feed=feed, post=post, slot=3)
        assert Placement.objects.count() == 1
