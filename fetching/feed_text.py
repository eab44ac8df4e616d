"""From the bytes of a feed to clean text, and the outline of its markup. Runs in the limited child.

The text that is checked here is the very text the parser gets: it is decoded once, by us, and handed on as
UTF-8. So nothing can hide from the checks in an encoding the parser understands otherwise.
"""

import codecs
import re
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any

MAX_DEPTH = 1000
ITEM_NAMES = {"item", "entry"}

# The longer marks first: the one of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    # The first "<" without a mark.
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# Browsers read these as their larger sisters, because that is what people mean by them.
_SISTERS = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
# Declared without the bytes to match (utf-16), or no encoding for documents at all.
_NEVER = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}

# What XML 1.0 allows nowhere, and PostgreSQL does not store.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(?P<number>[xX][0-9A-Fa-f]+|[0-9]+)|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));")
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_DECLARATION = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# The document types of old feeds and of blogs that write XHTML. Nothing stands in them but two names: no
# entities, no subset of their own, and what they point at is never asked for (docs/decisions/0009).
#
# Here and everywhere: an atomic group around a repeat, never a possessive quantifier behind a group. Those
# give up too soon before Python 3.11.5 (gh-106052), and Debian 12 has 3.11.2.
_KNOWN_DOCTYPE = re.compile(
    r"""
    \A (?P<before> (?> (?: \s+ | <\?(?>(?:[^?]|\?(?!>))*)\?> | <!--(?>(?:[^-]|-(?!->))*)--> )* ) )
    <!DOCTYPE \s++ (?:rss|RSS|rdf:RDF|feed|html) \s++ PUBLIC \s++
    "-//(?: Netscape\ Communications//DTD\ RSS\ 0\.9[01]?
      | W3C//DTD\ XHTML\ 1\.[01](?:\ [A-Z][a-z]{1,15})? )//EN"
    \s++ "[^"<>\[\]&%]{1,200}+" \s*+ >
    (?= (?> (?: \s+ | <!--(?>(?:[^-]|-(?!->))*)--> )* ) < (?: \w++ : )? (?: rss | feed | RDF | html ) [\s>] )
    """,
    re.VERBOSE,
)
_ELEMENT = re.compile(r"<\w")
_ITEM_START = re.compile(r"<((?:\w+:)?(?:item|entry))(?=[\s>])", re.IGNORECASE)
# A comment or the like that never ends swallows the rest; that also keeps the search linear.
_TOKEN = re.compile(
    r"""
    <!--.*?(?:-->|\Z)
    | <!\[CDATA\[.*?(?:\]\]>|\Z)
    | <\?.*?(?:\?>|\Z)
    | (?P<declaration><!\s*(?:DOCTYPE|ENTITY))
    | <(?P<close>/?)(?P<name>[^\W\d][\w.:-]*)(?>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# Elements people leave open when they paste HTML into a feed; they do not make it deep.
_LEFT_OPEN = {"br", "hr", "img", "input", "li", "p", "wbr"}


class FeedRefused(ValueError):
    """This is not a feed we read. The message is a word that fetching/feeds.py turns into a sentence."""


def decode(body: bytes, content_type: str) -> str:
    """The text of a feed. Wrong and missing declarations are common, so they are hints, not orders: what
    reads as UTF-8 where anybody says UTF-8 is UTF-8, and what reads as nothing becomes Windows-1252."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _clean(body.decode(name, "replace"))
    declared = _DECLARED.match(body)
    charset = _CHARSET.search(content_type)
    hints = [charset[1] if charset else "", declared[1].decode("ascii") if declared else ""]
    names = [name for name in (_codec(hint) for hint in hints) if name]
    for name in ["utf-8", *names] if "utf-8" in names or not names else [*names, "utf-8"]:
        try:
            return _clean(body.decode(name))
        except UnicodeDecodeError:
            continue
    return _clean(body.decode("cp1252", "replace"))


def _codec(hint: str) -> str:
    """Python's name of a declared encoding, or "" for one that is unknown or unfit."""
    try:
        info = codecs.lookup(hint)
    except LookupError:
        return ""
    if info.name in _NEVER or info.name.startswith(("utf-16", "utf-32")) or not info._is_text_encoding:
        return ""
    return _SISTERS.get(info.name, info.name)


def _clean(text: str) -> str:
    return ILLEGAL.sub("", text).lstrip("\ufeff \t\r\n")


def storable(value: Any) -> Any:
    """The same without characters no database takes: escapes in JSON can make them, and loose references."""
    if isinstance(value, str):
        return ILLEGAL.sub("", value)
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    return value


def mend_references(text: str) -> str:
    """Make the references of a document such as an XML parser without a DTD knows: HTML's names become
    numbers, and numbers of characters that cannot stand in XML go. (A feed of otherwise sound items would
    be given up for one "&nbsp;", or crash the parser for one "&#99999999999;".)"""
    return _REFERENCE.sub(_mend, text)


def _mend(reference: re.Match[str]) -> str:
    if name := reference["name"]:
        characters = html5.get(f"{name};")
        if name in _XML_NAMES or not characters:
            return reference[0]
        return "".join(f"&#{ord(character)};" for character in characters)
    digits = reference["number"]
    if len(digits) > 8:
        return ""
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return reference[0] if number <= 0x10FFFF and not ILLEGAL.match(chr(number)) else ""


def without_known_doctype(text: str) -> str:
    """The document without the one harmless declaration it may begin with; any other stays, to be refused."""
    found = _KNOWN_DOCTYPE.match(text)
    return found["before"] + text[found.end() :] if found else text


@dataclass(slots=True)
class Outline:
    """Where the items of a document stand. `opening` and `closing` are the tags around the first one, so
    that an item can be read on its own: opening + item + closing."""

    items: list[tuple[int, int]] = field(default_factory=list)
    opening: str = ""
    closing: str = ""


def outline(text: str) -> Outline:
    """Walk the markup once. Refuses a DOCTYPE or ENTITY declaration wherever it stands outside of comments
    and CDATA, anywhere at all before the root, and elements nested deeper than MAX_DEPTH."""
    root = _ELEMENT.search(text)
    if _DECLARATION.search(text, 0, root.start() if root else len(text)):
        raise FeedRefused("doctype")
    walk = _Walk()
    for token in _TOKEN.finditer(text):
        if token["declaration"]:
            raise FeedRefused("doctype")
        if not token["name"]:
            continue
        if token["close"]:
            walk.leave(token["name"].lower(), token.end())
        else:
            walk.enter(token["name"].lower(), token)
    return walk.outline


class _Walk:
    """Keeps count of depth and items. Documents need not be well-formed: the end of an item puts the depth
    right again."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._around: list[str] = []  # the tags open before the first item
        self._depth = 0
        self._item: tuple[str, int, int] | None = None  # name, start and depth of the item we are in

    def enter(self, name: str, token: re.Match[str]) -> None:
        empty = token[0].endswith("/>")
        if not self._item and name.rpartition(":")[2] in ITEM_NAMES:
            if empty:
                self._add_item(token.start(), token.end())
                return
            self._item = (name, token.start(), self._depth)
        if empty or name in _LEFT_OPEN:
            return
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FeedRefused("deep")
        if not self._item and not self.outline.items:
            self._around.append(token[0])

    def leave(self, name: str, end: int) -> None:
        if self._item and name == self._item[0]:
            _name, start, self._depth = self._item
            self._item = None
            self._add_item(start, end)
        elif name not in _LEFT_OPEN:
            self._depth -= 1
            if not self._item and not self.outline.items and self._around:
                self._around.pop()

    def _add_item(self, start: int, end: int) -> None:
        if not self.outline.items:
            names = [re.split(r"[\s>]", tag[1:], maxsplit=1)[0] for tag in self._around]
            self.outline.opening = "".join(self._around)
            self.outline.closing = "".join(f"</{name}>" for name in reversed(names))
        self.outline.items.append((start, end))


def pieces(text: str) -> list[str]:
    """The items of a document that is not well-formed, cut by their start tags alone: an item that leaves
    something open (a tag, a comment, CDATA) then spoils itself and none of the others."""
    starts = list(_ITEM_START.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    cut = []
    for start, end in zip(starts, ends, strict=True):
        closing = f"</{start[1]}>"
        inside = text.find(closing, start.start(), end)
        cut.append(text[start.start() : inside if inside >= 0 else end] + closing)
    return cut
