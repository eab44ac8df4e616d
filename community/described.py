"""How the community's pages describe themselves to machines: what members wrote, and the way to it."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from community import structured_data as schema
from community.cards import product_url, ties_of
from community.models import Comment, Member, Post
from community.photos import picture_of, pictures_of_revision
from community.reviews import Reviews
from community.sanitize import plain_text
from community.structured_data import Answer, Author, Contribution
from community.threads import Conversation, Thread
from content.structured_data import Node, breadcrumbs, without_empty

COMMENTS = 10
"""Comments beneath a page of the brand's that are described to machines."""


def absolute(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def steps_to(name: str, path: str, brand_name: str) -> list[tuple[str, str]]:
    """Return the way down from home to a page of the community, as (name, address)."""
    above = [(brand_name, reverse("wagtail_serve", args=[""])), (_("Community"), reverse("community:hub"))]
    return [(step, absolute(address)) for step, address in [*above, (name, path)]]


def nodes_of_hub(brand_name: str) -> list[Node]:
    return [breadcrumbs(steps_to(_("Community"), reverse("community:hub"), brand_name)[:2])]


def nodes_of_post(post: Post, *, threads: Sequence[Thread], has_more: bool, brand_name: str) -> list[Node]:
    """Return what a public post is, with the public comments of `threads`; nothing for any other post.

    `has_more` says that the page does not hold all comments. No query on a row of `Post.objects.for_page()`.
    """
    if not post.is_public:
        return []
    path, revision = post.get_absolute_url(), post.shown_revision
    answers = [_answer(thread, path, brand_name) for thread in threads if thread.comment.is_public]
    pictures = [absolute(picture.src) for picture in pictures_of_revision(revision).values()]
    contribution = Contribution(
        kind=post.kind,
        title=revision.title,
        text=plain_text(revision.body_html),
        url=absolute(path),
        language=post.language,
        author=replace(_author(post, brand_name), owns=_owned(post)),
        published=post.published_at,
        changed=post.edited_at,
        ties=ties_of(post, brand_name),
        stars=None if post.by_brand or post.works_for_brand else revision.stars,
        steps=revision.steps,
        pros=revision.pros,
        cons=revision.cons,
        product=(post.product.name, absolute(product_url(post.product))) if post.product else None,
        images=pictures,
        original_url=post.original_url,
        useful_to=post.approvals,
        comment_count=post.comment_count,
        answers=answers,
        answer_count=post.comment_count if has_more else len(answers),
    )
    return [schema.of_post(contribution), breadcrumbs(steps_to(revision.title, path, brand_name))]


def _owned(post: Post) -> str:
    """Name the product, as its page does, if the author is a verified owner of it."""
    return f"{absolute(product_url(post.product))}#product" if post.is_owner and not post.by_brand else ""


def _author(written: Post | Comment, brand_name: str) -> Author:
    url = absolute(written.author.get_absolute_url())
    return Author(written.author.name, url, brand_name if written.by_brand else "")


def _answer(thread: Thread, path: str, brand_name: str) -> Answer:
    replies = [Thread(reply) for reply in thread.replies if reply.is_public]
    comment = thread.comment
    return Answer(
        author=_author(comment, brand_name),
        text=plain_text(comment.body_html),
        url=f"{absolute(path)}#comment-{comment.pk}",
        language=comment.language,
        written=comment.published_at or comment.created_at,
        is_accepted=comment.is_accepted,
        replies=[_answer(reply, path, brand_name) for reply in replies],
    )


def comments_on_page(conversation: Conversation, path: str, brand_name: str) -> Node:
    """Return what a page of the brand's says of the comments beneath it: the first public ones."""
    public = [thread for thread in conversation.threads if thread.comment.is_public]
    said = [_answer(thread, path, brand_name) for thread in public[:COMMENTS]]
    return without_empty({"comment": [schema.comment(one) for one in said]})


def nodes_of_member(member: Member, brand_name: str) -> list[Node]:
    """Return who a member is, as their public page tells."""
    path, face = member.get_absolute_url(), picture_of(member.picture)
    author = Author(member.name, absolute(path), brand_name if member.by_brand else "")
    page = schema.profile_page(
        author,
        handle=member.username,
        about=member.bio,
        image=absolute(face.src) if face else "",
        site_url=settings.SITE_URL,
        since=member.date_joined,
    )
    return [page, breadcrumbs(steps_to(member.name, path, brand_name))]


def of_reviews(reviews: Reviews) -> Node:
    """Return what the page of a product says of its reviews: the figures of all, the two most useful ones."""
    shown = [reviews.most_useful_positive, reviews.most_useful_critical]
    found = {
        "aggregateRating": schema.aggregate_rating(reviews.sums),
        "review": [schema.review_on_page(card, settings.SITE_URL) for card in shown if card],
    }
    return {name: value for name, value in found.items() if value}


def nodes_of_reviews(reviews: Reviews, brand_name: str) -> list[Node]:
    """Return what the page of all reviews of a product is about: that product, and what customers gave it."""
    product = reviews.product
    name, url = product.name, absolute(product_url(product))
    subject = {"@type": "Product", "@id": f"{url}#product", "name": name, "url": url, **of_reviews(reviews)}
    title = _("All reviews of %(product)s") % {"product": name}
    own = absolute(reverse("community:reviews", args=[product.slug]))
    above = [(brand_name, absolute(reverse("wagtail_serve", args=[""]))), (name, url)]
    nodes = [breadcrumbs([*above, (title, own)])]
    return [subject, *nodes] if reviews.sums.count else nodes
