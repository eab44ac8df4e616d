"""PostgreSQL reads feeds from their indexes, in order: what a page costs does not grow with the site."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Post
from feeds import actions
from feeds.actions.planning import COLUMNS, NEWCOMERS
from feeds.following import Place, stream
from feeds.models import Feed, FeedEntry
from feeds.showing import list_rows, rows_of
from feeds.visits import with_reader
from tests.factories import make_post

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def nodes(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """Return every node of the plan PostgreSQL makes for these rows.

    A test's tables are so small that reading and sorting them whole is the cheapest: both are made dear, as
    they are in a large table, so that the plan tells whether an index can serve the rows in order.
    """
    return nodes_of(*rows.query.sql_with_params())


def nodes_of(sql: str, params: tuple[Any, ...] | None = None) -> list[dict[str, Any]]:
    """The same of a statement."""
    with connection.cursor() as cursor:
        # What ANALYZE of another test knew stays when that test is rolled back: nothing is known here.
        cursor.execute("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relname LIKE 'feeds_%%'", [])
        for dear in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{dear} = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (plans,) = cursor.fetchone()
    (plan,) = json.loads(plans) if isinstance(plans, str) else plans
    return list(_below(plan["Plan"]))


def _below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _below(child)


def scan_of(found: list[dict[str, Any]], index: str) -> dict[str, Any]:
    """Return the scan of this index; it must be there, and nothing may be sorted after it."""
    assert not [node for node in found if "Sort" in node["Node Type"]]
    (scan,) = (node for node in found if node.get("Index Name") == index)
    assert scan["Scan Direction"] == "Forward"
    return scan


@pytest.fixture
def feed() -> Feed:
    actions.sync_post(make_post().pk)
    return Feed.objects.get(slug="home", language="en")


class TestNewestFirst:
    def test_a_page_of_a_feed_is_read_from_its_index(self, feed: Feed):
        rows = FeedEntry.objects.visible().filter(feed=feed).before(timezone.now(), 9_000).newest_first()[:21]
        scan = scan_of(nodes(rows), "feeds_feedentry_newest")
        assert "(feed_id = " in scan["Index Cond"]
        assert "(published_at <= " in scan["Index Cond"]

    def test_the_cursor_is_a_bound_of_the_scan_and_a_filter_for_its_own_moment(self, feed: Feed):
        """The textbook `t < x OR (t = x AND id < y)` would be a filter alone: the whole index up to it."""
        moment = timezone.now() - timedelta(days=3)
        rows = FeedEntry.objects.filter(feed=feed).before(moment, 77).newest_first()[:21]
        scan = scan_of(nodes(rows), "feeds_feedentry_newest")
        bounds = scan["Index Cond"].split(" AND ")
        assert len(bounds) == 2
        assert "published_at <= " in bounds[1]
        assert "published_at < " in scan["Filter"]
        assert "id < 77" in scan["Filter"]
        assert " OR " in scan["Filter"]

    def test_the_same_holds_for_all_posts_and_for_a_products_reviews(self):
        newest = Post.objects.published().before(timezone.now(), 77).newest_first()[:21]
        assert "published_at <= " in scan_of(nodes(newest), "community_post_newest")["Index Cond"]
        with connection.cursor() as cursor:
            # It serves the order too, and few rows do not tell which of the two is the better.
            cursor.execute("DROP INDEX community_post_newest")
        reviews = Post.objects.published().reviews().filter(product=1).before(timezone.now(), 77)
        scan = scan_of(nodes(reviews.newest_first()[:21]), "community_post_product")
        for bound in ("product_id = ", "kind", "published_at <= "):
            assert bound in scan["Index Cond"]

    def test_the_condition_is_written_as_a_bound_first(self, feed: Feed):
        sql = str(FeedEntry.objects.before(timezone.now(), 77).query)
        where = sql.partition("WHERE")[2].replace('"feeds_feedentry".', "")
        first, second = where.strip().strip("()").split(" AND ", 1)
        assert first.startswith('"published_at" <= ')
        assert '"published_at" < ' in second
        assert '"id" < 77' in second
        assert " OR " in second


class TestReading:
    def test_the_archive_skips_what_is_plain_without_reading_it(self, feed: Feed):
        rows = FeedEntry.objects.filter(feed=feed).kept().before(timezone.now(), 77).newest_first()[:21]
        with connection.cursor() as cursor:
            # It serves the order too, and few rows do not tell which of the two is the better.
            cursor.execute("DROP INDEX feeds_feedentry_newest")
        scan = scan_of(nodes(rows), "feeds_feedentry_archive")
        assert "(published_at <= " in scan["Index Cond"]
        assert "standing" not in scan["Filter"]

    def test_one_language_is_read_from_its_own_index(self, feed: Feed):
        rows = FeedEntry.objects.filter(feed=feed, language="en").before(timezone.now(), 77)
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX feeds_feedentry_newest")
        scan = scan_of(nodes(rows.newest_first()[:21]), "feeds_feedentry_language")
        for bound in ("feed_id = ", "language", "published_at <= "):
            assert bound in scan["Index Cond"]

    def test_what_arrived_newest_first_is_a_bound_too(self, feed: Feed):
        rows = FeedEntry.objects.filter(feed=feed).after(timezone.now(), 77).newest_first()[:100]
        assert "(published_at >= " in scan_of(nodes(rows), "feeds_feedentry_newest")["Index Cond"]

    def test_a_page_of_an_edition_scans_nothing_whole_but_the_few_restrictions(self, feed: Feed):
        found = nodes(FeedEntry.objects.visible().filter(feed=feed, pk__in=range(1, 25)))
        scanned = {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"}
        assert scanned <= {"wagtailcore_pageviewrestriction"}

    @pytest.mark.parametrize(
        "read",
        [
            lambda feed: list_rows(FeedEntry.objects.visible().filter(feed=feed, pk__in=range(1, 25))),
            lambda feed: list_rows(
                FeedEntry.objects.visible().filter(feed=feed).newest_first()[:21],
                archive=FeedEntry.objects.visible().filter(feed=feed).kept(),
            ),
            lambda feed: rows_of(range(1, 25)),
        ],
        ids=["slots", "newest", "cards"],
    )
    def test_what_a_page_lists_and_its_cards_print_scan_nothing_whole(self, feed: Feed, read):
        with CaptureQueriesContext(connection) as captured:
            read(feed)
        (query,) = captured
        found = nodes_of(query["sql"])
        scanned = {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"}
        assert scanned <= {"wagtailcore_pageviewrestriction"}

    def test_a_feed_is_found_with_its_reader_in_one_look_each(self, feed: Feed):
        found = nodes(with_reader(Feed.objects.filter(slug="home", language="en"), 1))
        used = {node.get("Index Name") for node in found}
        assert {"feeds_feed_slug_language", "feeds_reader_pkey"} <= used


class TestFollowing:
    place = Place(timezone.now() + timedelta(days=1), 77)

    @pytest.mark.parametrize(
        ("entries", "index", "others", "bound"),
        [
            (FeedEntry.objects.filter(feed=1), "newest", [], "feed_id = "),
            (FeedEntry.objects.filter(feed=1, author=1), "author", ["newest", "language"], "author_id = "),
        ],
    )
    def test_each_stream_is_read_from_its_index_no_further_than_a_page(self, entries, index, others, bound):
        with connection.cursor() as cursor:
            for other in others:  # Few rows do not tell which of them is the better.
                cursor.execute(f"DROP INDEX feeds_feedentry_{other}")
        found = nodes(stream(entries, self.place, 0))
        (scan,) = (node for node in found if node.get("Index Name") == f"feeds_feedentry_{index}")
        assert bound in scan["Index Cond"]
        assert "published_at <= " in scan["Index Cond"]
        # What is of one moment is put in order within it; nothing else is.
        (sort,) = (node for node in found if "Sort" in node["Node Type"])
        assert sort["Node Type"] == "Incremental Sort"
        assert not [node for node in found if node["Node Type"] == "Seq Scan"]

    def test_many_streams_scan_nothing_whole(self):
        rows = [stream(FeedEntry.objects.filter(feed=pk), self.place, pk) for pk in range(1, 30)]
        found = nodes(rows[0].union(*rows[1:], all=True))
        assert not [node for node in found if node["Node Type"] == "Seq Scan"]


class TestPlanning:
    @pytest.mark.parametrize("lane", ["editorial", "customer"])
    def test_candidates_come_by_rank_from_the_index(self, feed: Feed, lane):
        entries = feed.entries.in_standing().filter(lane=lane, language="en")
        scan = scan_of(nodes(entries.by_rank().values_list(*COLUMNS)[:2400]), "feeds_feedentry_lane")
        for bound in ("feed_id = ", "lane", "language"):
            assert bound in scan["Index Cond"]
        assert "Filter" not in scan

    def test_the_next_block_begins_where_the_last_ended(self, feed: Feed):
        entries = feed.entries.in_standing().filter(lane="customer", language="en").below(key=10**12, pk=77)
        scan = scan_of(nodes(entries.by_rank().values_list(*COLUMNS)[:2400]), "feeds_feedentry_lane")
        assert "key <= " in scan["Index Cond"]
        assert "id < 77" in scan["Filter"]

    def test_first_chances_come_least_shown_first_from_theirs(self, feed: Feed):
        waiting = feed.entries.owed_a_chance().filter(lane="customer", language="en")
        scan = scan_of(nodes(waiting.least_shown_first()[:NEWCOMERS]), "feeds_feedentry_least_shown")
        for bound in ("feed_id = ", "language"):
            assert bound in scan["Index Cond"]
        assert "standing" not in scan["Filter"]

    @pytest.mark.parametrize(
        ("over", "index", "other", "bound"),
        [
            ({"new_until__lte": timezone.now()}, "new", "least_shown", "new_until <= "),
            ({"language__in": ["en", "nb"], "exposures__gte": 200}, "least_shown", "new", "exposures >= "),
        ],
    )
    def test_first_chances_that_end_are_found_by_their_indexes(self, feed: Feed, over, index, other, bound):
        with connection.cursor() as cursor:
            # Few rows do not tell which of the two is the better.
            cursor.execute(f"DROP INDEX feeds_feedentry_{other}")
        found = nodes(feed.entries.owed_a_chance().filter(**over))
        (scan,) = (node for node in found if "Index Name" in node)
        assert scan["Index Name"] == f"feeds_feedentry_{index}"
        assert bound in scan["Index Cond"]

    def test_when_a_feed_last_changed_is_one_row_of_its_index(self, feed: Feed):
        newest = FeedEntry.objects.visible().filter(feed=OuterRef("pk")).newest_first()
        rows = Feed.objects.annotate(latest=Subquery(newest.values("published_at")[:1]))
        found = nodes(rows.exclude(latest=None).values_list("slug", "latest"))
        scans = [node for node in found if node.get("Relation Name") == "feeds_feedentry"]
        assert {node["Index Name"] for node in scans} == {"feeds_feedentry_newest"}
        assert not [node for node in found if "Sort" in node["Node Type"] or "Aggregate" in node["Node Type"]]

    def test_feeds_that_wait_to_be_planned_are_found_by_theirs(self, feed: Feed):
        waiting = Feed.objects.filter(dirty_at__isnull=False)
        assert any(node.get("Index Name") == "feeds_feed_dirty" for node in nodes(waiting))
