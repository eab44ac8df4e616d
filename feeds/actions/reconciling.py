"""Reconciling: every entry is compared with its source, and what differs is repaired.

Nothing should ever differ. Sources are read in blocks by their ids, so that ten million entries take no more
memory than a thousand. What seems to differ is looked at once more with its source locked, for the site goes
on meanwhile; what is still to be synced is nobody's fault.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from community.actions.weighing import site_mean
from community.models import Post
from content.models import EditorialPage
from feeds import outbox
from feeds.actions.placing import follow_turning
from feeds.actions.syncing import (
    NEW_EXPOSURES,
    WRITTEN,
    Chosen,
    first_topic,
    lock_sources,
    own_pages,
    page_entry,
    post_entry,
    sync_page,
    sync_post,
)
from feeds.membership import Place, is_in, places_of_page, places_of_post
from feeds.models import Feed, FeedEntry, PendingSync
from feeds.rules import Rule

log = structlog.get_logger(__name__)

BLOCK = 500
# A task has a minute; what is left then is the next one's.
A_WHILE = 40.0
# A first chance that has just run out stands until its feed is planned.
PLANNED_WITHIN = timedelta(hours=1)
NO_FEED, NO_EDITION = "missing feed", "feed without an edition"
MISSING, EXTRA = "missing entry", "extra entry"
NEW, PLAIN = FeedEntry.Standing.NEW, FeedEntry.Standing.PLAIN

# Relations by their ids: what they point at is nobody's concern here.
FIELDS = {field.name: field.attname for field in FeedEntry._meta.concrete_fields}

Wrong = Counter[str]


def reconcile() -> Wrong:
    """Compare every entry with its source, repair what differs; return what it was, by kind. Expected: none.

    Each repair is a transaction by itself: it may stop anywhere and be run again.
    """
    wrong, _following = _reconcile_from(0, seconds=float("inf"))
    return wrong


def reconcile_next(after: int = 0) -> None:
    """The same for a while, of posts after this id; then ask for the rest. What was wrong is logged.

    Where the message that asks is lost, the rest waits for the next night.
    """
    wrong, following = _reconcile_from(after, seconds=A_WHILE)
    if wrong:
        log.warning("feeds were wrong", **{kind.replace(" ", "_"): count for kind, count in wrong.items()})
    if following is not None:
        outbox.go_on_reconciling(following)


def _reconcile_from(after: int, *, seconds: float) -> tuple[Wrong, int | None]:
    until = time.monotonic() + seconds
    while follow_turning():
        pass
    wrong: Wrong = Counter()
    known = _Known.read()
    for ids in _blocks(Post.objects.order_by("pk").values_list("pk", flat=True), after):
        for pk in _of_posts(ids, known):
            wrong.update(found := _repair_post(pk, known))
            if NO_FEED in found:
                known = _Known.read()
        if time.monotonic() > until:
            return wrong, ids[-1]
    wrong.update(_pages(known))
    wrong.update(_editions())
    return wrong, None


@dataclass(frozen=True)
class _Known:
    """The feeds there are; few, whatever the number of entries."""

    by_name: dict[tuple[str, str], Feed]
    by_id: dict[int, Feed]
    own: list[tuple[Feed, Rule]]

    @classmethod
    def read(cls) -> "_Known":
        feeds = list(Feed.objects.all())
        own = [(feed, Rule.read(feed.rule)) for feed in feeds if feed.kind == Feed.Kind.CUSTOM]
        return cls(
            {(feed.slug, feed.language): feed for feed in feeds}, {feed.pk: feed for feed in feeds}, own
        )

    def at(self, places: Iterable[Place]) -> list[Feed | None]:
        return [self.by_name.get((place.slug, place.language)) for place in places]

    def among(self, ids: Iterable[int]) -> list[Feed]:
        return [self.by_id[pk] for pk in ids if pk in self.by_id]

    def being_filled(self) -> set[int]:
        """Marketers' own feeds whose rule is new: they lack entries for a while, or have too many."""
        return {feed.pk for feed, _rule in self.own if feed.fill_asked_at}


@transaction.atomic
def _repair_post(pk: int, known: _Known) -> list[str]:
    lock_sources([pk], [])
    if PendingSync.objects.filter(post=pk).exists():
        return []
    found = _of_posts([pk], known).get(pk, [])
    if found:
        sync_post(pk)
    return found


def _of_posts(ids: list[int], known: _Known) -> dict[int, list[str]]:
    """Return what is wrong with the entries of these posts; a fixed number of queries."""
    posts = Post.objects.filter(pk__in=ids).select_related("product").prefetch_related("topic_links__topic")
    chosen = Chosen.of(Q(post__in=ids), Q(fallback_post__in=ids), "post_id", "fallback_post_id")
    actual = _by_source(FeedEntry.objects.filter(post__in=ids), "post_id")
    public = set(Post.objects.in_feeds().filter(pk__in=ids).values_list("pk", flat=True))
    mean = site_mean()
    wrong = {}
    for post in posts:
        feeds: list[Feed | None] = []
        if post.pk in public:
            feeds = known.at(places_of_post(post))
            feeds += [feed for feed, rule in known.own if is_in(post, feed, rule)]
            feeds += known.among(chosen.kept[post.pk])
        wanted = {
            feed.pk: post_entry(post, feed, first_topic(post), feed.pk in chosen.picked[post.pk], mean)
            for feed in feeds
            if feed
        }
        if found := _differences(wanted, actual[post.pk], known, lacks_feed=None in feeds):
            wrong[post.pk] = found
    return wrong


def _pages(known: _Known) -> Wrong:
    wrong: Wrong = Counter()
    stands = Exists(FeedEntry.objects.filter(page=OuterRef("pk")))
    rows = Page.objects.filter(stands | Q(pk__in=own_pages().values("pk"))).order_by("pk")
    for ids in _blocks(rows.values_list("pk", flat=True)):
        for pk in _of_pages(ids, known):
            wrong.update(found := _repair_page(pk, known))
            if NO_FEED in found:
                known = _Known.read()
    return wrong


@transaction.atomic
def _repair_page(pk: int, known: _Known) -> list[str]:
    lock_sources([], [pk])
    if PendingSync.objects.filter(page=pk).exists():
        return []
    found = _of_pages([pk], known).get(pk, [])
    if found:
        sync_page(pk)
    return found


def _of_pages(ids: list[int], known: _Known) -> dict[int, list[str]]:
    """Return what is wrong with the entries of these pages."""
    rows = own_pages().filter(pk__in=ids).specific().select_related("locale")
    pages = {page.pk: page for page in rows if isinstance(page, EditorialPage) and page.feed_kind}
    chosen = Chosen.of(Q(page__in=ids), Q(fallback_page__in=ids), "page_id", "fallback_page_id")
    actual = _by_source(FeedEntry.objects.filter(page__in=ids), "page_id")
    wrong = {}
    for pk in ids:
        feeds: list[Feed | None] = []
        if page := pages.get(pk):
            own = [
                feed
                for feed, rule in known.own
                if feed.language == page.locale.language_code and rule.fits_page(page)
            ]
            feeds = [*known.at(places_of_page(page)), *own, *known.among(chosen.kept[pk])]
        wanted = {
            feed.pk: page_entry(page, feed, feed.pk in chosen.picked[pk]) for feed in feeds if feed and page
        }
        if found := _differences(wanted, actual[pk], known, lacks_feed=None in feeds):
            wrong[pk] = found
    return wrong


def _differences(
    wanted: dict[int, FeedEntry], actual: dict[int, FeedEntry], known: _Known, *, lacks_feed: bool
) -> list[str]:
    """Return what is wrong with a source's entries, one kind for each that is."""
    found = [NO_FEED] if lacks_feed else []
    unsure = known.being_filled()
    found += [MISSING for feed in wanted.keys() - actual.keys() - unsure]
    found += [EXTRA for feed in actual.keys() - wanted.keys() - unsure]
    for feed in wanted.keys() & actual.keys():
        found += [f"wrong {name}" for name in WRITTEN if _differ(name, wanted[feed], actual[feed])]
    return found


def _differ(name: str, wanted: FeedEntry, actual: FeedEntry) -> bool:
    field = FIELDS[name]
    if getattr(wanted, field) == getattr(actual, field):
        return False
    if name != "standing":
        return True
    # First chances end by views and by the clock, when their feed is planned.
    is_seen_enough = (wanted.standing, actual.standing) == (NEW, PLAIN) and actual.exposures >= NEW_EXPOSURES
    has_run_out = (wanted.standing, actual.standing) == (PLAIN, NEW) and _has_just_passed(actual.new_until)
    return not (is_seen_enough or has_run_out)


def _has_just_passed(moment: datetime | None) -> bool:
    return moment is not None and timedelta() <= timezone.now() - moment < PLANNED_WITHIN


def _editions() -> Wrong:
    """Have feeds planned that hold something, and that nobody planned or means to."""
    rows = Feed.objects.filter(Exists(FeedEntry.objects.filter(feed=OuterRef("pk"))))
    feeds = list(rows.filter(current_edition=None, dirty_at=None))
    outbox.mark_dirty(feeds)
    return Counter({NO_EDITION: len(feeds)} if feeds else {})


def _blocks(ids: QuerySet[Any, int], after: int = 0) -> Iterator[list[int]]:
    """Return ids in blocks, each read by itself: nothing is held open while blocks are worked on."""
    while block := list(ids.filter(pk__gt=after)[:BLOCK]):
        yield block
        after = block[-1]


def _by_source(rows: Iterable[FeedEntry], source: str) -> dict[int, dict[int, FeedEntry]]:
    """Return entries by source and feed."""
    found: dict[int, dict[int, FeedEntry]] = defaultdict(dict)
    for pk, of_source in groupby(sorted(rows, key=attrgetter(source)), attrgetter(source)):
        found[pk] = {row.feed_id: row for row in of_source}
    return found
