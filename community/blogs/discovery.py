"""Finding a blog's feed and the proof of whose it is, in a page of a stranger's. Pure."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

FEED_TYPES = (
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/json",
    "application/rdf+xml", "application/xml", "text/xml",
)  # fmt: skip
COMMON_PATHS = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.xml", "feed.json")
ASKED = 10
"""Addresses that are asked for one blog, at most."""
# Pages are read as far as this; a head with its links stands well before it.
READ = 256 * 1024


class _Links(HTMLParser):
    """Collects (rel words, type, href) of link and a elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[set[str], str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("link", "a"):
            return
        values = {name: value or "" for name, value in attrs}
        rels = set(values.get("rel", "").lower().split())
        self.found.append((rels, values.get("type", "").lower(), values.get("href", "").strip()))


def links(body: bytes) -> list[tuple[set[str], str, str]]:
    """Return the links of a page as (rel words, type, href)."""
    parser = _Links()
    parser.feed(body[:READ].decode("utf-8", errors="replace"))
    return parser.found


def feed_links(body: bytes, url: str) -> list[str]:
    """Return addresses of feeds a page announces, then those where feeds commonly lie: beside it, and at the
    top of its site."""
    announced = [
        urljoin(url, href)
        for rels, kind, href in links(body)
        if "alternate" in rels and kind in FEED_TYPES and href
    ]
    parts = urlsplit(url)
    site, folder = f"{parts.scheme}://{parts.netloc}", parts.path.rpartition("/")[0]
    guesses = [f"{site}{above}/{path}" for above in (folder, "") for path in COMMON_PATHS]
    return list(dict.fromkeys([*announced, *guesses]))[:ASKED]


def find_token(body: bytes, *, token: str, profile: str) -> bool:
    """Whether a page or feed holds the token anywhere, or links to the profile with rel="me"."""
    if token.encode() in body:
        return True
    wanted = profile.rstrip("/")
    return any("me" in rels and href.rstrip("/") == wanted for rels, _kind, href in links(body))
