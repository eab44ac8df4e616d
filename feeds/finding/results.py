"""A search from its address to what its page prints."""

from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from feeds.finding.candidates import candidates
from feeds.finding.choices import Choice, Group, chosen_of, groups_of
from feeds.finding.facets import chosen_in, counts, fits
from feeds.finding.hits import Hit, hits_of
from feeds.finding.order import best_first
from feeds.finding.spelling import did_you_mean
from feeds.finding.words import terms_of

PAGE: Final = 20
FEW: Final = 2
"""With so many results or fewer, other words are offered."""


@dataclass(frozen=True)
class Found:
    """What a page of results shows. `is_more`: there is more than was looked at; counts are at least these.

    `first` and `last` count from 1; `offers` are other queries that find something.
    """

    hits: list[Hit]
    count: int
    is_more: bool
    groups: list[Group]
    chosen: list[Choice]
    offers: list[str]
    first: int = 0
    last: int = 0
    newer_url: str = ""
    older_url: str = ""


def find(query: str, asked: QueryDict, *, language: str, brand_name: str) -> Found:
    """Return what holds all words of a query, and how it can be narrowed; `asked` is the address's."""
    terms, chosen = terms_of(query), chosen_in(asked)
    looked_at, is_more = candidates(terms, language) if terms else ([], False)
    groups = groups_of(counts(looked_at, chosen), chosen, asked)
    if is_more and chosen:
        # What is chosen may stand behind what was looked at.
        looked_at, is_more = candidates(terms, language, chosen)
    fitting = best_first((one for one in looked_at if fits(one, chosen)), terms, language)
    page = _page(asked.get("page", ""), len(fitting))
    shown = fitting[(page - 1) * PAGE : page * PAGE]
    return Found(
        hits=hits_of(shown, terms, language=language, brand_name=brand_name),
        count=len(fitting),
        is_more=is_more,
        groups=groups,
        chosen=chosen_of(groups),
        offers=did_you_mean(query, language) if terms and len(looked_at) <= FEW and not chosen else [],
        first=(page - 1) * PAGE + 1,
        last=(page - 1) * PAGE + len(shown),
        newer_url=_address(asked, page - 1) if page > 1 else "",
        older_url=_address(asked, page + 1) if page * PAGE < len(fitting) else "",
    )


def _page(asked: str, count: int) -> int:
    """Return the number of the page that is asked for, of those there are."""
    last = max(1, -(-count // PAGE))
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 1
    return max(1, min(wanted, last))


def _address(asked: QueryDict, page: int) -> str:
    wanted = asked.copy()
    wanted.pop("page", None)
    if page > 1:
        wanted["page"] = str(page)
    return f"?{wanted.urlencode()}"
