"""A feed as a file: RSS 2.0, Atom 1.0 and JSON Feed 1.1, from the rows the page shows.

Every item says its lane and its reason as categories, carries its author's disclosure in the text, its
language, and only absolute addresses.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urljoin

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import get_language, gettext as _

from community.cards import PostCard
from community.sanitize import feed_html
from content.brand import Brand
from feeds.models import Feed
from feeds.showing import Entry


@dataclass(frozen=True)
class Item:
    """One entry of a file."""

    id: str
    url: str
    title: str
    html: str
    author: str
    author_url: str
    lane: str
    why: str
    language: str
    published: datetime
    updated: datetime


def items_of(entries: Iterable[tuple[Entry, str, datetime]], brand: Brand) -> list[Item]:
    """Return items of (entry, its words as HTML, when they last changed)."""
    return [_item(entry, html, updated, brand) for entry, html, updated in entries]


def _item(entry: Entry, html: str, updated: datetime, brand: Brand) -> Item:
    card = entry.card
    url = urljoin(settings.SITE_URL, card.url)
    name, author_url = brand.name, settings.SITE_URL
    ties: list[str] = []
    if isinstance(card, PostCard):
        name = (
            f"{card.author_name} ({card.brand_role}, {brand.name})" if card.brand_role else card.author_name
        )
        ties, author_url = card.ties, urljoin(settings.SITE_URL, card.author_url)
    disclosure = "".join(f"<p><em>{escape(tie)}</em></p>" for tie in ties)
    stars = getattr(card, "stars", None)
    verdict = _("%(stars)d of 5 stars") % {"stars": stars} if stars else ""
    mark = _("Verified owner") if getattr(card, "verified", False) else ""
    said = "".join(f"<p>{escape(words)}</p>" for words in (mark, verdict) if words)
    return Item(
        id=url,
        url=url,
        title=card.title,
        html=feed_html(disclosure + said + html, settings.SITE_URL),
        author=name,
        author_url=author_url,
        lane=entry.lane,
        why=entry.why,
        language=card.lang,
        published=card.published_at or updated,
        updated=updated,
    )


def _title(feed: Feed, brand: Brand) -> str:
    return f"{brand.name}: {feed.name}" if feed.name else brand.name


def _xml(kind: type[SyndicationFeed]) -> Callable[[Feed, list[Item], Brand, str, str], str]:
    def write(feed: Feed, items: list[Item], brand: Brand, own_url: str, page_url: str) -> str:
        document = kind(
            title=_title(feed, brand),
            link=page_url,
            description=brand.tagline or brand.name,
            language=get_language(),
            feed_url=own_url,
            feed_guid=own_url,
        )
        for item in items:
            document.add_item(
                title=item.title,
                link=item.url,
                unique_id=item.id,
                unique_id_is_permalink=True,
                description=item.html,
                author_name=item.author,
                author_link=item.author_url,
                pubdate=item.published,
                updateddate=item.updated,
                categories=[item.lane, item.why],
            )
        return document.writeString("utf-8")

    return write


def _json(feed: Feed, items: list[Item], brand: Brand, own_url: str, page_url: str) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(feed, brand),
        "home_page_url": page_url,
        "feed_url": own_url,
        "language": get_language(),
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "content_html": item.html,
                "date_published": item.published.isoformat(),
                "date_modified": item.updated.isoformat(),
                "authors": [{"name": item.author, "url": item.author_url}],
                "language": item.language,
                "tags": [item.lane, item.why],
                "_alongside": {"lane": item.lane, "why": item.why},
            }
            for item in items
        ],
    }
    return json.dumps(document, ensure_ascii=False)


WRITERS = {
    "atom": (_xml(Atom1Feed), "application/atom+xml; charset=utf-8"),
    "rss": (_xml(Rss201rev2Feed), "application/rss+xml; charset=utf-8"),
    "json": (_json, "application/feed+json; charset=utf-8"),
}
