"""Reviews of a product as pages show them: every public one, and honest sums.

The average counts every customer's stars, good and bad; beside it stands how many were given something, and
the average without them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from community.cards import PostCard, cards_of
from community.models import Ownership, Post
from community.models.posts import PostQuerySet
from community.paging import cursor_after, read_cursor
from content.models import Product

PAGE = 20
MOST_USEFUL = 40
"""Reviews in the list of the most useful; it has one page."""
POSITIVE, CRITICAL = range(4, 6), range(1, 3)


@dataclass(frozen=True)
class Bar:
    """How many reviews gave so many stars; `share` is of all counted, 0 to 100."""

    stars: int
    count: int
    share: int


@dataclass(frozen=True)
class Sums:
    """Averages and counts over the customers' reviews that carry stars; an average of none is None.

    `methods` says how those who are verified owners were verified, with how many, the most common first.
    """

    count: int
    average: float | None
    bars: list[Bar]
    incentivised: int
    average_without_incentive: float | None
    verified: int
    methods: list[tuple[str, int]]


@dataclass(frozen=True)
class Average:
    """What all reviews of a product say in one line."""

    product: Product
    count: int
    average: float


@dataclass(frozen=True)
class Wish:
    """Which reviews a reader asks for: with so many stars, in one language, by usefulness. By itself: all."""

    stars: int | None = None
    language: str = ""
    useful_first: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str], language: str) -> "Wish":
        """Return what an address asks for; what nobody can ask for is passed over."""
        stars = asked.get("stars", "")
        return cls(
            stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else None,
            language=language if asked.get("language") == "own" else "",
            useful_first=asked.get("order") == "useful",
        )

    def __bool__(self) -> bool:
        return self != Wish()

    def takes(self, card: PostCard, post: Post) -> bool:
        """Return whether a review is asked for, by the stars it is shown with."""
        return self.stars in (None, card.stars) and self.language in ("", post.language)


@dataclass(frozen=True)
class Reviews:
    """What a product page shows of its reviews."""

    product: Product
    sums: Sums
    most_useful_positive: PostCard | None
    most_useful_critical: PostCard | None
    cards: list[PostCard]
    next_cursor: str
    wish: Wish


def sums_of(product: Product) -> Sums:
    """Count the stars of a product, in one query."""
    owned = Ownership.objects.filter(member=OuterRef("author"), product=OuterRef("product"))
    rows = (
        Post.objects.counting_stars()
        .filter(product=product, public_revision__stars__isnull=False)
        .annotate(method=Subquery(owned.values("method")[:1]))
        .values_list("public_revision__stars", "incentivised", "method")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return _sums(list(rows))


def averages_of(products: Iterable[Product]) -> list[Average]:
    """Return the average of each of these products that has one, in their order, in one query or none."""
    wanted = {product.pk: product for product in products}
    if not wanted:
        return []
    rows = (
        Post.objects.counting_stars()
        .filter(product__in=wanted, public_revision__stars__isnull=False)
        .values_list("product")
        .annotate(count=Count("pk"), average=Avg("public_revision__stars"))
        .order_by()
    )
    found = {pk: (count, average) for pk, count, average in rows}
    return [
        Average(product, found[pk][0], round(found[pk][1], 1))
        for pk, product in wanted.items()
        if pk in found
    ]


Row = tuple[int, bool, str | None, int]
"""Stars, whether something was given for it, how its author was verified as an owner, and how many."""


def _sums(rows: list[Row]) -> Sums:
    count = sum(row[3] for row in rows)
    by_stars = {stars: sum(row[3] for row in rows if row[0] == stars) for stars in range(5, 0, -1)}
    methods: Counter[str] = Counter()
    for _stars, _given, method, n in rows:
        if method:
            methods[method] += n
    return Sums(
        count=count,
        average=_average(rows),
        bars=[Bar(stars, n, round(100 * n / count) if count else 0) for stars, n in by_stars.items()],
        incentivised=sum(row[3] for row in rows if row[1]),
        average_without_incentive=_average([row for row in rows if not row[1]]),
        verified=methods.total(),
        methods=[(str(Ownership.Method(method).label), n) for method, n in methods.most_common()],
    )


def _average(rows: list[Row]) -> float | None:
    count = sum(row[3] for row in rows)
    return round(sum(row[0] * row[3] for row in rows) / count, 1) if count else None


def reviews_of(
    product: Product, *, after: str = "", brand_name: str = "", size: int = PAGE, wish: Wish = Wish()
) -> Reviews:
    """Return a page of all public reviews, newest first, the two most useful, and the sums: two queries.

    No gate: every public review stands here, whatever its stars, tone or rating. A reader may `wish` for some
    of them, or for the most useful first: then there is one page.
    """
    every = Post.objects.published().reviews().filter(product=product)
    cursor = None if wish.useful_first else read_cursor(after)
    page = every.wished(wish.stars, wish.language)
    page = page.most_useful() if wish.useful_first else page.newest_first()
    page = page.before(*cursor) if cursor else page
    size = MOST_USEFUL if wish.useful_first else size
    rows = (
        every.filter(
            Q(pk__in=page.values("pk")[: size + 1])
            | Q(pk__in=_most_useful(every.counting_stars(), POSITIVE))
            | Q(pk__in=_most_useful(every.counting_stars(), CRITICAL))
        )
        .newest_first()
        .for_cards()
    )
    posts = list(rows)
    cards = {
        card.id: card for card in cards_of(posts, language=get_language() or "en", brand_name=brand_name)
    }
    wished = [post for post in posts if wish.takes(cards[post.pk], post)]
    on_page = [post for post in wished if cursor is None or (post.published_at, post.pk) < cursor]
    if wish.useful_first:
        on_page.sort(key=lambda post: post.approvals, reverse=True)
    shown = on_page[:size]
    return Reviews(
        product=product,
        sums=sums_of(product),
        most_useful_positive=_best(posts, cards, POSITIVE),
        most_useful_critical=_best(posts, cards, CRITICAL),
        cards=[cards[post.pk] for post in shown],
        next_cursor=_cursor_below(shown[-1]) if len(on_page) > size and not wish.useful_first else "",
        wish=wish,
    )


def _cursor_below(post: Post) -> str:
    return cursor_after(cast(datetime, post.published_at), post.pk)


def _most_useful(reviews: PostQuerySet, stars: range) -> QuerySet[Post, Any]:
    """The one review with these stars that most members found useful, as a subquery."""
    chosen = reviews.filter(public_revision__stars__in=stars)
    return chosen.most_useful().values("pk")[:1]


def _best(posts: list[Post], cards: dict[int, PostCard], stars: range) -> PostCard | None:
    """The same among rows that were read; the most useful of all is one of them."""
    fitting = [post for post in posts if cards[post.pk].stars in stars]
    best = max(fitting, key=lambda post: (post.approvals, post.published_at, post.pk), default=None)
    return cards[best.pk] if best else None
