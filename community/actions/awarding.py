"""Giving badges: whoever has earned one by its public rule has it by the next morning, and is told once.

What was earned stays, also when posts are taken back or readers leave. Only where the desk took down what a
badge was for does it go, and the member is told that too.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, ngettext, override

from community.actions.notifying import notify_each
from community.badges import Badge, Reckoning, all_badges, may_earn
from community.models import Award, Member, Notification
from community.models.posts import State
from pagecache import raise_generations

BATCH = 500
"""Members whose badges are written in one transaction."""
KEPT = (State.PUBLISHED, State.WITHDRAWN)


def award_badges(members: Collection[int] | None = None) -> int:
    """Give and take badges as the rules say now, for these members or all; returns how many changed.

    A query or two for each rule, and five for each batch of members that something changes for.
    """
    badges = all_badges()
    earned: dict[int, list[Badge]] = defaultdict(list)
    lost: dict[int, list[Badge]] = defaultdict(list)
    for badge in badges:
        for pk in _to_give(badge, members):
            earned[pk].append(badge)
        for pk in _to_take(badge, members):
            lost[pk].append(badge)
    changed = sum(_give(batch, earned) for batch in _batches(earned))
    return changed + sum(_take(batch, lost) for batch in _batches(lost))


def _to_give(badge: Badge, members: Collection[int] | None) -> Iterator[int]:
    rows = may_earn().filter(pk__in=badge.earned(Reckoning(members=members)))
    return rows.exclude(awards__badge=badge.code).values_list("pk", flat=True).iterator()


def _to_take(badge: Badge, members: Collection[int] | None) -> Iterator[int]:
    """Find who has it only for words that were taken down: with them the rule holds, without them not."""
    with_removed = badge.earned(Reckoning((*KEPT, State.REMOVED), members))
    rows = Member.objects.filter(awards__badge=badge.code, pk__in=with_removed)
    return rows.exclude(pk__in=badge.earned(Reckoning(KEPT, members))).values_list("pk", flat=True).iterator()


def _batches(changes: Mapping[int, object]) -> Iterator[list[int]]:
    members = sorted(changes)
    return (members[at : at + BATCH] for at in range(0, len(members), BATCH))


@transaction.atomic
def _give(batch: Collection[int], earned: Mapping[int, list[Badge]]) -> int:
    """Write down what these members earned, but what another worker just did."""
    people = list(locked(batch))
    had = set(Award.objects.filter(member__in=people).values_list("member", "badge"))
    fresh = {one: [badge for badge in earned[one.pk] if (one.pk, badge.code) not in had] for one in people}
    rows = [Award(member=one, badge=badge.code) for one, badges in fresh.items() for badge in badges]
    Award.objects.bulk_create(rows)
    _tell({one: badges for one, badges in fresh.items() if badges}, _given)
    return len(rows)


@transaction.atomic
def _take(batch: Collection[int], lost: Mapping[int, list[Badge]]) -> int:
    """Take what the desk took the ground from, but what another worker just did."""
    people = list(locked(batch))
    had = {(row.member_id, row.badge): row.pk for row in Award.objects.filter(member__in=people)}
    gone = {one: [badge for badge in lost[one.pk] if (one.pk, badge.code) in had] for one in people}
    rows = [had[one.pk, badge.code] for one, badges in gone.items() for badge in badges]
    Award.objects.filter(pk__in=rows).delete()
    _tell({one: badges for one, badges in gone.items() if badges}, _taken)
    return len(rows)


def locked(members: Collection[int]) -> QuerySet[Member]:
    """Return these members, locked: of two workers the second sees what the first has done."""
    return Member.objects.select_for_update(no_key=True).filter(pk__in=members).order_by("pk")


def _tell(changed: Mapping[Member, list[Badge]], sentence: Callable[[list[Badge]], str]) -> None:
    """Tell each of them once, in their language, however many badges it is, and have their pages redrawn."""
    facts: dict[Member, dict[str, Any]] = {}
    for member, badges in changed.items():
        with override(member.language):
            facts[member] = {"sentence": sentence(badges), "address": reverse("community:badges")}
    notify_each(facts, Notification.Kind.BADGE)
    raise_generations(*(f"member:{member.pk}" for member in changed))


def _given(badges: list[Badge]) -> str:
    words = ngettext(
        "You have earned the badge %(names)s.", "You have earned the badges %(names)s.", len(badges)
    )
    return words % {"names": _names(badges)}


def _taken(badges: list[Badge]) -> str:
    words = ngettext(
        "You no longer have the badge %(names)s: the desk took down what it was for.",
        "You no longer have the badges %(names)s: the desk took down what they were for.",
        len(badges),
    )
    return words % {"names": _names(badges)}


def _names(badges: list[Badge]) -> str:
    return get_text_list([_("“%(name)s”") % {"name": badge.name} for badge in badges], _("and"))
