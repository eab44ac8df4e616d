"""What the demo's marketer added once customers had written, read from `demo/data/additions.toml`.

A block stands there as its page stores it, with words in both languages; `spoken` picks one.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from demo.texts import DATA, Words


@dataclass(frozen=True)
class BlockText:
    """One block of a page. `topic` is a slug and `posts` are keys of posts: what they are stored as is known
    when they are there."""

    type: str
    value: Any
    topic: str = ""
    posts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicPageText:
    """A page about a topic; its name and its summary are the topic's."""

    slug: str
    picture: str
    blocks: tuple[BlockText, ...]


@dataclass(frozen=True)
class Change:
    """You said, we did: on a product's page, with the keys of the posts that led to it."""

    product: str
    posts: tuple[str, ...]
    said: Words
    did: Words


@dataclass(frozen=True)
class ChangedFact:
    """A fact of a product's page, known by its label, that customers brought about."""

    product: str
    posts: tuple[str, ...]
    label: Words
    value: Words


@dataclass(frozen=True)
class FeedText:
    """A feed by a rule: posts and pages on one of these topics, planned as the preset says."""

    slug: str
    topics: tuple[str, ...]
    preset: str
    title: Words


def _rows(kind: str) -> list[dict[str, Any]]:
    return tomllib.loads((DATA / "additions.toml").read_text(encoding="utf-8"))[kind]


@cache
def load_feed() -> FeedText:
    (row,) = _rows("feed")
    return FeedText(row["slug"], tuple(row["topics"]), row["preset"], Words(**row["title"]))


@cache
def load_topic_pages() -> tuple[TopicPageText, ...]:
    return tuple(
        TopicPageText(
            slug=row["slug"],
            picture=row["picture"],
            blocks=tuple(
                BlockText(**{**block, "posts": tuple(block.get("posts", ()))}) for block in row["block"]
            ),
        )
        for row in _rows("topic")
    )


@cache
def load_changes() -> tuple[Change, ...]:
    return tuple(
        Change(row["product"], tuple(row["posts"]), Words(**row["said"]), Words(**row["did"]))
        for row in _rows("change")
    )


@cache
def load_changed_facts() -> tuple[ChangedFact, ...]:
    return tuple(
        ChangedFact(row["product"], tuple(row["posts"]), Words(**row["label"]), Words(**row["value"]))
        for row in _rows("fact")
    )


def spoken(value: Any, language: str) -> Any:
    """Return a block's value with the words of one language where it holds both."""
    if isinstance(value, dict):
        if set(value) == {"en", "nb"}:
            return value[language]
        return {name: spoken(part, language) for name, part in value.items()}
    if isinstance(value, list):
        return [spoken(part, language) for part in value]
    return value
