"""Topics in the sitemaps: each that holds anything, with a page of its own or without; and own feeds."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import override

from content.models import TopicPage
from content.shown import shown_pages
from content.sitemaps import Listed, Section
from feeds.models import Feed, FeedEntry
from feeds.models.feed import FeedQuerySet


def _changes() -> dict[tuple[str, str], datetime]:
    """Return when each topic last changed, by slug and language: an entry came, or its page is newer."""
    changes = _latest(Feed.objects.exclude(topic=None), "topic__slug")
    pages = TopicPage.objects.filter(pk__in=shown_pages().filter(alias_of=None).values("pk"))
    for slug, language, at in pages.values_list("slug", "locale__language_code", "last_published_at"):
        changes[slug, language] = max(at, changes.get((slug, language), at))
    return changes


def _topics() -> list[Listed]:
    changes = _changes()
    return _listed("feeds:topic", changes)


def _own() -> list[Listed]:
    """Marketers' own feeds that hold anything."""
    return _listed("feeds:own", _latest(Feed.objects.own(), "slug"))


def _latest(feeds: FeedQuerySet, slug: str) -> dict[tuple[str, str], datetime]:
    """Return when the newest entry of each feed that holds any came, by slug and language.

    Of each feed one row is read from its index, however many it holds.
    """
    newest = FeedEntry.objects.visible().filter(feed=OuterRef("pk")).newest_first()
    found = feeds.annotate(latest=Subquery(newest.values("published_at")[:1])).exclude(latest=None)
    return {(name, language): at for name, language, at in found.values_list(slug, "language", "latest")}


def _listed(view: str, changes: dict[tuple[str, str], datetime]) -> list[Listed]:
    """Return the addresses of what changed at these times, by slug and language."""
    urls: dict[str, list[tuple[str, str]]] = {}
    for slug, language in sorted(changes):
        with override(language):
            url = settings.SITE_URL + reverse(view, args=[slug])
        urls.setdefault(slug, []).append((language, url))
    return [
        Listed(url, changes[slug, language], found) for slug, found in urls.items() for language, url in found
    ]


def _section(name: str, shows: tuple[str, ...], listed: Callable[[], list[Listed]]) -> Section:
    """Return a section of one file: there are few of these."""

    def files() -> list[tuple[int, datetime | None]]:
        times = [one.changed_at for one in listed() if one.changed_at]
        return [(0, max(times))] if times else []

    return Section(name, shows, files, lambda number: listed() if number == 0 else [])


TOPICS = _section("topics", ("pages", "hub"), _topics)
OWN = _section("feeds", ("feeds", "hub"), _own)
