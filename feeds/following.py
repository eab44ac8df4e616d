"""What a member follows, merged while it is read: nothing is written for it when something is published.

Each person, product or topic that is followed is one stream, newest first, read from an index: a person's own
part of the front page, a product's or topic's whole feed. A page is the newest of all streams. What stands in
several comes once, for a source has one time and one number in all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext as _

from community.models import Follow, Member
from content.brand import Brand
from feeds import cursor as cursors, explain
from feeds.membership import HOME
from feeds.models import Feed, FeedEntry
from feeds.models.entries import FeedEntryQuerySet
from feeds.page import NEWEST, FeedPage, mix_of
from feeds.reading import PAGE, SPARE
from feeds.showing import Found, Listed, list_rows

SLUG = "following"
# So many streams are merged in one query; whoever follows more costs one query more for each so many.
STREAMS = 100
AHEAD = PAGE + SPARE
SOURCE = Coalesce(F("post_id") * 2, F("page_id") * 2 + 1)


class Place(NamedTuple):
    """Where a source stands in time: `source` is twice the id of a post, or twice that of a page and one."""

    published_at: datetime
    source: int


def read_following(member: Member, *, brand: Brand, after: str = "") -> FeedPage:
    """Return the page of what a member follows that comes after `after`, without their own posts."""
    language = get_language() or "en"
    home = Feed.objects.filter(slug=HOME, language=language).first()
    follows = list(Follow.objects.filter(follower=member).for_list())
    streams = list(_streams(follows, home)) if home else []
    found: list[Found] = []
    at = _place_of(after)
    is_more = bool(streams)
    while home and is_more and len(found) < PAGE:
        places = _merged(streams, at)
        is_more = len(places) > AHEAD
        ahead = places[:AHEAD]
        rows = _rows(home, [place for place, _follow in ahead], member)
        for number, (place, follow) in enumerate(ahead, start=1):
            at = place
            if row := rows.get(place.source):
                why = explain.followed(str(follows[follow].subject))
                found.append(Found(row, None, why, (), explain.FOLLOWED))
            if len(found) == PAGE:
                is_more = is_more or number < len(ahead)
                break
    following = (
        cursors.NewestCursor(cursors.to_micros(at.published_at), at.source) if is_more and at else None
    )
    return FeedPage(
        slug=SLUG,
        title=_("New from what you follow"),
        entries=found,
        mix=mix_of(each.row.lane for each in found),
        next_cursor=cursors.encode(following) if following else "",
        order=NEWEST,
        lang=language,
        is_first=not after,
        is_shared=False,
    )


def _place_of(after: str) -> Place | None:
    try:
        cursor = cursors.decode(after) if after else None
    except cursors.BadCursor:
        return None
    return (
        Place(cursors.to_moment(cursor.published), cursor.entry)
        if isinstance(cursor, cursors.NewestCursor)
        else None
    )


def _streams(follows: list[Follow], home: Feed) -> Iterator[tuple[FeedEntryQuerySet, int]]:
    """Yield the entries of each thing that is followed, with its place in `follows`."""
    products = {follow.product_id for follow in follows if follow.product_id}
    topics = {follow.topic_id for follow in follows if follow.topic_id}
    feeds = Feed.objects.filter(Q(product__in=products) | Q(topic__in=topics), language=home.language)
    by_subject = {(feed.product_id, feed.topic_id): feed.pk for feed in feeds}
    for number, follow in enumerate(follows):
        if follow.person_id:
            yield FeedEntry.objects.filter(feed=home, author=follow.person_id), number
        elif feed := by_subject.get((follow.product_id, follow.topic_id)):
            yield FeedEntry.objects.filter(feed=feed), number


def stream(entries: FeedEntryQuerySet, place: Place | None, number: int) -> QuerySet[Any]:
    """Return (time, source, number) of the newest of these entries below a place, in no order.

    The condition is written as `before` is. Whether they are to be seen is asked when a page is made.
    """
    rows = entries.annotate(source=SOURCE)
    if place:
        rows = rows.filter(published_at__lte=place.published_at).filter(
            Q(published_at__lt=place.published_at) | Q(source__lt=place.source)
        )
    newest = rows.order_by("-published_at", "-source").values("pk")[: AHEAD + 1]
    # SQLite takes no limit in the parts of a union, but in what they choose from.
    found = FeedEntry.objects.filter(pk__in=newest).annotate(source=SOURCE, follow=Value(number))
    return found.values_list("published_at", "source", "follow")


def _merged(streams: list[tuple[FeedEntryQuerySet, int]], place: Place | None) -> list[tuple[Place, int]]:
    """Return the newest of all streams below a place, each source once, with what it is followed for."""
    found: dict[Place, int] = {}
    for start in range(0, len(streams), STREAMS):
        first, *others = (stream(rows, place, number) for rows, number in streams[start : start + STREAMS])
        for published_at, source, follow in first.union(*others, all=True) if others else first:
            where = Place(published_at, source)
            found[where] = min(follow, found.get(where, follow))
    return sorted(found.items(), reverse=True)[: AHEAD + 1]


def _rows(home: Feed, places: Iterable[Place], member: Member) -> Mapping[int, Listed]:
    """Return what is to be seen of these, by source, as it stands on the front page."""
    sources = [place.source for place in places]
    posts, pages = ([source // 2 for source in sources if source % 2 == odd] for odd in (0, 1))
    entries = FeedEntry.objects.visible().filter(Q(post__in=posts) | Q(page__in=pages), feed=home)
    entries = entries.exclude(author=member)
    return {row.post_id * 2 if row.post_id else (row.page_id or 0) * 2 + 1: row for row in list_rows(entries)}
