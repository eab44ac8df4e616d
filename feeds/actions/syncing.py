"""Entries follow their sources. One function serves first time, retry, late and repair alike."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from community import ratings
from community.actions.weighing import site_mean
from community.models import Post
from community.models.posts import State
from content.models import EditorialPage
from content.shown import shown_pages
from feeds.membership import feeds_of_page, feeds_of_post
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
    entries = FeedEntry.objects.filter(**source)
    feeds = list(Feed.objects.filter(pk__in=entries.values("feed")))
    entries.delete()
    mark_dirty(feeds)
    raise_generations(*(feed.generation for feed in feeds))


def lock_sources(posts: Iterable[int | None], pages: Iterable[int | None]) -> None:
    """Lock posts, then pages, each by their ids: in the order everybody takes them, and before any feed."""
    for rows, ids in ((Post.objects.all(), posts), (Page.objects.all(), pages)):
        if wanted := {pk for pk in ids if pk}:
            held = rows.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True, of=("self",))
            list(held.values_list("pk", flat=True))


@transaction.atomic
def sync_post(post_id: int) -> None:
    """Make a post's entries what its state says now. Safe twice, late, and for a post that is gone.

    The post is locked first and its queue row deleted then: every action takes them in this order.
    """
    posts = (
        Post.objects.select_for_update(no_key=True, of=("self",))
        .select_related("product", "public_revision")
        .prefetch_related("topic_links__topic")
    )
    post = posts.filter(pk=post_id).first()
    PendingSync.objects.filter(post_id=post_id).delete()
    if post is None:
        return
    if post.state != State.PUBLISHED or not post.in_feeds:
        drop_entries(post_id=post_id)
        return
    placed = list(live_or_coming(Q(post=post)))
    feeds = feeds_of_post(post)
    feeds += _kept_for(placed, Q(fallback_post=post), feeds)
    topic = next((link.topic_id for link in post.topic_links.all()), None)
    now = timezone.now()
    picked = {placement.feed_id for placement in placed if placement.starts_at <= now}
    entries = [post_entry(post, feed, topic, feed.pk in picked) for feed in feeds]
    _store(entries, Q(post=post), "post")


def post_entry(
    post: Post, feed: Feed, topic_id: int | None, picked: bool, mean: float | None = None
) -> FeedEntry:
    """Return a public post's entry in a feed, not yet stored; `picked`: a placement put it there.

    Whoever makes many gives `mean`, the site's, so that it is asked for once.
    """
    mean = site_mean() if mean is None else mean
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
    if not isinstance(page, EditorialPage) or not page.feed_kind:
        drop_entries(page_id=page_id)
        return
    placed = list(live_or_coming(Q(page=page)))
    feeds = feeds_of_page(page)
    feeds += _kept_for(placed, Q(fallback_page=page), feeds)
    now = timezone.now()
    picked = {placement.feed_id for placement in placed if placement.starts_at <= now}
    entries = [page_entry(page, feed, feed.pk in picked) for feed in feeds]
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


def _kept_for(placed: list[Placement], as_fallback: Q, feeds: list[Feed]) -> list[Feed]:
    """Return the feeds besides these in which a source stands by choice, or waits to take a place."""
    waiting = Placement.objects.filter(as_fallback, cancelled_at=None).values_list("feed_id", flat=True)
    wanted = {placement.feed_id for placement in placed} | set(waiting)
    return list(Feed.objects.filter(pk__in=wanted - {feed.pk for feed in feeds})) if wanted else []


def _store(entries: list[FeedEntry], source: Q, unique: str) -> None:
    """Upsert these entries, delete the source's others, and have every touched feed planned."""
    kept = {entry.feed_id for entry in entries}
    gone = FeedEntry.objects.filter(source).exclude(feed__in=kept)
    touched = kept | set(gone.values_list("feed_id", flat=True))
    gone.delete()
    upsert(entries, unique)
    mark_dirty(Feed.objects.filter(pk__in=touched))


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
