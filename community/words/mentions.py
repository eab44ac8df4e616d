"""Naming a member in a comment: "@handle", found in typed words and linked in the HTML made of them."""

import re
from collections.abc import Callable, Collection

from django.utils.html import format_html

MOST = 10
"""Members one comment may name; further ones stay words, and nobody is told."""

# Not inside an address of mail or web ("kari@example.com", "site.example/@kari").
_MENTION = re.compile(r"(?<![\w@./-])@([A-Za-z0-9][A-Za-z0-9-]{2,29})(?![\w-])")


# As `link_handles` writes it: language-neutral, for whoever will read it.
_LINK = re.compile(r'href="/members/([a-z0-9-]+)/"')


def handles_in(text: str) -> list[str]:
    """Return the handles a text names, each once, in order, at most `MOST`."""
    return list(dict.fromkeys(found.lower() for found in _MENTION.findall(text)))[:MOST]


def link_handles(html: str, handles: Collection[str]) -> str:
    """Return HTML without attributes, as `text_to_html` makes it, with these handles made into links."""

    def linked(match: re.Match[str]) -> str:
        handle = match[1].lower()
        if handle not in handles:
            return match[0]
        return format_html('<a href="/members/{}/">{}</a>', handle, match[0])

    return _MENTION.sub(linked, html)


def readdress(html: str, address_of: Callable[[str], str]) -> str:
    """Return stored HTML with the links to those it names leading where `address_of` says of a handle."""
    return _LINK.sub(lambda match: f'href="{address_of(match[1])}"', html)
