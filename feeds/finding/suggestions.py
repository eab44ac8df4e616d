"""Suggestions while somebody types: titles of what may be seen, in a few small queries."""

from collections.abc import Sequence
from typing import Final, TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from community.models import Member, Post
from community.wording import KINDS
from content.cards import address_of
from content.models import Topic
from content.shown import shown_pages
from feeds.finding.candidates import beginning
from feeds.finding.facets import MEMBER, PAGE, PRODUCT, Candidate
from feeds.finding.order import best_first
from feeds.finding.words import Term, closeness, terms_of

MOST: Final = 8
LOOKED_AT: Final = 20
"""Posts, pages and members whose titles have the words: the newest of each."""
FIRST: Final = {PRODUCT: 2, PAGE: 2, MEMBER: 2}
"""How many of a kind have their place before posts: these are what a name is typed for."""
TOPICS: Final = 2


class Suggestion(TypedDict):
    """A way straight to what was found. `what` says what it is; `lang` is "" in the reader's language."""

    title: str
    what: str
    url: str
    lang: str


def suggestions(query: str, language: str) -> list[Suggestion]:
    """Return what may be meant by words of which the last is still being typed."""
    terms = [Term(term.typed, term.typed) for term in terms_of(query)]
    if not terms:
        return []
    found = best_first(beginning(terms, language, LOOKED_AT), terms, language)
    first = [one for kind, most in FIRST.items() for one in _of_kind(found, kind)[:most]]
    # A topic with a page of the brand's is among the pages already.
    titles = {candidate.title for candidate in first}
    topics = [
        Suggestion(title=topic.name, what=_("Topic"), url=reverse("feeds:topic", args=[topic.slug]), lang="")
        for topic in Topic.objects.all()
        if closeness(topic.name, terms) < 3 and topic.name not in titles
    ]
    rest = [one for one in found if one not in first]
    told = [*_told(first, language), *topics[:TOPICS], *_told(rest[:MOST], language)]
    return told[:MOST]


def _of_kind(found: Sequence[Candidate], kind: str) -> list[Candidate]:
    return [candidate for candidate in found if kind in candidate.values["kind"]]


def _told(found: Sequence[Candidate], language: str) -> list[Suggestion]:
    addresses = _addresses(found, language)
    return [
        Suggestion(
            title=candidate.title,
            what=_what(candidate),
            url=addresses[candidate.source, candidate.pk],
            lang=candidate.language if candidate.language not in ("", language) else "",
        )
        for candidate in found
        if (candidate.source, candidate.pk) in addresses
    ]


def _what(candidate: Candidate) -> str:
    kind = next(iter(candidate.values["kind"]))
    if kind in KINDS:
        return str(KINDS[kind].name)
    return {PRODUCT: _("Product"), PAGE: _("Page"), MEMBER: _("Member")}[kind]


def _addresses(found: Sequence[Candidate], language: str) -> dict[tuple[str, int], str]:
    """Return where these are, of what may be seen still; a query for each source."""

    def ids(source: str) -> list[int]:
        return [candidate.pk for candidate in found if candidate.source == source]

    posts = Post.objects.published().filter(pk__in=ids("post")).select_related("public_revision")
    pages: dict[int, Page] = shown_pages().in_bulk(ids("page"))
    members = Member.objects.public().filter(pk__in=ids("member"))
    return {
        **{("post", post.pk): post.get_absolute_url() for post in posts},
        **{("page", pk): address_of(page, language) for pk, page in pages.items()},
        **{("member", member.pk): member.get_absolute_url() for member in members},
    }
