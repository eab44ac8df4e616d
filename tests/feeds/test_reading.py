"""Reading: nothing twice, nothing lost, only what is public, a reason for every entry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community import actions as community
from community.models import Post
from content.brand import current_brand
from feeds import actions
from feeds.models import Edition, Feed, FeedEntry
from feeds.reading import NEWEST, PAGE, FeedPage, find_feed, read_feed
from tests.factories import make_marketer, make_member, make_post, make_story

pytestmark = pytest.mark.django_db


def fill(count: int) -> list[Post]:
    posts = [make_post(title=f"Tip {number}") for number in range(count)]
    for post in posts:
        actions.sync_post(post.pk)
    plan()
    return posts


def plan() -> None:
    Feed.objects.update(dirty_at=timezone.now())
    actions.plan_due_feeds()


def read(after: str = "", order: str = "planned") -> FeedPage:
    feed = find_feed("home", "en")
    return read_feed(feed, slug="home", title="Home", brand=current_brand(), after=after, order=order)


def posts_of(page: FeedPage) -> list[int]:
    return [each.row.post_id for each in page.entries if each.row.post_id]


def read_all(order: str = "planned") -> list[int]:
    page = read(order=order)
    ids = posts_of(page)
    while page.next_cursor:
        page = read(page.next_cursor, order)
        ids += posts_of(page)
    return ids


class TestReadFeed:
    def test_an_empty_feed_is_an_empty_page(self):
        page = read()
        assert page.entries == []
        assert page.next_cursor == ""

    def test_counts_slots_from_one_and_says_the_mix(self):
        story = make_story()
        actions.sync_page(story.pk)
        fill(3)
        page = read()
        assert [entry.slot for entry in page.entries] == [1, 2, 3, 4]
        assert (page.mix.editorial, page.mix.customer) == (1, 3)

    def test_says_why_each_entry_is_there(self):
        actions.sync_page(make_story().pk)
        new = fill(1)[0]
        liked = make_post()
        Post.objects.filter(pk=liked.pk).update(eligible_at=timezone.now(), ratings=1, approvals=1)
        actions.sync_post(liked.pk)
        plan()
        whys = {each.row.post_id: each.sentence for each in read().entries}
        assert whys[new.pk] == "New: shown to give it a chance"
        assert "Customers found this useful" in whys.values()
        assert any("is kept for the brand" in why for why in whys.values())

    def test_names_the_brand_and_the_last_day_of_a_placement(self):
        post = fill(1)[0]
        feed = Feed.objects.get(slug="home", language="en")
        until = timezone.now().replace(month=12, day=1, hour=12) + timedelta(days=365)
        actions.place(feed, by=make_marketer(), post=post, ends_at=until)
        plan()
        assert read().entries[0].sentence == "Chosen by Alongside until 1 December"

    def test_pages_hold_everything_once(self):
        posts = fill(2 * PAGE + 5)
        ids = read_all()
        assert len(ids) == len(set(ids)) == len(posts)

    def test_a_reader_stays_in_the_edition_they_began_in(self):
        posts = fill(PAGE + 10)
        first = read()
        fresh = make_post(title="Just now")
        actions.sync_post(fresh.pk)
        plan()
        second = read(first.next_cursor)
        seen = [entry.row.post_id for entry in first.entries + second.entries]
        assert sorted(seen) == sorted(post.pk for post in posts)

    def test_what_was_taken_down_is_skipped_and_nothing_else(self):
        posts = fill(PAGE + 10)
        first = read()
        gone = next(post for post in posts if post.pk not in {e.row.post_id for e in first.entries})
        community.withdraw(gone, by=gone.author)
        seen = {entry.row.post_id for entry in first.entries + read(first.next_cursor).entries}
        assert seen == {post.pk for post in posts} - {gone.pk}

    def test_an_expired_edition_goes_on_after_the_same_entry(self):
        fill(PAGE + 10)
        first = read()
        old = Edition.objects.get(feed__slug="home", feed__language="en")
        feed = Feed.objects.get(slug="home", language="en")
        feed.current_edition = Edition.objects.create(feed=feed, number=99, slots=old.slots)
        feed.save()
        old.delete()
        second = read(first.next_cursor)
        assert {e.row.post_id for e in first.entries}.isdisjoint(e.row.post_id for e in second.entries)
        assert second.entries[0].slot == PAGE + 1

    @pytest.mark.parametrize("cursor", ["", "nonsense", "AAAA", "é", "A" * 500])
    def test_a_cursor_that_cannot_be_read_begins_anew(self, cursor):
        fill(3)
        assert [entry.slot for entry in read(cursor).entries] == [1, 2, 3]

    def test_goes_on_with_the_archive_after_the_last_slot(self):
        feed_size = {"size": 4, "page": 4}
        posts = fill(10)
        Feed.objects.update(config=feed_size)
        for post in posts:
            Post.objects.filter(pk=post.pk).update(eligible_at=timezone.now())
            actions.sync_post(post.pk)
        plan()
        ids = read_all()
        assert sorted(ids) == sorted(post.pk for post in posts)
        assert len(ids) == len(set(ids))

    def test_newest_first_shows_every_public_post_without_any_gate(self):
        posts = fill(PAGE + 3)
        plain = make_post(make_member(), title="Nobody rated this")
        Post.objects.filter(pk=plain.pk).update(published_at=timezone.now() - timedelta(days=30))
        actions.sync_post(plain.pk)
        assert FeedEntry.objects.filter(post=plain).first().standing == "plain"
        ids = read_all(NEWEST)
        assert ids[-1] == plain.pk
        assert sorted(ids) == sorted([*(post.pk for post in posts), plain.pk])

    def test_costs_the_same_however_long_the_feed(self, django_assert_num_queries):
        fill(5)
        feed, brand = find_feed("home", "en"), current_brand()
        with django_assert_num_queries(1):
            read_feed(feed, slug="home", title="Home", brand=brand)
        fill(PAGE)
        feed = find_feed("home", "en")
        with django_assert_num_queries(1):
            read_feed(feed, slug="home", title="Home", brand=brand)
