"""What was found, as it is told: what it is, whose, when, and the words around those that were looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from community.cards import PostCard, cards_of
from community.models import Member, Post
from community.photos import picture_of
from content.cards import Picture, address_of, label_of, pictures_of, with_alt
from content.models import TopicPage
from content.shown import shown_pages
from feeds.finding.facets import Candidate
from feeds.finding.texts import KINDS_OF_PAGES, page_text, post_text, specific
from feeds.finding.words import Piece, Term, excerpt, marked


@dataclass(frozen=True)
class Hit:
    """One of the results. `card` is a post's; `lang` is of its words, "" where they are in the reader's."""

    source: str
    pk: int
    label: str
    url: str
    title: list[Piece]
    excerpt: list[Piece]
    product: list[Piece] | None = None
    at: datetime | None = None
    lang: str = ""
    picture: Picture | None = None
    card: PostCard | None = None
    name: str = ""
    role: str = ""


def hits_of(
    candidates: Sequence[Candidate], terms: Sequence[Term], *, language: str, brand_name: str
) -> list[Hit]:
    """Return what is told of these, in order, in a query for each source; what went meanwhile is left out."""
    by_source: dict[str, list[int]] = {"post": [], "page": [], "member": []}
    for candidate in candidates:
        by_source[candidate.source].append(candidate.pk)
    found = {
        **_posts(by_source["post"], terms, language, brand_name),
        **_pages(by_source["page"], terms, language),
        **_members(by_source["member"], terms),
    }
    places = [(candidate.source, candidate.pk) for candidate in candidates]
    return [found[place] for place in places if place in found]


def _posts(
    ids: list[int], terms: Sequence[Term], language: str, brand_name: str
) -> dict[tuple[str, int], Hit]:
    posts = list(Post.objects.published().filter(pk__in=ids).for_cards())
    cards = cards_of(posts, language=language, brand_name=brand_name)
    return {
        ("post", post.pk): Hit(
            source="post",
            pk=post.pk,
            label=card.kind_label,
            url=card.url,
            title=marked(card.title, terms),
            excerpt=excerpt(post_text(post.shown_revision), terms),
            product=marked(card.product_name, terms),
            at=card.published_at,
            lang=card.lang if card.is_foreign else "",
            picture=card.picture,
            card=card,
        )
        for post, card in zip(posts, cards, strict=True)
    }


def _pages(ids: list[int], terms: Sequence[Term], language: str) -> dict[tuple[str, int], Hit]:
    relations = [*KINDS_OF_PAGES, *(f"{kind}__picture" for kind in KINDS_OF_PAGES)]
    rows = shown_pages().filter(pk__in=ids).select_related(*relations)
    pages = [page for row in rows if (page := specific(row))]
    pictures = pictures_of(page.picture for page in pages)
    return {
        ("page", page.pk): Hit(
            source="page",
            pk=page.pk,
            label=_("Topic") if isinstance(page, TopicPage) else label_of(page.feed_kind) or _("Page"),
            url=address_of(page, language),
            title=marked(page.title, terms),
            excerpt=excerpt(page_text(page), terms),
            at=page.first_published_at if page.feed_kind == "story" else None,
            picture=with_alt(pictures.get(page.picture_id or 0), page.picture_alt),
        )
        for page in pages
    }


def _members(ids: list[int], terms: Sequence[Term]) -> dict[tuple[str, int], Hit]:
    rows = Member.objects.public().filter(pk__in=ids).select_related("picture")
    return {
        ("member", member.pk): Hit(
            source="member",
            pk=member.pk,
            label=_("Member"),
            url=member.get_absolute_url(),
            title=marked(member.name, terms),
            excerpt=excerpt(member.bio, terms),
            picture=picture_of(member.picture),
            name=member.name,
            role=member.role_label,
        )
        for member in rows
    }
