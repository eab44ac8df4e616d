"""Filling a marketer's own feed: what was there before the rule comes in, what no longer fits it leaves.

A task does it in blocks, the newest posts first, each block in its own transaction. The row is the queue
(`Feed.fill_asked_at`), and how far it came stands in it, so that another worker goes on where one died. What
is published meanwhile comes in by itself: the rule is in force from the first moment.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from community.actions.repeating import repeated_on_deadlock
from community.actions.weighing import site_mean
from community.models import Post, PostTopic
from community.models.posts import PostQuerySet
from content.models import EditorialPage
from feeds.actions.syncing import live_or_coming, own_pages, page_entry, post_entry, upsert
from feeds.models import Feed, FeedEntry, Placement
from feeds.outbox import mark_dirty
from feeds.rules import Rule
from pagecache import raise_generations

BLOCK = 500


def fill_feeds() -> None:
    """Fill every feed that waits for it, a block of each in turn: a large one keeps no other waiting."""
    while waiting := list(Feed.objects.unfilled().order_by("fill_asked_at").values_list("pk", flat=True)):
        for pk in waiting:
            fill_block(pk)


@repeated_on_deadlock
@transaction.atomic
def fill_block(feed_id: int) -> None:
    """Bring the next posts into a feed; after the last of them the pages, and then it waits no longer.

    What no longer fits is deleted before posts are locked: a post that is edited just then may end it once.
    """
    feed = Feed.objects.unfilled().filter(pk=feed_id).first()
    if feed is None:
        return
    rule = Rule.read(feed.rule)
    if not feed.fill_after:
        _take_out(feed, rule)
    found = _next(feed, rule)
    rows = rule.posts(feed.language).select_for_update(no_key=True, of=("self",))
    upsert(_post_entries(feed, rows, found), "post")
    is_last = len(found) < BLOCK
    if is_last:
        upsert(_page_entries(feed, rule), "page")
    # Posts are locked before their feed, as everybody does. With a rule that was changed meanwhile the feed
    # has begun anew, and this block is forgotten.
    unchanged = Feed.objects.filter(pk=feed.pk, fill_asked_at=feed.fill_asked_at, fill_after=feed.fill_after)
    if not unchanged.select_for_update(no_key=True).exists():
        transaction.set_rollback(True)
        return
    feed.fill_after = 0 if is_last else found[-1]
    feed.fill_asked_at = None if is_last else feed.fill_asked_at
    feed.save(update_fields=["fill_after", "fill_asked_at"])
    mark_dirty([feed])


def fill_for_trial(feed: Feed, rule: Rule) -> bool:
    """Fill a feed that is rolled back again: the newest posts, all pages, what is placed in it.

    Returns whether that is all of it. No post is locked: who publishes or edits one meanwhile does not wait.
    """
    found = _next(feed, rule)
    placed = Placement.objects.filter(feed=feed)
    sources = list(placed.values_list("post", "fallback_post", "page", "fallback_page"))
    posts = {pk for row in sources for pk in row[:2] if pk}
    pages = {pk for row in sources for pk in row[2:] if pk}
    upsert(_post_entries(feed, Post.objects.in_feeds(), [*found, *posts]), "post")
    upsert(_page_entries(feed, rule, pages), "page")
    return len(found) < BLOCK


def _next(feed: Feed, rule: Rule) -> list[int]:
    """Return the posts that come next into a feed, the newest first."""
    rows = rule.posts(feed.language)
    rows = rows.filter(pk__lt=feed.fill_after) if feed.fill_after else rows
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:BLOCK])


def _take_out(feed: Feed, rule: Rule) -> None:
    """Delete what no longer fits, but for what a marketer placed there, or named to follow it."""
    named = Placement.objects.filter(feed=feed, cancelled_at=None)
    placed = live_or_coming(Q(feed=feed))
    posts = feed.entries.exclude(post=None).exclude(post__in=rule.posts(feed.language).values("pk"))
    posts = posts.exclude(post__in=placed.exclude(post=None).values("post"))
    posts.exclude(post__in=named.exclude(fallback_post=None).values("fallback_post")).delete()
    pages = feed.entries.exclude(page=None).exclude(page__in=_pages(feed, rule))
    pages = pages.exclude(page__in=placed.exclude(page=None).values("page"))
    pages.exclude(page__in=named.exclude(fallback_page=None).values("fallback_page")).delete()
    raise_generations(feed.generation)


def _post_entries(feed: Feed, fitting: PostQuerySet, found: list[int]) -> list[FeedEntry]:
    """Return entries of these posts, read anew: some may be public no longer."""
    posts = fitting.filter(pk__in=found).order_by("pk")
    # The last of a key is the one that counts.
    links = PostTopic.objects.filter(post__in=found).order_by("-position")
    first_topic = dict(links.values_list("post", "topic"))
    picked = set(Placement.objects.live().filter(feed=feed).values_list("post", flat=True))
    mean = site_mean()
    return [post_entry(post, feed, first_topic.get(post.pk), post.pk in picked, mean) for post in posts]


def _page_entries(feed: Feed, rule: Rule, besides: Collection[int] = ()) -> list[FeedEntry]:
    picked = set(Placement.objects.live().filter(feed=feed).values_list("page", flat=True))
    return [page_entry(page, feed, page.pk in picked) for page in _pages(feed, rule, besides)]


def _pages(feed: Feed, rule: Rule, besides: Collection[int] = ()) -> list[EditorialPage]:
    """Return the brand's pages that fit, in the feed's language, and those `besides`; there are few."""
    is_read = Q(locale__language_code=feed.language) | Q(pk__in=besides)
    pages = own_pages().filter(is_read).specific().select_related("locale")
    return [
        page
        for page in pages
        if getattr(page, "feed_kind", "") and (page.pk in besides or rule.fits_page(page))
    ]
