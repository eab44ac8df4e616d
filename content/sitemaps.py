"""Sitemaps: what everybody may read, with the time it last changed. Sections of other rooms are built alike.

A file holds the rows of one range of ids. So it costs the same wherever it lies, without a count or an
offset, and a row stays in its file; where rows were deleted, a file is shorter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from django.conf import settings
from django.db.models import Expression, ExpressionWrapper, F, IntegerField, Max, QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from content.cards import address_of
from content.models import TopicPage
from content.shown import shown_pages

SIZE = 1000
"""Ids in one file; the protocol allows 50,000, a page that is kept 512 kB."""
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True)
class Listed:
    """An absolute address, when what stands there last changed, and its translations: (language, address)."""

    url: str
    changed_at: datetime | None
    alternates: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """One kind of addresses. `shows` are the names under which its kept files go stale."""

    name: str
    shows: tuple[str, ...]
    files: Callable[[], list[tuple[int, datetime | None]]]
    """Return the number of every file and when anything in it last changed."""
    addresses: Callable[[int], list[Listed]]
    """Return what stands in one file; nothing in one there is not."""


def files_of(rows: QuerySet, changed_at: Expression | F) -> list[tuple[int, datetime | None]]:
    """Return the files that rows with ids make, and when the latest change in each was: one query."""
    number = ExpressionWrapper(F("pk") / SIZE, output_field=IntegerField())
    found = rows.order_by().annotate(file=number).values("file").annotate(latest=Max(changed_at))
    return [(row["file"], row["latest"]) for row in found.order_by("file")]


def in_file(rows: QuerySet, number: int) -> QuerySet:
    """Return the rows of one file."""
    return rows.filter(pk__gte=number * SIZE, pk__lt=(number + 1) * SIZE).order_by("pk")


def index_xml(files: Iterable[tuple[str, datetime | None]]) -> str:
    """Return the list of files, as (address, when it last changed)."""
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc>{_changed(at)}</sitemap>\n" for url, at in files)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {NAMESPACES}>\n{entries}</sitemapindex>\n'


def file_xml(listed: Iterable[Listed]) -> str:
    entries = "".join(
        f"<url><loc>{escape(one.url)}</loc>{_changed(one.changed_at)}{_alternates(one)}</url>\n"
        for one in listed
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>\n{entries}</urlset>\n'


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""


def _alternates(listed: Listed) -> str:
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(url)}"/>'
        for language, url in listed.alternates
    )


def _pages() -> PageQuerySet:
    """Return the pages of the tree, below its root; those of topics stand in a section with all topics.

    An alias stands in for its original, whose address alone is to be found.
    """
    return shown_pages().filter(depth__gt=1, alias_of=None).not_type(TopicPage)


def _page_addresses(number: int) -> list[Listed]:
    pages = list(in_file(_pages(), number).select_related("locale"))
    keys = {page.translation_key for page in pages}
    twins = shown_pages().filter(translation_key__in=keys, alias_of=None)
    translations: dict[object, list[tuple[str, str]]] = {}
    for twin in twins.select_related("locale").order_by("locale_id"):
        language = twin.locale.language_code
        translations.setdefault(twin.translation_key, []).append((language, _absolute(twin)))
    return [
        Listed(_absolute(page), page.last_published_at, translations[page.translation_key]) for page in pages
    ]


def _absolute(page: Page) -> str:
    return settings.SITE_URL + address_of(page, page.locale.language_code)


PAGES = Section("pages", ("pages",), lambda: files_of(_pages(), F("last_published_at")), _page_addresses)
