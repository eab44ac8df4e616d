"""Entries follow their sources. One function serves first time, retry, late and repair alike."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from community import ratings
from community.actions.repeating import repeated_on_deadlock
from community.actions.weighing import site_mean
from community.models import Post
from community.models.posts import State
from content.models import EditorialPage
from content.shown import shown_pages
from feeds.actions.listing import list_page, list_posts, take_off_the_list
from feeds.membership import feeds_of_page, feeds_of_posts
from feeds.models import Feed, FeedEntry, PendingSync, Placement
from feeds.models.placements import PlacementQuerySet
from feeds.outbox import mark_dirty
from feeds.ranking import customer_strength, editorial_strength, sort_key
from pagecache import raise_generations

# A new post's first chance ends after this, or after so many ratings or exposures (algorithms, 1.6).
NEW_FOR = timedelta(days=7)
NEW_RATINGS, NEW_EXPOSURES = 5, 200
WRITTEN = [
    "lane", "standing", "key", "author", "product", "topic", "language", "published_at", "new_until",
]  # fmt: skip


@transaction.atomic
def drop_entries(*, post_id: int | None = None, page_id: int | None = None) -> None:
    """Delete a source's entries at once; the feeds close up when they are planned next."""
    source = {"post_id": post_id} if post_id else {"page_id": page_id}
    # A post is locked by whoever takes it down; pages are Wagtail's, which locks none.
    lock_sources([], [page_id])
    entries = FeedEntry.objects.filter(**source)
    feeds = list(Feed.objects.filter(pk__in=entries.values("feed")))
    entries.delete()
    mark_dirty(feeds)
    raise_generations(*(feed.generation for feed in feeds))


@transaction.atomic
def forget_source(*, post_id: int | None = None, page_id: int | None = None) -> None:
    """Show a source nowhere any more, and let nobody find it, at once."""
    drop_entries(post_id=post_id, page_id=page_id)
    take_off_the_list(post_id=post_id, page_id=page_id)


def lock_sources(posts: Iterable[int | None], pages: Iterable[int | None]) -> None:
    """Lock posts, then pages, each by their ids: in the order everybody takes them, and before any feed."""
    for rows, ids in ((Post.objects.all(), posts), (Page.objects.all(), pages)):
        if wanted := {pk for pk in ids if pk}:
            held = rows.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True, of=("self",))
            list(held.values_list("pk", flat=True))


@repeated_on_deadlock
@transaction.atomic
def sync_post(post_id: int) -> None:
    """Make a post's entries what its state says now. Safe twice, late, and for a post that is gone.

    The post is locked first and its queue row deleted then: every action takes them in this order.
    """
    lock_sources([post_id], [])
    _bring_in_line([post_id])


@repeated_on_deadlock
@transaction.atomic
def sync_free_posts(ids: Iterable[int]) -> None:
    """The same of many at once, for the price of a few: of those that wait for it and that nobody is at.

    It waits for nobody while it holds so many: what another worker is at, or somebody who will ask again, is
    left to them.
    """
    posts = Post.objects.filter(pk__in=ids).order_by("pk")
    free = posts.select_for_update(no_key=True, skip_locked=True, of=("self",)).values_list("pk", flat=True)
    rows = PendingSync.objects.filter(post__in=list(free)).select_for_update(skip_locked=True)
    _bring_in_line(list(rows.values_list("post_id", flat=True)))


def _bring_in_line(ids: list[int]) -> None:
    """Make the entries of these posts, which are locked, what is true now; a fixed number of queries."""
    PendingSync.objects.filter(post__in=ids).delete()
    rows = Post.objects.filter(pk__in=ids).select_related("product").prefetch_related("topic_links__topic")
    posts = list(rows.order_by("pk"))
    if not posts:
        return
    list_posts(posts)
    public = [post for post in posts if post.state == State.PUBLISHED and post.in_feeds]
    gone = [post for post in posts if post not in public]
    if gone:
        left = Feed.objects.filter(pk__in=FeedEntry.objects.filter(post__in=gone).values("feed"))
        raise_generations(*(feed.generation for feed in left))
    chosen = Chosen.of(Q(post__in=ids), Q(fallback_post__in=ids), "post_id", "fallback_post_id")
    feeds, extra = feeds_of_posts(public), chosen.rows()
    mean = site_mean()
    entries = []
    for post in public:
        of_post = {feed.pk: feed for feed in feeds[post.pk]}
        of_post |= {pk: extra[pk] for pk in chosen.kept[post.pk] if pk in extra}
        topic = first_topic(post)
        picked = chosen.picked[post.pk]
        entries += [post_entry(post, feed, topic, feed.pk in picked, mean) for feed in of_post.values()]
    # All at once, those that leave too: their feeds are locked in one order.
    _store(entries, Q(post__in=posts), "post")


def first_topic(post: Post) -> int | None:
    """Return the topic that planning spaces a post by."""
    return next((link.topic_id for link in post.topic_links.all()), None)


def post_entry(post: Post, feed: Feed, topic_id: int | None, picked: bool, mean: float) -> FeedEntry:
    """Return a public post's entry in a feed, not yet stored; `picked`: a placement put it there.

    `mean` is the site's mean usefulness.
    """
    usefulness = ratings.bayesian_mean(post.weighted_value_sum, post.weight_sum, mean)
    strength = customer_strength(
        approval_weight=post.approval_weight,
        usefulness=usefulness,
        site_mean=mean,
        weight_sum=post.weight_sum,
        picked=picked,
    )
    published_at = cast(datetime, post.published_at)  # A constraint: public posts have one.
    until = published_at + NEW_FOR
    return FeedEntry(
        feed=feed,
        post=post,
        lane=FeedEntry.Lane.EDITORIAL if post.by_brand else FeedEntry.Lane.CUSTOMER,
        standing=_standing(post, picked, until),
        key=sort_key(published_at, strength, feed.kind),
        author_id=post.author_id,
        product_id=post.product_id,
        topic_id=topic_id,
        language=post.language,
        published_at=published_at,
        new_until=until,
    )


def _standing(post: Post, picked: bool, until: datetime) -> str:
    """Return a post's standing in a feed; looks at usefulness and age, never at stars."""
    if picked:
        return FeedEntry.Standing.FEATURED
    if post.eligible_at or post.by_brand:
        return FeedEntry.Standing.ELIGIBLE
    if until > timezone.now() and post.ratings < NEW_RATINGS:
        return FeedEntry.Standing.NEW
    return FeedEntry.Standing.PLAIN


@transaction.atomic
def sync_page(page_id: int) -> None:
    """Make a page's entries what the page tree says now. Safe twice, late, and for a page that is gone."""
    lock_sources([], [page_id])
    PendingSync.objects.filter(page_id=page_id).delete()
    found = own_pages().filter(pk=page_id).first()
    page = found.specific if found else None
    if not isinstance(page, EditorialPage):
        forget_source(page_id=page_id)
        return
    list_page(page)
    if not page.feed_kind:
        drop_entries(page_id=page_id)
        return
    chosen = Chosen.of(Q(page=page), Q(fallback_page=page), "page_id", "fallback_page_id")
    feeds = {feed.pk: feed for feed in feeds_of_page(page)} | chosen.rows()
    entries = [page_entry(page, feed, feed.pk in chosen.picked[page.pk]) for feed in feeds.values()]
    _store(entries, Q(page_id=page.pk), "page")


def page_entry(page: EditorialPage, feed: Feed, picked: bool) -> FeedEntry:
    """Return a page's entry in a feed, not yet stored; `picked`: a placement put it there."""
    published = cast(datetime, page.first_published_at)
    return FeedEntry(
        feed=feed,
        page_id=page.pk,
        lane=FeedEntry.Lane.EDITORIAL,
        standing=FeedEntry.Standing.FEATURED if picked else FeedEntry.Standing.ELIGIBLE,
        key=sort_key(published, editorial_strength(page.feed_boost), feed.kind),
        product_id=getattr(page, "product_id", None),
        topic_id=getattr(page, "topic_id", None),
        language=page.locale.language_code,
        published_at=published,
    )


def own_pages() -> PageQuerySet:
    """Return what everybody may read; no aliases, which stand in one language's tree with another's words."""
    return shown_pages().filter(alias_of=None)


def live_or_coming(source: Q) -> PlacementQuerySet:
    """Return the placements of a source, or in a feed, that are in force or will be."""
    now = timezone.now()
    return Placement.objects.filter(source, cancelled_at=None).filter(Q(ends_at=None) | Q(ends_at__gt=now))


@dataclass(frozen=True)
class Chosen:
    """Feeds that marketers chose for some sources: those they are picked in now, and all they are kept in.

    Kept is what stands by choice, and what waits to take another's place.
    """

    picked: dict[int, set[int]]
    kept: dict[int, set[int]]

    @classmethod
    def of(cls, placed: Q, fallbacks: Q, source: str, fallback: str) -> "Chosen":
        now = timezone.now()
        picked: dict[int, set[int]] = defaultdict(set)
        kept: dict[int, set[int]] = defaultdict(set)
        for row in live_or_coming(placed):
            kept[getattr(row, source)].add(row.feed_id)
            if row.starts_at <= now:
                picked[getattr(row, source)].add(row.feed_id)
        for row in Placement.objects.filter(fallbacks, cancelled_at=None):
            kept[getattr(row, fallback)].add(row.feed_id)
        return cls(picked, kept)

    def rows(self) -> dict[int, Feed]:
        """Return the feeds themselves, by their ids."""
        wanted = set().union(*self.kept.values())
        return Feed.objects.in_bulk(wanted) if wanted else {}


def _store(entries: list[FeedEntry], source: Q, unique: str) -> None:
    """Upsert these entries, delete the sources' others, and have every touched feed planned."""
    wanted = {(getattr(entry, f"{unique}_id"), entry.feed_id) for entry in entries}
    standing = list(FeedEntry.objects.filter(source).values_list("pk", f"{unique}_id", "feed_id"))
    FeedEntry.objects.filter(pk__in=[pk for pk, *place in standing if tuple(place) not in wanted]).delete()
    upsert(entries, unique)
    touched = {feed for _pk, _source, feed in standing} | {entry.feed_id for entry in entries}
    feeds = list(Feed.objects.filter(pk__in=touched))
    mark_dirty(feeds)
    known = {tuple(place) for _pk, *place in standing}
    new = {feed for _source, feed in wanted - known}
    # The rest of a feed waits for its plan, which may leave the front as it was.
    raise_generations(*(feed.newest_generation for feed in feeds if feed.pk in new))


def upsert(entries: list[FeedEntry], source: str) -> None:
    """Store entries, each once for its feed and its source ("post" or "page")."""
    FeedEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=[source, "feed"], update_fields=WRITTEN
    )


def sync_source(post_id: int | None, page_id: int | None) -> None:
    """Bring the entries of one source in line, whichever it is."""
    if post_id:
        sync_post(post_id)
    elif page_id:
        sync_page(page_id)
