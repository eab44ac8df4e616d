"""A feed as a file: RSS 2.0, Atom 1.0 and JSON Feed 1.1, from the rows the page shows.

Every item says its lane and its reason as categories, carries its author's disclosure in the text, its
language, an id that outlives another title or address, and only absolute addresses.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from community.cards import PostCard
from community.sanitize import feed_html
from content.brand import Brand
from feeds.models import Feed
from feeds.showing import Entry
from fetching.feed_text import ILLEGAL

DC = {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}


@dataclass(frozen=True)
class Item:
    """One entry of a file. `ties` are whole sentences of disclosure; `html` begins with them."""

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
    ties: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """A whole file. `url` is its own address, `page_url` its page's; `hub` is "" without a WebSub hub."""

    url: str
    page_url: str
    title: str
    description: str
    language: str
    updated: datetime
    items: list[Item]
    hub: str = ""


def document_of(
    feed: Feed, entries: Iterable[tuple[Entry, str, datetime]], brand: Brand, *, url: str, page_url: str
) -> Document:
    """Return the file of a feed with these (entry, its words as HTML, when they last changed)."""
    items = [_item(entry, html, updated, brand) for entry, html, updated in entries]
    edition = feed.current_edition
    # Of a feed that holds nothing yet: any time will do, as long as it stays the same.
    planned = edition.created_at if edition else datetime(2026, 1, 1, tzinfo=UTC)
    return Document(
        url=url,
        page_url=page_url,
        title=readable(f"{brand.name}: {feed.name}" if feed.name else brand.name),
        description=readable(brand.tagline or brand.name),
        language=get_language() or settings.LANGUAGE_CODE,
        updated=max([planned, *(item.updated for item in items)]),
        items=items,
        hub=settings.WEBSUB_HUB,
    )


def changed_at(feed: Feed, document: Document) -> datetime:
    """Return when the file last changed: also what is taken down, or said otherwise, has the feed planned."""
    return max(filter(None, (document.updated, feed.planned_at, feed.dirty_at)))


def readable(text: str) -> str:
    """Return the text without characters that XML 1.0 allows nowhere; JSON says the same."""
    return ILLEGAL.sub("", text)


def _item(entry: Entry, html: str, updated: datetime, brand: Brand) -> Item:
    card = entry.card
    name, author_url = brand.name, settings.SITE_URL + "/"
    ties: tuple[str, ...] = ()
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
    published = card.published_at or updated
    return Item(
        id=_id(card, published),
        url=urljoin(settings.SITE_URL, card.url),
        title=readable(card.title),
        html=readable(feed_html(disclosure + said + html, settings.SITE_URL)),
        author=readable(name),
        author_url=author_url,
        lane=entry.lane,
        why=readable(entry.why),
        language=card.lang,
        published=published,
        # Nobody reads of a change from before there was anything.
        updated=max(updated, published),
        ties=[readable(tie) for tie in ties],
    )


def _id(card: object, published: datetime) -> str:
    """Return a tag URI (RFC 4151): a title, an address and a feed's language may change, this does not."""
    kind, pk = ("posts", card.id) if isinstance(card, PostCard) else ("pages", getattr(card, "pk", None))
    day = localdate(published, UTC).isoformat()
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{day}:{kind}/{pk}"


class Rss(Rss201rev2Feed):
    """RSS with its hub, and the language of each item."""

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, str]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("dc:language", item["language"], DC)


class Atom(Atom1Feed):
    """Atom with its hub, whole posts as content, and the language of each entry."""

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, str]) -> None:
        # Django would call it a summary.
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


def _xml(kind: type[SyndicationFeed]) -> Callable[[Document], str]:
    def write(document: Document) -> str:
        file = kind(
            title=document.title,
            link=document.page_url,
            description=document.description,
            subtitle=document.description,
            language=document.language,
            feed_url=document.url,
            feed_guid=document.url,
            updated=document.updated,
            hub=document.hub,
        )
        for item in document.items:
            file.add_item(
                title=item.title,
                link=item.url,
                unique_id=item.id,
                unique_id_is_permalink=False,
                description=item.html,
                author_name=item.author,
                author_link=item.author_url,
                pubdate=item.published,
                updateddate=item.updated,
                categories=[item.lane, item.why],
                language=item.language,
            )
        return file.writeString("utf-8")

    return write


def write_json(document: Document) -> str:
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": document.title,
        "home_page_url": document.page_url,
        "feed_url": document.url,
        "description": document.description,
        "language": document.language,
        **({"hubs": [{"type": "WebSub", "url": document.hub}]} if document.hub else {}),
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
                "_alongside": {"lane": item.lane, "why": item.why, "disclosure": item.ties},
            }
            for item in document.items
        ],
    }
    return json.dumps(found, ensure_ascii=False)


JSON_TYPE = "application/feed+json; charset=utf-8"
WRITERS = {
    "atom": (_xml(Atom), "application/atom+xml; charset=utf-8"),
    "rss": (_xml(Rss), "application/rss+xml; charset=utf-8"),
    "json": (write_json, JSON_TYPE),
}


def _named(view: str, *form: str) -> Callable[[str], str]:
    return lambda slug: reverse(view, args=[slug, *form])


# What readers of feeds and other sites keep: each makes an address of a feed's slug, in the active language.
KEPT_BY_OTHERS = [
    *(_named("feeds:file", form) for form in WRITERS),
    _named("feeds:embed"),
    _named("feeds:embed_json"),
]
