"""Small readings of the HTML inside a feed's entry. Runs in the limited child.

Nothing here makes HTML safe: that is done by the room that stores it. These only find words and addresses.
"""

import html
import re
from urllib.parse import unquote_plus, urljoin, urlsplit

# A start tag with its attributes; bounded, and never across a "<", so that the search stays linear.
_TAG = re.compile(r"<(a|img)\s((?>(?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}')*))>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z][a-zA-Z-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_ANY_TAG = re.compile(r"<(?:!--.*?--|/?[a-zA-Z][^<>]*)>", re.DOTALL)
_SPACE = re.compile(r"\s+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def plain(value: str, *, markup: bool) -> str:
    """One line of text; tags and references are only taken out of what is said to be markup."""
    if markup:
        value = html.unescape(_ANY_TAG.sub("", value))
    return _SPACE.sub(" ", value).strip()


def from_text(value: str) -> str:
    """HTML paragraphs for plain text."""
    paragraphs = (html.escape(part, quote=False) for part in _PARAGRAPHS.split(value.strip()))
    return "".join(f"<p>{part}</p>".replace("\n", "<br>\n") for part in paragraphs if part)


def web_address(value: object, base: str = "") -> str:
    """`value` as an absolute http or https address, or "" if it is none."""
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        parts = urlsplit(urljoin(base, value.strip()))
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        return ""
    address = parts.geturl().replace(" ", "%20")
    return address if len(address) <= 2000 and not re.search(r"[\x00-\x20\x7f]", address) else ""


def tags_and_pictures(content: str, base: str) -> tuple[list[str], list[str]]:
    """The words of rel="tag" links (by the microformat: the last part of the address), and the addresses of
    pictures, in the order they stand."""
    tags, pictures = [], []
    for element in _TAG.finditer(content):
        attributes = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(element[2])
        }
        if element[1].lower() == "img":
            pictures.append(web_address(attributes.get("src"), base))
        elif "tag" in attributes.get("rel", "").lower().split():
            address = web_address(attributes.get("href"), base)
            tags.append(unquote_plus(urlsplit(address).path.rstrip("/").rpartition("/")[2]))
    return tags, [picture for picture in pictures if picture]
