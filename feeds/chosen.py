"""What of a member's the brand once chose: the history on their profile, and the badge for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _, gettext_lazy

from community.badges import Badge, Ids, Reckoning, useful_to
from community.models import Member
from feeds.models import Feed, Placement

SHOWN: Final = 6
READ: Final = 30
"""Placements that are looked through for so many posts: one may stand in several feeds and languages."""
USEFUL_TO: Final = 3


@dataclass(frozen=True)
class Chosen:
    """A post the brand chose: where that was, in words, and since when."""

    title: str
    url: str
    lang: str
    place: str
    at: datetime


def chosen_of(member: Member) -> list[Chosen]:
    """Return the member's public posts that were featured, the latest first, each once: one query."""
    rows = Placement.objects.begun().filter(post__author=member, post__state="published", post__in_feeds=True)
    rows = rows.select_related("post__public_revision", "feed__product", "feed__topic")
    found: dict[int | None, Chosen] = {}
    for row in rows.order_by("-starts_at", "-pk")[:READ]:
        if row.post and row.post_id not in found:
            found[row.post_id] = Chosen(
                title=row.post.title,
                url=row.post.get_absolute_url(),
                lang=row.post.language,
                place=place_of(row.feed),
                at=row.starts_at,
            )
    return list(found.values())[:SHOWN]


def place_of(feed: Feed) -> str:
    """Return where a feed stands, in words."""
    if feed.kind == Feed.Kind.HOME:
        return _("on the front page")
    return _("on the page “%(name)s”") % {"name": feed.name}


def _earned(reckoning: Reckoning) -> Ids:
    placed = Exists(Placement.objects.begun().filter(post=OuterRef("post")))
    return useful_to(USEFUL_TO, reckoning.approvals().filter(placed))


CHOSEN: Final = Badge(
    "chosen",
    gettext_lazy("At the front"),
    gettext_lazy(
        "Something you posted was chosen for the front of a page, and three members found it useful: the "
        "brand's choice alone is not enough."
    ),
    "bookmark-check",
    _earned,
)
