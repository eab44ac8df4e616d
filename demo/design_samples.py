"""Sample data for `/dev/design/`: every card in every state, without a database row behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.templatetags.static import static
from django.utils import timezone

from community.cards import PostCard
from content.cards import PageCard, Picture
from feeds.finding.choices import Choice, Group
from feeds.finding.hits import Hit
from feeds.finding.results import Found
from feeds.page import EMPTY, FeedPage

BRAND: Final = "Morgenro"
LONG_WORD: Final = "Kaffetraktervarmeplatetermostatutskiftingsveiledning" * 3


def picture(width: int = 1200, height: int = 800) -> Picture:
    return Picture(
        src=static("img/sample.svg"),
        srcset="",
        width=width,
        height=height,
        alt="A cup before a morning fjord",
    )


def page_card(
    title: str, summary: str, *, kind: str = "story", label: str = "Story", **more: Any
) -> PageCard:
    fields: dict[str, Any] = {
        "kind": kind,
        "url": "#story",
        "title": title,
        "summary": summary,
        "lang": "en",
        "is_foreign": False,
        "picture": picture(),
        "brand_name": BRAND,
        "label": label,
        "published_at": timezone.now() - timedelta(days=3),
    }
    return PageCard(**fields | more)


def post_card(
    number: int, kind: str, label: str, title: str, excerpt: str, name: str, **more: Any
) -> PostCard:
    fields: dict[str, Any] = {
        "id": number,
        "kind": kind,
        "kind_label": label,
        "url": f"#post-{number}",
        "title": title,
        "excerpt": excerpt,
        "lang": "en",
        "is_foreign": False,
        "author_name": name,
        "author_url": "#member",
        "author_picture": None,
        "brand_role": "",
        "verified": False,
        "ties": (),
        "stars": None,
        "product_name": "Kvern",
        "product_url": "#kvern",
        "picture": None,
        "published_at": timezone.now() - timedelta(hours=5 * number),
        "useful_to": 0,
        "comments": 0,
        "original_url": "",
    }
    return PostCard(**fields | more)


def cards() -> list[PageCard | PostCard]:
    """Twenty cards: every kind, with and without picture, and the awkward ones a real feed brings."""
    review = post_card(
        3,
        "review",
        "Review",
        "Two years of mornings, one new burr",
        "It has been on our counter since the move. The knob worked loose once and they "
        "sent the screw the same week. "
        "Grinding for four takes patience, and my arm is not what it was.",
        "Ingrid Solheim",
        stars=4,
        verified=True,
        useful_to=31,
        comments=6,
    )
    tip = post_card(
        2,
        "tip",
        "Tip",
        "Rinse the filter with the water you will throw away",
        "Pour the first hot water through the paper, swirl it in the cup, and tip it out. Cup "
        "warm, paper clean, nothing wasted.",
        "Jonas Aamodt",
        useful_to=12,
        comments=1,
    )
    critic = replace(
        review,
        id=5,
        url="#post-5",
        stars=2,
        verified=False,
        title="Good coffee, bad lid",
        author_name="Beatriz Nogueira",
        excerpt="The lid lets steam out exactly where my thumb wants to be. I have learnt to hold it "
        "otherwise, but I should not have to.",
        useful_to=18,
        comments=9,
        ties=("Got the product at a lower price from Morgenro.",),
    )
    question = post_card(
        6,
        "question",
        "Question",
        "How do you clean the burrs without taking it apart?",
        "Rice? Brush? I read three answers in three places.",
        "Klaus Wegener",
    )
    norwegian = replace(
        tip,
        id=7,
        url="#post-7",
        lang="nb",
        is_foreign=True,
        title="Grovere på hytta",
        author_name="Åse Fjeld",
        excerpt="Vannet der oppe er så bløtt at kaffen blir sur. To klikk grovere og litt lengre "
        "trekketid gjorde susen.",
        original_url="https://blog.example/grovere",
        picture=picture(),
    )
    staff = replace(
        tip,
        id=8,
        url="#post-8",
        author_name="Selma Bakken",
        brand_role="Head roaster",
        product_name="",
        product_url="",
        title="Why we stopped roasting on Mondays",
        excerpt="The drum is cold after the weekend, and the first two batches were never as good.",
    )
    awkward = replace(
        question,
        id=9,
        url="#post-9",
        title=LONG_WORD,
        excerpt=LONG_WORD,
        author_name="نورة بنت عبد الرحمن آل سعود ☕️🌿",
        comments=500,
    )
    idea = replace(
        tip,
        id=10,
        url="#post-10",
        kind="idea",
        kind_label="Idea",
        title="A smaller scoop, please",
        author_name="Li Wen",
    )
    own = replace(
        tip,
        id=11,
        url="#post-11",
        kind="story",
        kind_label="Story",
        title="The kettle that came with us over the mountain",
        picture=picture(),
        author_name="Ola Tveit",
        excerpt="Nineteen kilometres, two nights and one very dented kettle. We took the long way "
        "because of the snow bridge.",
    )
    story = page_card(
        "Soft water, sharp coffee",
        "The same beans tasted of lemon in Grimstad and of cardboard in Berlin. The "
        "difference came out of the tap.",
    )
    product = page_card(
        "Svane",
        "A 0.9-litre kettle that pours as thin as a pencil and never beeps.",
        kind="product",
        label="Product",
    )
    bare = page_card(
        "Drawings for every part",
        "All six products, free to print.",
        kind="landing",
        label="Page",
        picture=None,
    )
    return [
        story,
        tip,
        review,
        product,
        critic,
        question,
        norwegian,
        staff,
        awkward,
        story,
        idea,
        own,
        product,
        replace(critic, stars=5, author_name="Per Ødegård"),
        tip,
        bare,
        question,
        own,
        review,
        story,
    ]


def empty_feed() -> FeedPage:
    """A feed into which nothing was put yet, as the reader of feeds would hand it to a template."""
    return FeedPage(
        slug="day-0", title="Day 0", entries=[], mix=EMPTY, next_cursor="", order="planned", lang="en"
    )


def found() -> Found:
    """A search with something chosen, another word offered, and one result of each source."""
    review = next(card for card in cards() if isinstance(card, PostCard) and card.stars)
    words = [("We ", False), ("grind", True), (" 18 grams every morning…", False)]
    kinds = [Choice("review", "Reviews", 3, is_chosen=True), Choice("product", "Products", 1)]
    return Found(
        hits=[
            Hit("post", 1, "Review", "#main", [("Grinding", True), (" by hand", False)], words, card=review),
            Hit("page", 2, "Product", "#main", [("Kvern hand grinder", False)], words, picture=picture()),
            Hit("member", 3, "Member", "#main", [("Ingrid Solheim", False)], [], name="Ingrid Solheim"),
        ],
        count=3,
        is_more=False,
        groups=[Group("kind", "What it is", kinds)],
        chosen=kinds[:1],
        offers=["grinder"],
        first=1,
        last=3,
    )
