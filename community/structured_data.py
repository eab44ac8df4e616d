"""What members wrote, described in the words of schema.org. Pure: what pages print in, plain values out.

Only public words come in. What an author disclosed stands in the text here, as it stands above the words on
the page: whoever takes the text takes it without the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from community.cards import PostCard
from community.parts import for_and_against
from community.reviews import Sums
from content.structured_data import Node, moment, organization_id, without_empty

LONGEST = 5_000
"""Characters of a post's words."""


@dataclass(frozen=True)
class Author:
    """Who wrote something; `works_at` is the brand, for those who speak for it.

    `owns` names the product (its node's `@id`) of which they are a verified owner.
    """

    name: str
    url: str
    works_at: str = ""
    owns: str = ""


@dataclass(frozen=True)
class Answer:
    """A comment, and what was answered to it."""

    author: Author
    text: str
    url: str
    language: str
    written: datetime
    is_accepted: bool = False
    replies: list["Answer"] = field(default_factory=list)


@dataclass(frozen=True)
class Contribution:
    """A public post. `ties` are whole sentences; `product` is (name, address).

    `answers` are those the page shows, `answer_count` is how many there are.
    """

    kind: str
    title: str
    text: str
    url: str
    language: str
    author: Author
    published: datetime | None
    changed: datetime | None
    ties: Sequence[str]
    stars: int | None = None
    steps: Sequence[str] = ()
    pros: Sequence[str] = ()
    cons: Sequence[str] = ()
    product: tuple[str, str] | None = None
    images: list[str] = field(default_factory=list)
    original_url: str = ""
    useful_to: int = 0
    comment_count: int = 0
    answers: list[Answer] = field(default_factory=list)
    answer_count: int = 0

    @property
    def whole_text(self) -> str:
        return with_ties(self.ties, self.text)


def with_ties(ties: Iterable[str], text: str) -> str:
    """Return the words behind what their author disclosed."""
    return " ".join([*ties, text])[:LONGEST]


def person(author: Author) -> Node:
    employer = {"@type": "Organization", "name": author.works_at} if author.works_at else None
    owned = {"@type": "Product", "@id": author.owns} if author.owns else None
    return without_empty(
        {
            "@type": "Person",
            "name": author.name[:100],
            "url": author.url,
            "worksFor": employer,
            "owns": owned,
        }
    )


def rating(stars: int) -> Node:
    return {"@type": "Rating", "ratingValue": stars, "bestRating": 5, "worstRating": 1}


def aggregate_rating(sums: Sums) -> Node | None:
    """Return the figures the page prints, over every review by a customer; None where there is none."""
    if not sums.count:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": sums.average,
        "reviewCount": sums.count,
        "bestRating": 5,
        "worstRating": 1,
    }


def review_on_page(card: PostCard, site_url: str) -> Node:
    """Return a review as a product's page shows it, which stands within the product it is about."""
    owned = f"{site_url}{card.product_url}#product" if card.verified else ""
    return without_empty(
        {
            "@type": "Review",
            "name": card.title,
            "url": site_url + card.url,
            "author": person(Author(card.author_name, site_url + card.author_url, owns=owned)),
            "datePublished": moment(card.published_at),
            "inLanguage": card.lang,
            "reviewRating": rating(card.stars) if card.stars else None,
            "reviewBody": with_ties(card.ties, card.excerpt),
        }
    )


def of_post(post: Contribution) -> Node:
    """Return a post as what it is: a review with stars, a tip with its steps, an answered question, else a
    piece of discussion.
    """
    if post.stars and post.product:
        return _review(post)
    if post.steps:
        return _how_to(post)
    if post.kind == "question" and post.answers:
        return _question_page(post)
    return _posting(post)


def _review(post: Contribution) -> Node:
    name, url = post.product or ("", "")
    return without_empty(
        {
            "@type": "Review",
            "name": post.title,
            "url": post.url,
            "itemReviewed": {"@type": "Product", "@id": f"{url}#product", "name": name, "url": url},
            "reviewRating": rating(post.stars or 0),
            "author": person(post.author),
            "reviewBody": post.whole_text,
            "positiveNotes": _notes(post.pros),
            "negativeNotes": _notes(post.cons),
            "image": post.images,
            "inLanguage": post.language,
            "datePublished": moment(post.published),
            "dateModified": moment(post.changed),
            "isBasedOn": post.original_url,
        }
    )


def _notes(points: Sequence[str]) -> Node | None:
    """Return one side of a review, in the order it was written."""
    items = [{"@type": "ListItem", "position": at, "name": one} for at, one in enumerate(points, start=1)]
    return {"@type": "ItemList", "itemListElement": items} if items else None


def _how_to(post: Contribution) -> Node:
    steps = [
        {"@type": "HowToStep", "position": at, "text": one} for at, one in enumerate(post.steps, start=1)
    ]
    return without_empty(
        {
            "@type": "HowTo",
            "name": post.title,
            "description": post.whole_text,
            "step": steps,
            **_discussed(post),
        }
    )


def _question_page(post: Contribution) -> Node:
    accepted = next((one for one in post.answers if one.is_accepted), None)
    others = [one for one in post.answers if one is not accepted]
    question = {
        "@type": "Question",
        "name": post.title,
        "text": post.whole_text,
        "url": post.url,
        "answerCount": post.answer_count,
        "author": person(post.author),
        "inLanguage": post.language,
        "image": post.images,
        "datePublished": moment(post.published),
        "dateModified": moment(post.changed),
        "acceptedAnswer": _said(accepted, "Answer") if accepted else None,
        "suggestedAnswer": [_said(one, "Answer") for one in others],
    }
    return {"@type": "QAPage", "url": post.url, "mainEntity": without_empty(question)}


def _posting(post: Contribution) -> Node:
    return without_empty(
        {
            "@type": "DiscussionForumPosting",
            "headline": post.title,
            "text": " ".join([post.whole_text, for_and_against(post.pros, post.cons)]).strip(),
            **_discussed(post),
        }
    )


def _discussed(post: Contribution) -> Node:
    """Return what every post tells of itself, with what was said below it."""
    useful = post.useful_to and {
        "@type": "InteractionCounter",
        "interactionType": "https://schema.org/LikeAction",
        "userInteractionCount": post.useful_to,
    }
    return {
        "url": post.url,
        "mainEntityOfPage": post.url,
        "author": person(post.author),
        "inLanguage": post.language,
        "image": post.images,
        "datePublished": moment(post.published),
        "dateModified": moment(post.changed),
        "isBasedOn": post.original_url,
        "about": {"@type": "Thing", "name": post.product[0]} if post.product else None,
        "commentCount": post.comment_count,
        "comment": [_said(one, "Comment") for one in post.answers],
        "interactionStatistic": useful or None,
    }


def comment(answer: Answer) -> Node:
    """Return a comment as what it is, with what was answered to it."""
    return _said(answer, "Comment")


def _said(answer: Answer, kind: str) -> Node:
    return without_empty(
        {
            "@type": kind,
            "text": answer.text,
            "url": answer.url,
            "author": person(answer.author),
            "inLanguage": answer.language,
            "datePublished": moment(answer.written),
            "comment": [_said(reply, "Comment") for reply in answer.replies],
        }
    )


def profile_page(
    author: Author, *, handle: str, about: str, image: str, site_url: str, since: datetime
) -> Node:
    """Return a member's public page."""
    shown = person(author)
    if author.works_at:
        shown["worksFor"] = {"@id": organization_id(site_url), **shown["worksFor"]}
    return {
        "@type": "ProfilePage",
        "url": author.url,
        "dateCreated": moment(since),
        "mainEntity": without_empty(
            {
                **shown,
                "@id": f"{author.url}#member",
                "alternateName": handle,
                "description": about,
                "image": image,
            }
        ),
    }
