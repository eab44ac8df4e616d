"""Badges: what each is for, in the words of its public rule, and the query that finds who has earned it.

The rules are data. None looks at stars or at the tone of anything, none can be earned by writing often, and
what the brand likes is not enough by itself. Rooms above add theirs by the hook `badges`, a function that
returns a list of `Badge`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from community.levels import APPROVER_AGE
from community.models import Comment, Member, Post, Rating, RevisionPhoto
from community.models.conversation import APPROVES_FROM
from community.models.posts import State

HOOK = "badges"
ASKERS: Final = 3
"""Different people who accepted an answer."""
PROMPT: Final = timedelta(days=1)
YEAR: Final = timedelta(days=365)
MONTHS: Final = 3
DESCRIBED: Final = 3
"""Posts of which every picture is described."""

Ids = QuerySet[Any, Any]
"""Members' ids, as a subquery."""


@dataclass(frozen=True)
class Reckoning:
    """What a rule looks at: words in these states, by customers; of these members only, or of all (None)."""

    states: Collection[str] = (State.PUBLISHED,)
    members: Collection[int] | None = None

    def posts(self) -> QuerySet[Post]:
        rows = Post.objects.filter(state__in=self.states, by_brand=False)
        return rows if self.members is None else rows.filter(author__in=self.members)

    def comments(self) -> QuerySet[Comment]:
        rows = Comment.objects.filter(state__in=self.states, by_brand=False)
        return rows if self.members is None else rows.filter(author__in=self.members)

    def approvals(self) -> QuerySet[Rating]:
        """Ratings that found one of those posts useful, by others than the brand and the very newest."""
        return Rating.objects.filter(
            post__in=self.posts(),
            value__gte=APPROVES_FROM,
            member__brand_role={},
            member__is_superuser=False,
            member__date_joined__lte=timezone.now() - APPROVER_AGE,
        )


@dataclass(frozen=True)
class Badge:
    """One badge. `rule` is all there is to it; `icon` a name of lucide; `earned` returns ids of members."""

    code: str
    name: Promise
    rule: Promise
    icon: str
    earned: Callable[[Reckoning], Ids]


def _wrote(reckoning: Reckoning) -> Ids:
    return reckoning.posts().order_by().values("author")


def _solved(reckoning: Reckoning) -> Ids:
    return _at_least(ASKERS, "post__author", _accepted(reckoning))


def _solved_soon(reckoning: Reckoning) -> Ids:
    return _at_least(
        ASKERS,
        "post__author",
        _accepted(reckoning).filter(published_at__lte=F("post__published_at") + PROMPT),
    )


def _accepted(reckoning: Reckoning) -> QuerySet[Comment]:
    return reckoning.comments().filter(is_accepted=True).exclude(author=F("post__author"))


def _useful_to(count: int) -> Callable[[Reckoning], Ids]:
    return lambda reckoning: useful_to(count, reckoning.approvals())


def useful_to(count: int, approvals: QuerySet[Rating]) -> Ids:
    """Return the authors whom at least `count` different members approved of."""
    grouped = approvals.order_by().values("post__author").annotate(different=Count("member", distinct=True))
    return grouped.filter(different__gte=count).values("post__author")


def _stayed(reckoning: Reckoning) -> Ids:
    rows = reckoning.posts().filter(author__date_joined__lte=timezone.now() - YEAR)
    return _at_least(MONTHS, TruncMonth("published_at"), rows)


def _looked_again(reckoning: Reckoning) -> Ids:
    return reckoning.comments().filter(is_update=True, post__author=F("author")).order_by().values("author")


def _described(reckoning: Reckoning) -> Ids:
    shown = RevisionPhoto.objects.filter(revision=OuterRef("public_revision"))
    posts = reckoning.posts().filter(Exists(shown), ~Exists(shown.filter(alt="")))
    return _at_least(DESCRIBED, "pk", posts)


def _at_least(count: int, of: Any, rows: QuerySet[Any]) -> Ids:
    """Return the authors of rows that have at least `count` different values of something."""
    grouped = rows.order_by().values("author").annotate(different=Count(of, distinct=True))
    return grouped.filter(different__gte=count).values("author")


OWN: Final = (
    Badge("first_post", _("First post"), _("A post of yours became public."), "pen-line", _wrote),
    Badge(
        "solved",
        _("Problem solver"),
        _("Three people accepted an answer of yours to their questions."),
        "message-circle-check",
        _solved,
    ),
    Badge(
        "solved_soon",
        _("Quick help"),
        _("Three people accepted an answer that you gave within a day of their asking."),
        "clock-check",
        _solved_soon,
    ),
    Badge(
        "useful_10",
        _("Useful to ten"),
        _("Ten members found something you posted useful. Each of them counts once."),
        "thumbs-up",
        _useful_to(10),
    ),
    Badge(
        "useful_50",
        _("Useful to fifty"),
        _("Fifty members found something you posted useful. Each of them counts once."),
        "heart-handshake",
        _useful_to(50),
    ),
    Badge(
        "year",
        _("A year together"),
        _("You have been a member for a year, and posted something in three different months."),
        "calendar-heart",
        _stayed,
    ),
    Badge(
        "looked_again",
        _("Looked again"),
        _("Six months after a review you told how the product holds up, for better or worse."),
        "hourglass",
        _looked_again,
    ),
    Badge(
        "described",
        _("Seen by all"),
        _("In three posts you said in words what every picture shows, for those who cannot see it."),
        "scan-eye",
        _described,
    ),
)


def all_badges() -> list[Badge]:
    """Return every badge there is, in the order in which they are shown."""
    return [*OWN, *(badge for offer in hooks.get_hooks(HOOK) for badge in offer())]


def may_earn() -> QuerySet[Member]:
    """Return who is given badges and rises in level: customers; whoever speaks for the brand is marked so."""
    return Member.objects.public().filter(brand_role={}, is_superuser=False)
