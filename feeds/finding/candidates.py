"""From words to what may be seen and holds them: a bounded number of lines, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from modelsearch.query import And, PlainText

from community.models import Ownership, Post
from feeds.finding.facets import BRAND, CUSTOMER, MEMBER, OWNER, PAGE, PRODUCT, Candidate, Chosen
from feeds.finding.words import Term
from feeds.models import Findable
from feeds.models.findables import FindableQuerySet

IN_TITLES, ANYWHERE = 200, 400
"""How many are looked at of those with the words in their titles, and of all: the newest of each."""

# Where a line's product and what else it is told apart by are read.
READ: Final = {
    "product": "post__product__slug",
    "product_of_page": "page__productpage__product__slug",
    "product_of_story": "page__storypage__product__slug",
    "post_kind": "post__kind",
    "stars": "post__public_revision__stars",
    "by_brand": "post__by_brand",
    "works_for_brand": "post__works_for_brand",
    "post_title": "post__public_revision__title",
    "page_title": "page__title",
    "name": "member__name",
    "handle": "member__username",
    "role": "member__brand_role",
}


def candidates(
    terms: Sequence[Term], language: str, chosen: Chosen | None = None
) -> tuple[list[Candidate], bool]:
    """Return what holds all the words and may be seen, in no order, and whether there is more than that.

    Pages are those of one language: in the others they say the same. With `chosen` only what fits it.
    """
    query = _all_of(term.stem for term in terms)
    shown = _shown(Findable.objects.all().search(query, order_by_relevance=False), language)
    anywhere = _newest(_narrowed(shown, chosen or {}), ANYWHERE + 1)
    if len(anywhere) <= ANYWHERE:
        return _read(anywhere), False
    found = _shown(Findable.objects.all().autocomplete(query, order_by_relevance=False), language)
    titled = _narrowed(found, chosen or {})
    # Pages and members are few, and older than the newest posts.
    others = _newest(titled.filter(post=None), IN_TITLES)
    return _read([*anywhere[:ANYWHERE], *_newest(titled, IN_TITLES), *others]), True


def beginning(terms: Sequence[Term], language: str, most: int) -> list[Candidate]:
    """Return what may be seen and has words beginning so in its title: the newest so many of each source."""
    query = _all_of(term.typed for term in terms)
    shown = _shown(Findable.objects.all().autocomplete(query, order_by_relevance=False), language)
    ids = [_newest(shown.exclude(**{source: None}), most) for source in ("post", "page", "member")]
    return _read([pk for of_source in ids for pk in of_source])


def finds_any(terms: Sequence[Term], language: str) -> bool:
    """Whether anything that may be seen holds all these words."""
    query = _all_of(term.stem for term in terms)
    return _shown(Findable.objects.all().search(query, order_by_relevance=False), language).exists()


def _all_of(words: Iterable[str]) -> And:
    """Return the query for all these words; the backend looks for each as the beginning of one."""
    return And([PlainText(word) for word in words])


def _shown(results: Any, language: str) -> FindableQuerySet:
    """Return those of the index's proposals that may be seen, pages in this language alone."""
    rows: FindableQuerySet = results.get_queryset()
    return rows.visible().filter(Q(page=None) | Q(language=language))


def _newest(rows: FindableQuerySet, most: int) -> list[int]:
    return list(rows.newest_first().values_list("pk", flat=True)[:most])


def _narrowed(rows: FindableQuerySet, chosen: Chosen) -> FindableQuerySet:
    """Return what fits the choice: for the rare search that finds more than is looked at."""
    condition = Q()
    for group, values in chosen.items():
        one = Q(pk=None)
        if group == "kind":
            one = Q(post__kind__in=values)
            one |= Q(page__productpage__isnull=False) if PRODUCT in values else Q()
            one |= Q(page__isnull=False, page__productpage__isnull=True) if PAGE in values else Q()
            one |= Q(member__isnull=False) if MEMBER in values else Q()
        elif group == "product":
            for path in ("product", "product_of_page", "product_of_story"):
                one |= Q(**{f"{READ[path]}__in": values})
        elif group == "stars":
            numbers = [int(value) for value in values if value in {"1", "2", "3", "4", "5"}]
            one = Q(**{f"{READ['stars']}__in": numbers}, post__by_brand=False, post__works_for_brand=False)
        elif group == "language":
            one = Q(language__in=values)
        else:
            if BRAND in values:
                one |= Q(page__isnull=False) | Q(post__by_brand=True)
                one |= Q(member__isnull=False) & ~Q(member__brand_role={})
            if CUSTOMER in values:
                one |= Q(post__by_brand=False) | Q(member__brand_role={})
            if OWNER in values:
                one |= Q(owns=True, post__by_brand=False)
        condition &= one
    return rows.alias(owns=Exists(_ownership())).filter(condition)


def _ownership() -> QuerySet[Ownership]:
    """Return the mark of a post's author on the post's product."""
    return Ownership.objects.marked().filter(
        member=OuterRef("post__author"), product=OuterRef("post__product")
    )


def _read(ids: list[int]) -> list[Candidate]:
    """Return these lines with what they can be told apart by, in one query."""
    rows = Findable.objects.visible().filter(pk__in=set(ids)).annotate(owns=Exists(_ownership()))
    found = rows.values(
        "post_id",
        "page_id",
        "member_id",
        "language",
        "at",
        "owns",
        **{name: F(path) for name, path in READ.items()},
    )
    return [_candidate(row) for row in found]


def _candidate(row: Mapping[str, Any]) -> Candidate:
    product = row["product"] or row["product_of_page"] or row["product_of_story"]
    values: dict[str, Any] = {"product": product, "language": row["language"]}
    if row["post_id"]:
        source, title = "post", row["post_title"]
        is_customers = not row["by_brand"]
        values |= {"kind": row["post_kind"], "by": CUSTOMER if is_customers else BRAND}
        if row["post_kind"] == Post.Kind.REVIEW and is_customers and not row["works_for_brand"]:
            values["stars"] = str(row["stars"] or "")
    elif row["page_id"]:
        source, title = "page", row["page_title"]
        values |= {"kind": PRODUCT if row["product_of_page"] else PAGE, "by": BRAND}
    else:
        source, title = "member", row["name"]
        values |= {"kind": MEMBER, "by": BRAND if row["role"] else CUSTOMER}
    sets = {group: frozenset({value}) for group, value in values.items() if value}
    if row["owns"] and values["by"] == CUSTOMER:
        sets["by"] |= {OWNER}
    return Candidate(source, row[f"{source}_id"], title, row["language"], row["at"], sets)
