"""What customers ask about a product, each question with the answer that stands out."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, OuterRef, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse

from community.cards import PostCard, cards_of
from community.models import Comment, Post
from community.sanitize import excerpt
from content.models import Product
from pagecache import note

SHOWN = 4
EXCERPT = 280
"""Characters of an answer that are shown."""


@dataclass(frozen=True)
class Answer:
    """One answer: the one its asker accepted, else the brand's official one, else the first."""

    excerpt: str
    url: str
    lang: str
    is_foreign: bool
    author_name: str
    author_url: str
    by_brand: bool
    is_accepted: bool


@dataclass(frozen=True)
class Question:
    """A question; one without an answer waits for a reader who knows."""

    card: PostCard
    answer: Answer | None


def questions_about(product: Product, *, language: str, brand_name: str) -> list[Question]:
    """Return the newest questions about a product, those in the reader's language first, in one query."""
    best = (
        Comment.objects.published()
        .filter(post=OuterRef("pk"), parent=None)
        .order_by("-is_accepted", "-is_official", "published_at", "pk")
        .values(
            facts=JSONObject(
                pk="pk",
                words="body_html",
                language="language",
                name="author__name",
                handle="author__username",
                by_brand="by_brand",
                is_accepted="is_accepted",
            )
        )
    )
    is_foreign = Case(When(language=language, then=0), default=1)
    rows = Post.objects.in_feeds().filter(product=product, kind=Post.Kind.QUESTION)
    rows = rows.annotate(answer=Subquery(best[:1])).for_cards()
    posts = list(rows.order_by(is_foreign, "-published_at", "-pk")[:SHOWN])
    note(*(f"comments:{post.pk}" for post in posts))
    cards = cards_of(posts, language=language, brand_name=brand_name)
    return [
        Question(card, _answer(vars(post)["answer"], card, language))
        for post, card in zip(posts, cards, strict=True)
    ]


def _answer(facts: dict[str, Any] | None, card: PostCard, language: str) -> Answer | None:
    if facts is None:
        return None
    return Answer(
        excerpt=excerpt(facts["words"], EXCERPT),
        url=f"{card.url}#comment-{facts['pk']}",
        lang=facts["language"],
        is_foreign=facts["language"] != language,
        author_name=facts["name"],
        author_url=reverse("community:member", args=[facts["handle"]]),
        by_brand=bool(facts["by_brand"]),
        is_accepted=bool(facts["is_accepted"]),
    )
