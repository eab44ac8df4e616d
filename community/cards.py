"""What a card of a member's post prints. Partials take this and ask nothing of the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Post
from community.photos import picture_of
from community.sanitize import excerpt
from community.wording import KINDS
from content.cards import Picture, picture_from
from content.models import BrandSettings, Product
from pagecache import note

EXCERPT = 240
"""Characters of a post's words on a card."""


@dataclass(frozen=True)
class PostCard:
    """A post on a card. `brand_role` is empty for a customer; `ties` are whole sentences of disclosure."""

    id: int
    kind: str
    kind_label: str
    url: str
    title: str
    excerpt: str
    lang: str
    is_foreign: bool
    author_name: str
    author_url: str
    author_picture: Picture | None
    brand_role: str
    verified: bool
    ties: tuple[str, ...] = ()
    stars: int | None = None
    product_name: str = ""
    product_url: str = ""
    picture: Picture | None = None
    published_at: datetime | None = None
    useful_to: int = 0
    comments: int = 0
    question_state: str = ""
    original_url: str = ""
    wanted_by: int = 0
    idea_state: str = ""


def product_url(product: Product | None) -> str:
    """Return the address of a product's page in the active language, "" for no product."""
    return reverse("wagtail_serve", args=[f"products/{product.slug}/"]) if product else ""


def ties_of(post: Post, brand_name: str) -> tuple[str, ...]:
    """Return what the author disclosed, as sentences. They stand wherever the words appear."""
    ties = []
    if post.works_for_brand and not post.by_brand:
        ties.append(_("Works for or with %(brand)s.") % {"brand": brand_name})
    if post.incentivised and post.incentive:
        ties.append(_("Got something for this: %(what)s.") % {"what": post.incentive.rstrip(". ")})
    elif post.incentivised:
        ties.append(_("Got something for this."))
    return tuple(ties)


def cards_of(posts: Iterable[Post], *, language: str, brand_name: str = "") -> list[PostCard]:
    """Return cards of public posts, in order; no query on rows from `Post.objects.for_cards()`.

    Rows read otherwise cost one query together, and one for each relation that was not selected. `language`
    is the reader's; a post in another one says so. Without `brand_name` a query reads it where an author has
    a tie to the brand. Notes each post and author for the page cache.
    """
    posts = list(posts)
    _fetch(posts)
    if not brand_name and any(post.works_for_brand for post in posts):
        brand_name = _brand_name()
    note(*(f"post:{post.pk}" for post in posts), *(f"member:{post.author_id}" for post in posts))
    return [_card(post, language, brand_name) for post in posts]


def card_of(post: Post, *, language: str) -> PostCard:
    """Return one post's card; for more than one use `cards_of`."""
    return cards_of([post], language=language)[0]


FACTS = ("card_renditions", "card_alt", "is_owner")


def _fetch(posts: list[Post]) -> None:
    """Read what is not read yet, for all posts at once."""
    prefetch_related_objects(posts, "author__picture", "product", "public_revision")
    # The desk's cards: of what is not public it may be the latest revision that stands there.
    prefetch_related_objects([post for post in posts if not post.is_public], "latest_revision")
    bare = {post.pk for post in posts if "is_owner" not in vars(post)}
    if not bare:
        return
    found = Post.objects.filter(pk__in=bare).with_card_facts().values_list("pk", *FACTS)
    facts = {pk: dict(zip(FACTS, values, strict=True)) for pk, *values in found}
    for post in posts:
        for name, value in facts.get(post.pk, {}).items():
            setattr(post, name, value)


def _brand_name() -> str:
    row = BrandSettings.objects.only("name").first()
    return row.name if row else BrandSettings().name


def _card(post: Post, language: str, brand_name: str) -> PostCard:
    revision = post.shown_revision
    has_stars = not (post.by_brand or post.works_for_brand)
    return PostCard(
        id=post.pk,
        kind=post.kind,
        kind_label=str(KINDS[post.kind].name),
        url=post.get_absolute_url(),
        title=revision.title,
        excerpt=excerpt(revision.body_html, EXCERPT),
        lang=post.language,
        is_foreign=post.language != language,
        author_name=post.author.name,
        author_url=post.author.get_absolute_url(),
        author_picture=picture_of(post.author.picture),
        brand_role=post.role_label,
        verified=post.is_owner and not post.by_brand,
        ties=ties_of(post, brand_name),
        stars=revision.stars if has_stars else None,
        product_name=post.product.name if post.product else "",
        product_url=product_url(post.product),
        picture=picture_from(post.card_renditions, post.card_alt or "") if post.card_renditions else None,
        published_at=post.published_at,
        useful_to=post.approvals,
        comments=post.comment_count,
        question_state=post.question_state if post.kind == Post.Kind.QUESTION else "",
        original_url=post.original_url,
        wanted_by=post.vote_count,
        idea_state=post.idea_state,
    )
