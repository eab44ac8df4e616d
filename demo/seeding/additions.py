"""What a marketer adds once customers have written: topic pages, and thanks for what they brought about."""

import json
from functools import partial
from typing import Any

from community.models import Notification, Post
from content.models import BrandImage, ProductPage, Topic, TopicPage
from demo import texts
from demo.additions import (
    BlockText,
    TopicPageText,
    load_changed_facts,
    load_changes,
    load_topic_pages,
    spoken,
)
from demo.seeding.editorial import LANGUAGES, publish_in_both
from demo.seeding.posts import key_of


def seed_additions(pictures: dict[str, BrandImage]) -> None:
    """Publish the topics' pages; add to product pages what is not there yet, and publish them again."""
    for page in load_topic_pages():
        fields = partial(_topic_fields, page, pictures)
        publish_in_both(TopicPage, page.slug, fields, days_ago=20)
    for language in LANGUAGES:
        for change in load_changes():
            words = {"said": change.said.to(language), "did": change.did.to(language)}
            _add_change(_page_of(change.product, language), {**words, "posts": _posts(change.posts)})
        for fact in load_changed_facts():
            row = {"label": fact.label.to(language), "value": fact.value.to(language)}
            _change_fact(_page_of(fact.product, language), {**row, "posts": _posts(fact.posts)})
    # Its members have no mailboxes.
    Notification.objects.filter(kind=Notification.Kind.CREDIT, member__is_demo=True).update(by_mail=False)


def _topic_fields(page: TopicPageText, pictures: dict[str, BrandImage], language: str) -> dict[str, Any]:
    topic = Topic.objects.get(slug=page.slug)
    return {
        "title": topic.names[language],
        "slug": topic.slug,
        "topic": topic,
        "summary": topic.summaries[language],
        "search_description": topic.summaries[language],
        "picture": pictures.get(page.picture),
        "picture_alt": texts.load_art()[page.picture].alt.to(language),
        "body": json.dumps([_stored(block, language) for block in page.blocks]),
    }


def _stored(block: BlockText, language: str) -> dict[str, Any]:
    value = spoken(block.value, language)
    if block.topic:
        value["topic"] = str(Topic.objects.get(slug=block.topic).pk)
    if block.posts:
        value["posts"] = _posts(block.posts)
    return {"type": block.type, "value": value}


def _posts(keys: tuple[str, ...]) -> list[int]:
    """Return the ids of those of the demo's posts that are there, in this order."""
    found = dict(
        Post.objects.filter(draft_uuid__in=map(key_of, keys)).values_list("draft_uuid", "pk").order_by()
    )
    return [found[key_of(key)] for key in keys if key_of(key) in found]


def _page_of(product: str, language: str) -> ProductPage:
    return ProductPage.objects.get(product__slug=product, locale__language_code=language)


def _add_change(page: ProductPage, value: dict[str, Any]) -> None:
    """Add it before the questions and answers at the end of the page."""
    kinds = [block.block_type for block in page.body]
    if "change" in kinds:
        return
    place = kinds.index("questions") if "questions" in kinds else len(kinds)
    page.body.insert(place, ("change", value))
    page.save_revision().publish()


def _change_fact(page: ProductPage, value: dict[str, Any]) -> None:
    for place, fact in enumerate(page.facts):
        if fact.value["label"] == value["label"] and not fact.value["posts"]:
            page.facts[place] = ("fact", value)
            page.save_revision().publish()
            return
