"""Reads what a web page says of itself in its head: the function the limited child runs. No Django here.

In: one line of JSON with the content type and the address, then the bytes of the page. Out: JSON with the
fields of WebPage (fetching/pages.py). Nothing here makes a text safe to print as anything but text.
"""

import json
import re
from html.parser import HTMLParser

from .feed_markup import plain, web_address
from .feed_text import decode, storable

READ = 512 * 1024
"""Characters of a page that are read: some put half of their styles and scripts before what they say."""
MAX_TEXT = 1000

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# By Open Graph, by the cards of another network, by HTML itself: the first that says anything counts.
_NAMES = {
    "title": ("og:title", "twitter:title"),
    "description": ("og:description", "twitter:description", "description"),
    "site_name": ("og:site_name",),
    "author": ("author",),
    "picture_url": ("og:image:secure_url", "og:image", "twitter:image"),
}


class _Head(HTMLParser):
    """Collects the contents of meta elements, each name's first, and the page's title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.metas: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Pictures drawn in markup have titles of their own: only the first one is the page's.
        self._in_title = tag == "title" and not self.title
        if tag != "meta":
            return
        values = {name: value or "" for name, value in attrs}
        name = (values.get("property") or values.get("name") or "").strip().lower()
        if name and values.get("content", "").strip():
            self.metas.setdefault(name, values["content"])

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data[:MAX_TEXT]


def parse(payload: bytes) -> bytes:
    """The child's entry point; see the module's docstring."""
    first, _newline, body = payload.partition(b"\n")
    given = json.loads(first)
    hint = given["content_type"]
    if "charset" not in hint.lower() and (declared := _CHARSET.search(body[:4096])):
        hint = f"{hint}; charset={declared[1].decode('ascii')}"
    head = _Head()
    head.feed(decode(body, hint)[:READ])
    said = {field: _first(head.metas, names) for field, names in _NAMES.items()}
    said["title"] = said["title"] or plain(head.title, markup=False)[:MAX_TEXT]
    said["picture_url"] = web_address(said["picture_url"], given["url"])
    return json.dumps(storable(said), ensure_ascii=False).encode()


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((plain(metas[name], markup=False)[:MAX_TEXT] for name in names if name in metas), "")
