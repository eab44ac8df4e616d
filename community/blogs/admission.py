"""Which entries of a member's blog are meant for this site. Pure: no database, no clock."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.utils.translation import gettext as _

from community.sanitize import plain_text
from content.tags import normalize_tag
from fetching.feeds import ParsedEntry

_HASHTAG = re.compile(r"(?<![\w&/])#(\w[\w-]{1,59})")
# Tags by which bloggers themselves say that they got something for a post.
GIFT_TAGS = frozenset(
    {"ad", "advert", "advertisement", "gifted", "sponsored", "paid-partnership", "pr-sample"}
    | {"annonse", "reklame", "reklam", "sponset", "gave", "anzeige", "werbung"}
)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref_src")
LONGEST_ADDRESS = 1000


@dataclass(frozen=True)
class Rules:
    """What an entry must carry. `product_tags` maps normalised tags to product ids; `since` is the claim, and
    `history` holds the marks of what stood there before it.

    `assumed_product` (development only) takes entries that carry no tags at all.
    """

    club_tag: str
    product_tags: Mapping[str, int]
    since: datetime
    assumed_product: int | None = None
    history: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """Whether an entry is taken, about which product, and, if not, why in plain words."""

    taken: bool
    why: str
    product_id: int | None = None
    was_given: bool = False


def tags_of(entry: ParsedEntry) -> set[str]:
    """Return an entry's tags, comparable: categories, rel="tag" links and hashtags in the words."""
    words = f"{entry.title} {plain_text(entry.html)}"
    found = {normalize_tag(tag) for tag in [*entry.tags, *_HASHTAG.findall(words)]}
    return found - {""}


def says_it_was_given(entry: ParsedEntry) -> bool:
    """Whether its author tagged it as something they were paid or given things for."""
    return bool(tags_of(entry) & GIFT_TAGS)


def judge(entry: ParsedEntry, rules: Rules) -> Verdict:
    """Decide on one entry, with a sentence for its author. Raises ValueError for markup beyond reading."""
    if not entry.url:
        return Verdict(False, _("It has no link to the original."))
    if len(entry.url) > LONGEST_ADDRESS:
        return Verdict(False, _("Its link is too long to be kept."))
    if not (entry.title.strip() or plain_text(entry.html).strip()):
        return Verdict(False, _("It has neither a title nor words."))
    if entry.published is not None and entry.published <= rules.since:
        return Verdict(False, _("It is older than your claim to this blog."))
    tags = tags_of(entry)
    if rules.assumed_product is not None:
        return Verdict(True, _("Taken."), rules.assumed_product, bool(tags & GIFT_TAGS))
    if marks(entry) & rules.history:
        return Verdict(False, _("It stood there before your claim to this blog."))
    if normalize_tag(rules.club_tag) not in tags:
        return Verdict(False, _("It does not carry the tag “%(tag)s”.") % {"tag": rules.club_tag})
    products = [rules.product_tags[tag] for tag in sorted(tags) if tag in rules.product_tags]
    if not products:
        return Verdict(False, _("It carries no product's tag."))
    return Verdict(True, _("Taken."), products[0], bool(tags & GIFT_TAGS))


def content_hash(entry: ParsedEntry) -> str:
    """Return a digest of an entry's words, by which a copy or a change is known.

    Without words its pictures, and without those its address, tell it from others. A tag that says it was
    given is a change too: it may come days after the words.
    """
    words = plain_text(entry.html) or " ".join(entry.pictures) or same_address(entry.url)
    given = "\ngiven" if says_it_was_given(entry) else ""
    return hashlib.sha256(f"{entry.title}\n{words}{given}".encode()).hexdigest()


def same_address(url: str) -> str:
    """Return an address so that its variants are equal: by scheme, "www.", a last slash, trackers."""
    parts = urlsplit(url)
    asked = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key)]
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{urlencode(asked)}".removesuffix("?")


def marks(entry: ParsedEntry) -> frozenset[str]:
    """Return short digests of an entry's address and guid, to know it again by."""
    named = {same_address(entry.url) if entry.url else "", entry.guid} - {""}
    return frozenset(hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16] for name in named)


def history_of(entries: Iterable[ParsedEntry], claimed_at: datetime) -> frozenset[str]:
    """Return the marks of the entries that are older than a claim, or do not say how old they are."""
    old = (entry for entry in entries if entry.published is None or entry.published <= claimed_at)
    return frozenset(mark for entry in old for mark in marks(entry))
