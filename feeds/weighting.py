"""The front page of a member who asked that what is about products they follow comes more often.

Their own order of an edition everybody is shown: nothing is added to it, and nothing left out.
"""

from collections.abc import Iterable, Set as AbstractSet

from community.models import Follow
from feeds.models import FeedEntry
from feeds.planning import PIN, Slot


def followed_among(entries: Iterable[int], member_id: int) -> set[int]:
    """Return which of these entries are about a product the member follows; one query."""
    products = Follow.objects.filter(follower=member_id).exclude(product=None).values("product")
    return set(
        FeedEntry.objects.filter(pk__in=list(entries), product__in=products).values_list("pk", flat=True)
    )


def weighted(slots: list[Slot], followed: AbstractSet[int]) -> list[Slot]:
    """Return the slots with every second place for what is followed, as long as there is any.

    Pins stay at their slots; both sides keep their order. Pure: the same input gives the same order.
    """
    free = [slot for slot in slots if slot.reason != PIN]
    mine = [slot for slot in free if slot.id in followed]
    others = [slot for slot in free if slot.id not in followed]
    turns: list[Slot] = []
    while mine and others:
        turns += [mine.pop(0), others.pop(0)]
    ordered = iter(turns + mine + others)
    return [slot if slot.reason == PIN else next(ordered) for slot in slots]
