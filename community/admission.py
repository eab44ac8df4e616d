"""Which entries of a member's blog are meant for this site. Pure: no database, no clock."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from community.sanitize import plain_text
from content.tags import normalize_tag
from fetching.feeds import ParsedEntry

_HASHTAG = re.compile(r"(?<![\w&/])#(\w[\w-]{1,59})")
# Tags by which bloggers themselves say that they got something for a post.
GIFT_TAGS = frozenset({"ad", "advert", "gifted", "sponsored", "annonse", "reklame", "sponset", "gave"})


@dataclass(frozen=True)
class Rules:
    """What an entry must carry. `product_tags` maps normalised tags to product ids; `since` is the claim.

    `assumed_product` (development only) takes entries that carry no tags at all.
    """

    club_tag: str
    product_tags: Mapping[str, int]
    since: datetime
    assumed_product: int | None = None


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


def judge(entry: ParsedEntry, rules: Rules) -> Verdict:
    """Decide on one entry, with a sentence for its author."""
    tags = tags_of(entry)
    if not entry.url:
        return Verdict(False, _("It has no link to the original."))
    if not (entry.title.strip() or plain_text(entry.html).strip()):
        return Verdict(False, _("It has neither a title nor words."))
    if entry.published is not None and entry.published <= rules.since:
        return Verdict(False, _("It is older than your claim to this blog."))
    if rules.assumed_product is not None:
        return Verdict(True, _("Taken."), rules.assumed_product, bool(tags & GIFT_TAGS))
    if entry.published is None:
        return Verdict(False, _("It has no date, so we cannot tell whether it is newer than your claim."))
    if normalize_tag(rules.club_tag) not in tags:
        return Verdict(False, _("It does not carry the tag “%(tag)s”.") % {"tag": rules.club_tag})
    products = [rules.product_tags[tag] for tag in sorted(tags) if tag in rules.product_tags]
    if not products:
        return Verdict(False, _("It carries no product's tag."))
    return Verdict(True, _("Taken."), products[0], bool(tags & GIFT_TAGS))


def content_hash(entry: ParsedEntry) -> str:
    """Return a digest of an entry's words, by which a copy or a change is known."""
    return hashlib.sha256(f"{entry.title}\n{plain_text(entry.html)}".encode()).hexdigest()
