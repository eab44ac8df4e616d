"""What a member's public page shows beside their posts, each in one query, whatever there is of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q
from wagtail.models import Page

from community.badges import Badge, all_badges
from community.credits import cited_in
from community.models import Comment, Member, Notification, Post
from community.models.posts import State
from community.sanitize import excerpt
from community.wording import KINDS, KindWords
from content.cards import KINDS as KINDS_OF_PAGES, address_of, specific
from content.shown import shown_pages
from pagecache import note

ANSWERS: Final = 5
THANKS: Final = 6
EXCERPT: Final = 160
"""Characters of a comment's words."""


@dataclass(frozen=True)
class Said:
    """A comment of theirs, and where it stands."""

    words: str
    lang: str
    url: str
    place: str
    is_accepted: bool
    at: datetime


@dataclass(frozen=True)
class Thanked:
    """A page of the brand that tells what a post of theirs led to."""

    title: str
    url: str
    post_title: str
    post_url: str
    post_lang: str
    at: datetime


def badges_of(member: Member) -> list[tuple[Badge, datetime]]:
    """Return the badges a member has and since when, in the order of the rules."""
    since = dict(member.awards.values_list("badge", "awarded_at"))
    return [(badge, since[badge.code]) for badge in all_badges() if badge.code in since]


def kinds_of(member: Member) -> list[tuple[str, KindWords, int]]:
    """Return how many public posts of each kind a member has written, of kinds there are any of."""
    counted = member.posts.published().order_by().values_list("kind").annotate(Count("pk"))
    counts = dict(counted)
    return [(kind, words, counts[kind]) for kind, words in KINDS.items() if kind in counts]


def said_by(member: Member) -> list[Said]:
    """Return the member's latest public comments beneath what everybody may read."""
    readable = Q(post__state=State.PUBLISHED) | Q(page__in=shown_pages())
    rows = member.comments.published().filter(readable, is_update=False)
    rows = rows.select_related("post__public_revision", "page").order_by("-published_at", "-pk")
    comments = list(rows[:ANSWERS])
    # Gone with what they stand beneath.
    note(*(f"post:{one.post_id}" if one.post_id else f"page:{one.page_id}" for one in comments))
    return [_said(one) for one in comments]


def _said(comment: Comment) -> Said:
    return Said(
        words=excerpt(comment.body_html, EXCERPT),
        lang=comment.language,
        url=comment.get_absolute_url(),
        place=comment.place_title,
        is_accepted=comment.is_accepted,
        at=comment.published_at or comment.created_at,
    )


def thanks_to(member: Member, language: str) -> list[Thanked]:
    """Return the pages that thank the member for a post, in the reader's language where they are there.

    One query where there are none, else two. A page that no longer names the post is left out.
    """
    told = Notification.objects.filter(
        member=member, kind=Notification.Kind.CREDIT, cancelled_at=None, post__state=State.PUBLISHED
    )
    rows = list(told.select_related("post__public_revision").order_by("-created_at", "-pk")[:THANKS])
    if not rows:
        return []
    keys = {row.facts["page"] for row in rows}
    pages = shown_pages().filter(translation_key__in=keys).select_related("locale", *KINDS_OF_PAGES)
    shown: dict[str, Page] = {}
    for page in pages:
        key, is_own = str(page.translation_key), page.locale.language_code == language
        if is_own or key not in shown:
            shown[key] = page
    note("pages", *(f"page:{page.pk}" for page in shown.values()))
    found = []
    for row in rows:
        page = shown.get(row.facts["page"])
        whole = specific(page) if page else None
        if whole is not None and row.post is not None and row.post.pk in cited_in(whole):
            found.append(_thanked(row.post, whole, row.created_at))
    return found


def _thanked(post: Post, page: Page, at: datetime) -> Thanked:
    return Thanked(
        title=page.title,
        url=address_of(page, page.locale.language_code),
        post_title=post.title,
        post_url=post.get_absolute_url(),
        post_lang=post.language,
        at=at,
    )
