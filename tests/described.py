"""What schema.org knows and search engines require, as a table, and pages held to it.

Written down from schema.org 29 and from Google's pages on structured data for products, review snippets, Q&A,
discussion forums, profiles, articles, breadcrumbs and organizations (2026).
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

Node = dict[str, Any]

# For each type: what must be there, and what else there may be.
TYPES: dict[str, tuple[str, str]] = {
    "Organization": ("name", "@id url logo email sameAs"),
    "WebSite": ("name url", "@id inLanguage publisher potentialAction"),
    "SearchAction": ("target query-input", ""),
    "EntryPoint": ("urlTemplate", ""),
    "WebPage": ("name url", "description inLanguage primaryImageOfPage dateModified"),
    "BreadcrumbList": ("itemListElement", ""),
    "ListItem": ("position name", "item"),
    "ItemList": ("itemListElement", ""),
    "HowTo": (
        "name step",
        "description url mainEntityOfPage author inLanguage image datePublished dateModified isBasedOn about "
        "commentCount comment interactionStatistic",
    ),
    "HowToStep": ("text position", ""),
    "Product": (
        "name",
        "@id url description image brand sku additionalProperty offers aggregateRating review",
    ),
    "Brand": ("name", ""),
    "PropertyValue": ("name value", ""),
    "Offer": ("price priceCurrency", "url availability"),
    "AggregateRating": ("ratingValue reviewCount", "bestRating worstRating"),
    "Review": (
        "author reviewRating",
        "name url itemReviewed reviewBody positiveNotes negativeNotes image inLanguage datePublished "
        "dateModified isBasedOn",
    ),
    "Rating": ("ratingValue", "bestRating worstRating"),
    "Article": (
        "headline image datePublished dateModified author",
        "url mainEntityOfPage description publisher inLanguage about comment",
    ),
    "Thing": ("name", ""),
    "FAQPage": ("mainEntity", ""),
    "QAPage": ("mainEntity", "url"),
    "Question": (
        "name",
        "text url answerCount author inLanguage image datePublished dateModified acceptedAnswer "
        "suggestedAnswer",
    ),
    "Answer": ("text", "url author inLanguage datePublished comment"),
    "DiscussionForumPosting": (
        "author datePublished text",
        "headline url mainEntityOfPage inLanguage image dateModified isBasedOn about commentCount comment "
        "interactionStatistic",
    ),
    "Comment": ("author datePublished text", "url inLanguage comment"),
    "InteractionCounter": ("interactionType userInteractionCount", ""),
    "ProfilePage": ("mainEntity", "url dateCreated"),
    "Person": ("name", "@id url worksFor alternateName description image"),
}
ADDRESSES = {"url", "item", "logo", "isBasedOn", "mainEntityOfPage"}
TIMES = {"datePublished", "dateModified", "dateCreated"}


def nodes_in(html: str | bytes) -> list[Node]:
    """Return what a page says it is; each is held to the table."""
    page = html.decode() if isinstance(html, bytes) else html
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) <= 1, "one graph a page"
    nodes: list[Node] = []
    for text in found:
        graph = json.loads(text)
        assert graph.keys() == {"@context", "@graph"}
        assert graph["@context"] == "https://schema.org"
        nodes += graph["@graph"]
    for node in nodes:
        hold(node)
    return nodes


def node_of(html: str | bytes, kind: str) -> Node:
    """Return the one node of a type."""
    (node,) = [node for node in nodes_in(html) if node["@type"] == kind]
    return node


def hold(node: Node, *, within: str = "") -> None:
    """Fail unless a node, and all in it, is what the table asks for."""
    if node.keys() == {"@id"}:
        return
    kind = node["@type"]
    required, allowed = (set(words.split()) for words in TYPES[kind])
    keys = node.keys() - {"@type"}
    assert required <= keys, f"{kind} lacks {required - keys}"
    assert keys <= required | allowed, f"{kind} has {keys - required - allowed}"
    assert all(value not in ("", None, [], {}) for value in node.values()), f"{kind} says nothing of a thing"
    for name, value in node.items():
        if name in ADDRESSES:
            assert value.startswith("http://localhost:8000/"), f"{kind}.{name} is {value}"
        if name in TIMES:
            assert datetime.fromisoformat(value).tzinfo is not None
    hold_whole(kind, node, within)
    for child in children(node):
        hold(child, within=kind)


def hold_whole(kind: str, node: Node, within: str) -> None:
    """Hold what a single field does not show."""
    if kind == "Product" and not within:
        assert node.keys() & {"offers", "aggregateRating", "review"}
    if kind == "Review" and within != "Product":
        assert node["itemReviewed"]["name"]
    if kind in {"Rating", "AggregateRating"}:
        assert node["worstRating"] <= node["ratingValue"] <= node["bestRating"]
    if kind == "AggregateRating":
        assert node["reviewCount"] > 0
    if kind == "ListItem" and within == "BreadcrumbList":
        assert node["item"]
    if kind == "BreadcrumbList":
        steps = node["itemListElement"]
        assert len(steps) >= 2, "a way has two steps or more"
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    if kind == "Question" and within == "QAPage":
        answers = [*filter(None, [node.get("acceptedAnswer")]), *node.get("suggestedAnswer", [])]
        assert answers
        assert node["answerCount"] >= len(answers)
    if kind == "Question" and within == "FAQPage":
        assert node["acceptedAnswer"]["text"]


def children(node: Node) -> Iterator[Node]:
    for value in node.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield one
