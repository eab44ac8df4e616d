"""Why an entry stands where it stands: one public sentence, and the numbers behind it.

Made from the slot the planner stored and from counts only. Neither names a member or anybody of the staff,
but to a member whom they follow, and no single rating can be read from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext, gettext_lazy as _, ngettext

from feeds.planning import EDITORIAL, NEW, PIN, RELAXED_RULES, PlanConfig, Slot

# Codes of entries that stand outside an edition.
ARCHIVE = "archive"
NEWEST = "newest"
FOLLOWED = "followed"
# Fewer ratings than so many are not told: they would say what somebody gave.
TOLD_FROM = 3


class Why(NamedTuple):
    """The public reason: a code of `SENTENCES` or "brand", and what the sentence needs."""

    code: str
    params: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known of an entry besides its slot.

    `is_chosen`: a live placement put it into the feed, with or without a slot of its own; `chosen_until` is
    its last day, written for the reader ("" = no end). `is_new`: it has its first chance still. `approvals`
    counts the members who rated it useful, `raters` all who rated it. `views` is None where nobody counts;
    `views_wanted` ends a first chance.
    """

    brand: str
    editorial_share: Fraction = PlanConfig().editorial_share
    is_chosen: bool = False
    chosen_until: str = ""
    is_new: bool = True
    approvals: int = 0
    raters: int = 0
    views: int | None = None
    views_wanted: int = 0


SENTENCES = {
    "pin_until": _("Chosen by %(brand)s until %(date)s"),
    "pin": _("Chosen by %(brand)s"),
    "useful": _("Customers found this useful"),
    "new": _("New: shown to give it a chance"),
    "was_new": _("Shown to give it a chance while it was new"),
    ARCHIVE: _("Older posts, newest first"),
    NEWEST: _("Newest first"),
    FOLLOWED: _("You follow %(name)s"),
}

# What a slot's `relaxed` means to a reader, by the name of the rule that gave way.
GAVE_WAY = {
    "topic_cap": _("More than usual on one topic: there was too little else to show"),
    "product_gap": _("The same product again so soon: there was too little else to show"),
    "author_page": _("More than usual by one author: there was too little else to show"),
    "author_gap": _("The same author again so soon: there was too little else to show"),
}


def why(slot: Slot, facts: Facts) -> Why:
    """Return the public reason of an entry of an edition."""
    if slot.reason == PIN or facts.is_chosen:
        if facts.chosen_until:
            return Why("pin_until", {"brand": facts.brand, "date": facts.chosen_until})
        return Why("pin", {"brand": facts.brand})
    if slot.reason == NEW:
        return Why("new" if facts.is_new else "was_new")
    if slot.lane == EDITORIAL:
        share = facts.editorial_share
        return Why("brand", {"brand": facts.brand, "part": share.numerator, "whole": share.denominator})
    return Why("useful")


def followed(name: str) -> Why:
    """Return the reason of an entry that stands where it does for a member who follows this."""
    return Why(FOLLOWED, {"name": name})


def sentence(reason: Why) -> str:
    """Return the reason in the active language. Raises KeyError for an unknown code."""
    if reason.code == "brand":
        text = ngettext(
            "From %(brand)s: %(part)d place in %(whole)d is kept for the brand",
            "From %(brand)s: %(part)d places in %(whole)d are kept for the brand",
            reason.params["part"],
        )
        return text % reason.params
    return str(SENTENCES[reason.code]) % reason.params


def more(slot: Slot, facts: Facts) -> list[str]:
    """Return the numbers behind the sentence, in the active language; a count of nought is not said.

    Nor is one from which a rating can be read: of a few members, or of the few who thought otherwise.
    """
    lines = []
    if facts.approvals >= TOLD_FROM:
        text = ngettext(
            "Found useful by %(count)d member", "Found useful by %(count)d members", facts.approvals
        )
        lines.append(text % {"count": facts.approvals})
    if facts.approvals >= TOLD_FROM and facts.raters - facts.approvals >= TOLD_FROM:
        text = ngettext("Rated by %(count)d member", "Rated by %(count)d members", facts.raters)
        lines.append(text % {"count": facts.raters})
    if facts.views is not None and slot.reason == NEW and facts.is_new and facts.views_wanted:
        text = gettext("Seen %(count)d of the %(wanted)d times every new post is shown")
        lines.append(text % {"count": min(facts.views, facts.views_wanted), "wanted": facts.views_wanted})
    elif facts.views:
        text = ngettext("Seen %(count)d time", "Seen %(count)d times", facts.views)
        lines.append(text % {"count": facts.views})
    if slot.skipped:
        text = ngettext(
            "%(count)d higher ranked entry passed over, to keep authors, products and topics apart",
            "%(count)d higher ranked entries passed over, to keep authors, products and topics apart",
            slot.skipped,
        )
        lines.append(text % {"count": slot.skipped})
    if rule := RELAXED_RULES[slot.relaxed]:
        lines.append(str(GAVE_WAY[rule]))
    return lines
