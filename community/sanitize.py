"""Strangers' HTML made safe: the one place that does it, when words are saved and never when they are read.

`clean_html` runs nh3 -> bleach's Linker -> nh3. nh3 is the boundary and always has the last word; bleach only
makes bare addresses into links. What may stand in a body is a closed list of tags, attributes and addresses
(`TAGS`, `ATTRIBUTES`, `addresses.safe_href`); everything else goes, whatever it is called.

nh3 and html5lib take time that grows with the square of the nesting. So before any tree is built, counts that
no trick of syntax can lower bound the work; what they let through is measured beside them.

A picture is stored as `<img data-photo="12" alt="…">`; `place_photos` writes its address when the body is
rendered, so a body never names a host. Change `RENDER_VERSION` when the result for the same input changes,
then run `manage.py rerender_posts`.
"""

import functools
import html as html_entities
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import nh3
from bleach.linkifier import Linker, LinkifyFilter
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from community.addresses import LINKABLE, link_target, safe_href
from community.words.characters import strip_unwanted
from community.words.typed_text import text_to_html

if TYPE_CHECKING:
    from content.cards import Picture

RENDER_VERSION: Final = 2

MAX_CHARS: Final = 100_000
"""Characters in one body, markup included: a long essay is 30,000."""
MAX_TAGS: Final = 6_000
"""Start tags in one body."""
MAX_DEPTH: Final = 50
"""Elements inside one another. Honest posts stay under ten."""
MAX_REOPENED: Final = 250_000
"""Bold-like tags with attributes, times all tags: a parser reopens the former in every later paragraph."""

MAX_ADDRESSES: Final = 2_000
"""Addresses in one body, linked or bare. With more, bare ones stay words: a list that long is not prose."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


REL: Final = "nofollow ugc noopener"
TAGS: Final = _names("a b blockquote br code em h2 h3 h4 hr i img li ol p pre s strong u ul")
ATTRIBUTES: Final = {"*": _names(""), "a": _names("href title"), "img": _names("data-photo alt")}
_FOREIGN: Final = ATTRIBUTES | {"img": _names("src alt")}
# Content that is no prose, or that is parsed by other rules than prose: it goes with its tag.
_DROPPED_WHOLE: Final = _names(
    """applet audio canvas datalist embed frame frameset head iframe map math noembed noframes noscript object
    plaintext script select style svg template textarea title video xml xmp"""
)
# Markup of word processors and blogs, rewritten into ours after the first pass so that no words run together.
_PARAGRAPHS: Final = _names(
    """address article aside caption center dd details div dl dt fieldset figcaption figure footer form header
    legend main nav section summary tr"""
)
_RENAMED: Final = {"h1": "h2", "h5": "h4", "h6": "h4", "del": "s", "strike": "s", "ins": "u"}
_CELLS: Final = _names("td th")
_VOID: Final = _names("area base br col embed hr img input link meta source track wbr")
# Their end tags are left out by honest writers, and a parser closes them by itself.
_CLOSED_BY_PARSER: Final = _names("p li td th tr tbody thead tfoot")

_START_TAG = re.compile(r"<[a-zA-Z]")
_REOPENED_TAG = re.compile(r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^<>]*)")
_PLAIN_TAG = re.compile(r"<(/?)([a-z0-9]+)>")
_PICTURE = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')
_PHOTO_ID = re.compile(r' data-photo="([0-9]+)"')
_OUTSIDE = re.compile(r'<a(?: (?!href)[a-z-]+="[^"]*")* href="(https?://[^"]*)"', re.IGNORECASE)
_EMPTY_PARAGRAPH = re.compile(r"<p>(?>(?:\s|&nbsp;|<br>)*)</p>")
_BLOCK_EDGE = re.compile(
    r"</?(?:p|li|ul|ol|h[1-6]|blockquote|pre|br|hr|div|section|article|tr|td|th|dt|dd|figcaption)(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_JOINING = re.compile("[\u0300-\u036f\u20d0-\u20ff\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


class TooLong(ValueError):
    """The text is longer than `MAX_CHARS`."""

    def __init__(self) -> None:
        super().__init__(_("This text is too long for one post. Please split it."))


class TooDeep(ValueError):
    """The markup is nested deeper, or there is more of it, than any text needs."""

    def __init__(self) -> None:
        super().__init__(_("This text has too much formatting in it. Please paste it as plain text."))


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """nh3 asks this for each attribute on the list: the value to keep, or None."""
    if name == "href":
        return safe_href(value)
    if name == "data-photo":
        return value if re.fullmatch(r"[1-9][0-9]{0,17}", value) else None
    return value


def _wide_cleaner(
    url_relative: object = "pass_through", attributes: dict[str, frozenset[str]] = ATTRIBUTES
) -> nh3.Cleaner:
    """The first pass: safe, but with the tags that are rewritten into ours afterwards."""
    return nh3.Cleaner(
        tags=TAGS | _PARAGRAPHS | set(_RENAMED) | _CELLS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=attributes,
        url_schemes={"http", "https"},
        url_relative=url_relative,  # type: ignore[arg-type]
        link_rel=None,
    )


_WIDE = _wide_cleaner()
_STRICT = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_DROPPED_WHOLE,
    attributes=ATTRIBUTES,
    attribute_filter=_keep_attribute,
    url_schemes={"http", "https"},
    url_relative="pass_through",
    link_rel=REL,
)
_NO_TAGS = nh3.Cleaner(tags=set(), clean_content_tags=_DROPPED_WHOLE, link_rel=None)


def _link(attributes: dict, is_new: bool = False) -> dict | None:
    """bleach asks this for each link: one it finds stays, one it would make needs a safe target."""
    if is_new:
        target = link_target(attributes["_text"])
        if target is None:
            return None
        attributes[(None, "href")] = target
    return attributes


class _OutsideCode(LinkifyFilter):
    """Makes no links in code. bleach's own `skip_tags` escapes each "&" twice in what it skips."""

    def __init__(self, source: Iterable[dict], **options: object) -> None:
        self.code_depth = 0
        super().__init__(self._watched(source), **options)

    def _watched(self, source: Iterable[dict]) -> Iterator[dict]:
        for token in source:
            if token.get("name") in ("code", "pre"):
                self.code_depth += 1 if token["type"] == "StartTag" else -1
            yield token

    def handle_links(self, src_iter: Iterable[dict]) -> Iterable[dict]:
        return src_iter if self.code_depth else super().handle_links(src_iter)


class _ThreadsLinker(threading.local):
    """One Linker a thread: building one costs as much as cleaning a post, and its parser keeps state."""

    def __init__(self) -> None:
        self.linker = Linker()

    def linkify(self, clean: str) -> str:
        """`Linker.linkify` with our filter in it."""
        tree = self.linker.walker(self.linker.parser.parseFragment(clean))
        return self.linker.serializer.render(_OutsideCode(tree, callbacks=[_link], url_re=LINKABLE))


_LINKER = _ThreadsLinker()


def _depth(markup: str, *, uncounted: frozenset[str] = frozenset()) -> int:
    """The deepest nesting of tags in the markup: exact for nh3's output, an estimate for anything else."""
    still_open: Counter[str] = Counter()
    depth = deepest = 0
    for closing, name, rest in _ANY_TAG.findall(markup):
        name = name.lower()
        if name in _VOID or name in uncounted or rest.endswith("/"):
            continue
        if not closing:
            still_open[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif still_open[name]:
            still_open[name] -= 1
            depth -= 1
    return deepest


def _check_size(markup: str) -> None:
    """Refuse what would cost a parser too much. No comment, quote or odd syntax can lower the counts.

    It can lower the estimated depth, which only refuses early: `_check_output` counts where it is exact.
    """
    if len(markup) > MAX_CHARS:
        raise TooLong
    tags = len(_START_TAG.findall(markup))
    if tags > MAX_TAGS or tags * len(_REOPENED_TAG.findall(markup)) > MAX_REOPENED:
        raise TooDeep
    if _depth(_COMMENT.sub("", markup), uncounted=_CLOSED_BY_PARSER) > MAX_DEPTH:
        raise TooDeep


def _check_output(clean: str) -> None:
    """Refuse nh3's own output if html5lib would take too long over it: reopened tags can make it grow."""
    if len(clean) > 2 * MAX_CHARS:
        raise TooLong
    if len(_START_TAG.findall(clean)) > MAX_TAGS or _depth(clean) > MAX_DEPTH:
        raise TooDeep


def _rewrite(match: re.Match[str]) -> str:
    """A tag of a word processor or a blog as one of ours."""
    slash, name = match.groups()
    if name in _CELLS:
        return " " if slash else ""
    return f"<{slash}{'p' if name in _PARAGRAPHS else _RENAMED.get(name, name)}>"


def clean_html(html: str) -> str:
    """The HTML with nothing in it that could harm a reader, and bare addresses made into links.

    Every link carries `REL`. The result is stored as `body_html` and stands nowhere but in an element's
    content. Raises `TooLong` or `TooDeep`, both ValueErrors, and nothing else.
    """
    html = strip_unwanted(html)
    _check_size(html)
    # Character references are resolved by now, so what they hid is taken out here, before nh3's last word.
    wide = strip_unwanted(_WIDE.clean(html))
    ours = _STRICT.clean(_PLAIN_TAG.sub(_rewrite, wide))
    _check_output(ours)
    ours = _PICTURE.sub(lambda picture: picture[0] if ' data-photo="' in picture[0] else "", ours)
    if 0 < len(LINKABLE.findall(ours)) <= MAX_ADDRESSES:
        ours = _LINKER.linkify(ours)
    return _STRICT.clean(_EMPTY_PARAGRAPH.sub("", ours)).strip()


def absolutize(html: str, base_url: str, photos: Mapping[str, int] | None = None) -> str:
    """HTML from another site with its relative addresses resolved; give the result to `clean_html`.

    With a base that is no address they are taken out: "/about" of a blog must not become a page of ours.
    `photos` leads from addresses of pictures to the photos drawn from them; other pictures go, and so does
    what claims to be a photo of ours. Raises as `clean_html`.
    """
    html = strip_unwanted(html)
    _check_size(html)
    try:
        resolver = _wide_cleaner(("rewrite_with_base", strip_unwanted(base_url)), _FOREIGN)
    except ValueError:
        resolver = _wide_cleaner("deny", _FOREIGN)

    def drawn(match: re.Match[str]) -> str:
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', match[0]))
        address = html_entities.unescape(attributes.get("src", "")).strip().replace(" ", "%20")
        if address not in (photos or {}):
            return ""
        return f'<img data-photo="{(photos or {})[address]}" alt="{attributes.get("alt", "")}">'

    return _PICTURE.sub(drawn, resolver.clean(html))


def photo_ids(body_html: str) -> list[int]:
    """The photos that stand in a cleaned body, in order."""
    return [int(number) for number in _PHOTO_ID.findall("".join(_PICTURE.findall(body_html)))]


def outside_links(body_html: str) -> list[str]:
    """The addresses at other sites that a cleaned body links to, in order."""
    found = (html_entities.unescape(address) for address in _OUTSIDE.findall(body_html))
    return list(dict.fromkeys(found))


def place_photos(body_html: str, pictures: Mapping[int, "Picture"]) -> str:
    """A cleaned body with its photos in place; one not in `pictures` (gone, waiting) leaves no trace."""

    def placed(match: re.Match[str]) -> str:
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', match[0]))
        picture = pictures.get(int(attributes.get("data-photo", 0)))
        if picture is None:
            return ""
        return format_html(
            '<img src="{}" srcset="{}" sizes="(min-width: 48rem) 44rem, 100vw" width="{}" height="{}"'
            ' alt="{}" loading="lazy" decoding="async">',
            picture.src,
            picture.srcset,
            picture.width,
            picture.height,
            html_entities.unescape(attributes.get("alt", "")) or picture.alt,
        )

    return _PICTURE.sub(placed, body_html)


@functools.lru_cache(maxsize=4)
def _feed_cleaner(site_url: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=ATTRIBUTES | {"img": frozenset({"src", "width", "height", "alt"})},
        url_schemes={"http", "https"},
        url_relative=("rewrite_with_base", site_url),
        link_rel=REL,
    )


def feed_html(placed_html: str, site_url: str) -> str:
    """A cleaned body, photos placed, for mail and outgoing feeds: every address absolute, no picture sets."""
    return _feed_cleaner(site_url).clean(placed_html)


def plain_text(body_html: str) -> str:
    """The words of HTML, cleaned or not, on one line: words, not markup, so escape them where they are shown.

    Raises `TooDeep` for more markup than `clean_html` ever returns.
    """
    if len(_START_TAG.findall(body_html)) > MAX_TAGS + MAX_ADDRESSES:
        raise TooDeep
    words = strip_unwanted(_NO_TAGS.clean(_BLOCK_EDGE.sub(" ", strip_unwanted(body_html))))
    return " ".join(html_entities.unescape(words).split())


# One or two short words of a sentence whose rest is left out say nothing.
_BEGUN_SENTENCE: Final = re.compile(r"(?<=[.!?…]) [^.!?…]{1,14}$")


def _whole_characters(words: str, end: int) -> str:
    """The words up to `end` or a little less: not between a letter and its accents, nor inside an emoji."""
    while end > 1 and (_JOINING.match(words[end]) or words[end - 1] == "\u200d"):
        end -= 1
    return words[:end]


def excerpt(body_html: str, length: int = 240) -> str:
    """The first words of a cleaned body, at most `length` characters, with "…" where some are left out."""
    words = plain_text(body_html)
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    if words[length - 1] != " ":
        whole_words = cut.rpartition(" ")[0]
        cut = whole_words or _whole_characters(words, length - 1)
    cut = _BEGUN_SENTENCE.sub("", cut)
    return (cut.rstrip(" .…,;:-–—") or cut) + "…"


def clean_title(text: str) -> str:
    """A title on one line, composed (NFC), without invisible or direction-turning characters."""
    return unicodedata.normalize("NFC", " ".join(strip_unwanted(text).split()))


def render_body(typed: str, fmt: str) -> str:
    """A body as typed made into `body_html`; `fmt` is "html" (the editor's) or "text" (the plain textarea's).

    Raises as `clean_html`, and ValueError for another format.
    """
    if fmt == "text":
        if len(typed) > MAX_CHARS:
            raise TooLong
        return clean_html(text_to_html(typed))
    if fmt == "html":
        return clean_html(typed)
    raise ValueError(f"Unknown body format {fmt!r}")
