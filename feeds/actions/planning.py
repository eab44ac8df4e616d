"""Planning a feed: candidates in, an edition out, and nothing written when nothing changed."""

from collections import Counter
from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from feeds.actions.placing import follow_turning
from feeds.actions.syncing import NEW_EXPOSURES
from feeds.membership import languages
from feeds.models import Edition, Feed, FeedEntry
from feeds.models.entries import FeedEntryQuerySet
from feeds.outbox import request_announcement
from feeds.pins import held_slots
from feeds.planning import Candidate, PlanConfig, Slot, plan, to_row
from pagecache import raise_generations

# Below so many customer entries a feed keeps its first chances open, so that a young site is never empty.
YOUNG_FEED = 40
NEWCOMERS = 60
# How far back a young feed looks for those that are over: an edition's worth.
LATEST = 240
# Reading by rank in blocks, of which each author gives at most a page's share: a prolific author does not
# keep the others out of the plan, and no window function runs over the whole lane. One or two blocks are
# enough where many write; it ends at thirty editions' worth.
BLOCK, BLOCKS = 2, 15
COLUMNS = ("pk", "key", "author_id", "product_id", "topic_id", "language")


def plan_due_feeds(limit: int = 50, *, settled: bool = False) -> int:
    """Plan what is due, home first, each in its own transaction; return how many feeds have a new edition.

    What another worker plans or planned meanwhile is left to it. `settled`: only what waits long enough for
    other changes to be planned with it.
    """
    follow_turning()
    due = Feed.objects.settled() if settled else Feed.objects.due()
    pks = list(due.most_read_first().values_list("pk", flat=True)[:limit])
    return sum(plan_feed(pk) for pk in pks)


@transaction.atomic
def plan_feed(feed_id: int) -> bool:
    """Plan one feed if it is due and nobody else is at it; return whether it got a new edition."""
    feed = (
        Feed.objects.due()
        .select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("current_edition")
        .filter(pk=feed_id)
        .first()
    )
    if feed is None:
        return False
    _end_first_chances(feed)
    slots = [to_row(slot) for slot in plan_of(feed)]
    changed = feed.current_edition is None or feed.current_edition.slots != slots
    if changed:
        last = feed.editions.aggregate(last=Max("number"))["last"] or 0
        feed.current_edition = Edition.objects.create(feed=feed, number=last + 1, slots=slots)
        request_announcement(feed)
        # Its first puts it on the list of feeds.
        raise_generations(feed.generation, *(["feeds"] if last == 0 else []))
    feed.dirty_at = None
    feed.planned_at = timezone.now()
    feed.next_change_at = _next_change(feed)
    feed.save(update_fields=["current_edition", "dirty_at", "planned_at", "next_change_at", "announce_at"])
    return changed


def plan_of(
    feed: Feed,
    config: PlanConfig | None = None,
    *,
    pins: Mapping[int, int] | None = None,
    without: Container[int] = (),
) -> list[Slot]:
    """Return what the next edition would hold, with the feed's own rules or others; nothing is written.

    `pins` are entries by slot (from 1) instead of those that are placed; entries in `without` are left out.
    """
    config = config or feed.plan_config
    pinned = _pins(feed, pins if pins is not None else _held(feed))
    editorial = [
        _candidate(row, FeedEntry.Lane.EDITORIAL)
        for row in _ranked(feed, FeedEntry.Lane.EDITORIAL, config)[: config.size]
    ]
    customers = _ranked(feed, FeedEntry.Lane.CUSTOMER, config)[: 2 * config.size]
    new = _new(feed, is_young=len(customers) < YOUNG_FEED)
    # The reader's language first; what is in others only fills up.
    fillers = {row[0] for row in (*customers, *new) if row[5] != feed.language}
    candidates = [_candidate(row, FeedEntry.Lane.CUSTOMER) for row in customers]
    entries = [entry for entry in (*editorial, *candidates) if entry.id not in without]
    newcomers = [(_candidate(row[:6], FeedEntry.Lane.CUSTOMER), row[6]) for row in new]
    return plan(entries, newcomers, pinned, config, fillers)


def _candidate(row: tuple[Any, ...], lane: str) -> Candidate:
    pk, key, author, product, topic, _language = row
    return Candidate(id=pk, lane=lane, key=key, author=author, product=product, topic=topic)


def _ranked(feed: Feed, lane: str, config: PlanConfig) -> list[tuple[Any, ...]]:
    """Return the lane's best by rank, own language first, at most a page's share of each author."""
    size = (1 if lane == FeedEntry.Lane.EDITORIAL else 2) * config.size
    share = config.author_page * config.size // config.page if config.author_page and config.page else size
    entries = feed.entries.in_standing().filter(lane=lane)
    others = [code for code in languages() if code != feed.language]
    rows: list[tuple[Any, ...]] = []
    for fitting in ([feed.language], others):
        if len(rows) < size:
            rows += _spread(entries, fitting, size - len(rows), share, BLOCK * config.size)
    return rows


def _spread(
    entries: FeedEntryQuerySet, fitting: list[str], size: int, share: int, count: int
) -> list[tuple[Any, ...]]:
    """Return the best in these languages, `share` of an author at most, out of blocks of `count`."""
    taken: list[tuple[Any, ...]] = []
    written: Counter[int] = Counter()
    for _number in range(BLOCKS):
        block = _block(entries, fitting, count)
        for row in block:
            author = row[2]
            written[author] += 1
            if author is None or written[author] <= share:
                taken.append(row)
        if len(taken) >= size or len(block) < count:
            break
        entries = entries.below(key=block[-1][1], pk=block[-1][0])
    return taken[:size]


def _block(entries: FeedEntryQuerySet, fitting: list[str], count: int) -> list[tuple[Any, ...]]:
    """Return the next by rank. Each language is read by itself, for the index holds each in order."""
    rows: list[tuple[Any, ...]] = []
    for language in fitting:
        rows += entries.filter(language=language).by_rank().values_list(*COLUMNS)[:count]
    return sorted(rows, key=lambda row: (-row[1], -row[0]))[:count]


def _new(feed: Feed, *, is_young: bool) -> list[tuple[Any, ...]]:
    """Return posts still owed a first chance, the least shown first, with how often each was shown.

    A young feed keeps first chances open that are over, and has them of other languages too.
    """
    rows = _least_shown(feed, feed.language, is_young=is_young)
    for other in languages() if is_young else ():
        if other != feed.language and len(rows) < NEWCOMERS:
            rows += _least_shown(feed, other, is_young=True)
    return rows[:NEWCOMERS]


def _least_shown(feed: Feed, language: str, *, is_young: bool) -> list[tuple[Any, ...]]:
    """Return these of one language; of those that are over the latest only, as they come from an index."""
    entries = feed.entries.filter(lane=FeedEntry.Lane.CUSTOMER, language=language)
    columns = (*COLUMNS, "exposures")
    rows = list(entries.owed_a_chance().least_shown_first().values_list(*columns)[:NEWCOMERS])
    if is_young:
        over = entries.filter(standing=FeedEntry.Standing.PLAIN)
        rows += over.newest_first().values_list(*columns)[:LATEST]
        rows.sort(key=lambda row: (row[6], -row[1], -row[0]))
    return rows[:NEWCOMERS]


def _held(feed: Feed) -> dict[int, int]:
    """Return the entries that hold slots now (from 1, as people count)."""
    return {slot: held.entry for slot, held in held_slots(feed).items() if held.entry}


def _pins(feed: Feed, entries: Mapping[int, int]) -> dict[int, Candidate]:
    """Return pins as the planner takes them, by slot from 0; one query."""
    if not entries:
        return {}
    rows = feed.entries.filter(pk__in=entries.values()).values_list(*COLUMNS, "lane")
    found = {row[0]: _candidate(row[:6], row[6]) for row in rows}
    return {slot - 1: found[pk] for slot, pk in entries.items() if pk in found}


def _end_first_chances(feed: Feed) -> None:
    """Let first chances that are over be over.

    An entry that is locked is being synced: that waits for our feed's lock, and then has it planned again.
    To wait for it here would be to wait for each other.
    """
    waiting = feed.entries.owed_a_chance().select_for_update(no_key=True, skip_locked=True)
    held: list[int] = []
    # Each is read from an index of its own, and by its languages, for in these the second one is in order.
    for over in (
        Q(new_until__lte=timezone.now()),
        Q(language__in=languages(), exposures__gte=NEW_EXPOSURES),
    ):
        held += waiting.filter(over).values_list("pk", flat=True)
    FeedEntry.objects.filter(pk__in=held).update(standing=FeedEntry.Standing.PLAIN)


def _next_change(feed: Feed) -> datetime | None:
    """Return when the feed changes by itself: a placement begins or ends, or a first chance ends."""
    now = timezone.now()
    turning = feed.placements.filter(cancelled_at=None).aggregate(
        begins=Min("starts_at", filter=Q(starts_at__gt=now)), ends=Min("ends_at", filter=Q(ends_at__gt=now))
    )
    over = feed.entries.owed_a_chance().filter(new_until__gt=now).aggregate(at=Min("new_until"))
    return min((moment for moment in (*turning.values(), *over.values()) if moment), default=None)
