"""Topics in the sitemaps: each that holds anything, with a page of the marketers' or without."""

from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import override

from content.models import TopicPage
from content.shown import shown_pages
from content.sitemaps import Listed, Section
from feeds.models import FeedEntry


def _changes() -> dict[tuple[str, str], datetime]:
    """Return when each topic last changed, by slug and language: an entry came, or its page is newer."""
    entries = FeedEntry.objects.visible().exclude(feed__topic=None).order_by()
    latest = entries.values_list("feed__topic__slug", "feed__language").annotate(latest=Max("published_at"))
    changes = {(slug, language): at for slug, language, at in latest}
    pages = TopicPage.objects.filter(pk__in=shown_pages().filter(alias_of=None).values("pk"))
    for slug, language, at in pages.values_list("slug", "locale__language_code", "last_published_at"):
        changes[slug, language] = max(at, changes.get((slug, language), at))
    return changes


def _topics() -> list[Listed]:
    changes = _changes()
    urls: dict[str, list[tuple[str, str]]] = {}
    for slug, language in sorted(changes):
        with override(language):
            url = settings.SITE_URL + reverse("feeds:topic", args=[slug])
        urls.setdefault(slug, []).append((language, url))
    return [
        Listed(url, changes[slug, language], found) for slug, found in urls.items() for language, url in found
    ]


def _files() -> list[tuple[int, datetime | None]]:
    listed = _topics()
    return [(0, max(one.changed_at for one in listed if one.changed_at))] if listed else []


TOPICS = Section("topics", ("pages", "hub"), _files, lambda number: _topics() if number == 0 else [])
