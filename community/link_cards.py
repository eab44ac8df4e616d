"""Cards of what posts link to: which links get one, and what is printed of it.

Only sites on a list (`LINK_CARD_HOSTS`) are asked about themselves, and only about what public posts link to.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from community.models import LinkCard, PostRevision
from community.sanitize import clean_title, outside_links
from content.cards import Picture, picture_from
from content.video import Description, film_at, is_film_site
from fetching import FetchError
from fetching.pages import WebPage
from fetching.targets import read_target

CARDS_PER_POST = 3
LONGEST_ADDRESS = 1000


@dataclass(frozen=True)
class Told:
    """What a site tells of one of its pages, as it is stored; no title means that it tells nothing."""

    title: str = ""
    description: str = ""
    site_name: str = ""
    author: str = ""
    picture_url: str = ""


@dataclass(frozen=True)
class ShownLink:
    """A card in its place under a post's words."""

    url: str
    title: str
    description: str
    site_name: str
    author: str
    picture: Picture | None


def cards_in(body_html: str) -> list[str]:
    """Return the addresses in a cleaned body that get a card, each as its site's own address for it."""
    wanted = (card_address(address) for address in outside_links(body_html))
    return list(dict.fromkeys(address for address in wanted if address))[:CARDS_PER_POST]


def card_address(address: str) -> str:
    """Return where to ask about an address, "" where nobody is to be asked.

    Of the sites of films only films: their other pages ask visitors for consent first.
    """
    try:
        target = read_target(address.partition("#")[0])
    except FetchError:
        return ""
    if not is_listed(target.host):
        return ""
    if film := film_at(address):
        return film.page
    url = "" if is_film_site(target.host.removeprefix("www.")) else target.url
    return url if len(url) <= LONGEST_ADDRESS else ""


def is_listed(host: str) -> bool:
    """Whether a host is one of those on the list, or lies below one."""
    listed = (*settings.LINK_CARD_HOSTS, *settings.PEERTUBE_HOSTS)
    return any(f".{host}".endswith(f".{name}") for name in listed)


def told_of_film(description: Description, site: str) -> Told:
    """Return what a film's site tells of it."""
    return _cut(description.title, "", site, description.author, description.picture_url)


def told_of_page(page: WebPage, url: str) -> Told:
    """Return what a page at `url` tells of itself; who says nothing of their site is named by its host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    author = "" if "://" in page.author else page.author
    return _cut(page.title, page.description, page.site_name or host, author, page.picture_url)


def _cut(title: str, description: str, site_name: str, author: str, picture_url: str) -> Told:
    title, description = _line(title, 200), _line(description, 300)
    if description == title:
        description = ""
    return Told(title, description, _line(site_name, 80), _line(author, 120), picture_url)


def _line(text: str, at_most: int) -> str:
    """One line of a stranger's, without invisible characters, shortened with "…"."""
    line = clean_title(text)
    return line if len(line) <= at_most else f"{line[: at_most - 1].rstrip()}…"


def shown_links(revision: PostRevision) -> list[ShownLink]:
    """Return the cards under a public revision's words; no query where none of its links could have one."""
    if not cards_in(revision.body_html):
        return []
    links = revision.links.filter(card__state=LinkCard.State.READY).select_related("card")
    return [_shown(link.card) for link in links]


def _shown(card: LinkCard) -> ShownLink:
    picture = picture_from(card.renditions) if card.renditions else None
    return ShownLink(card.url, card.title, card.description, card.site_name, card.author, picture)
