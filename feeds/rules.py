"""The rule of a marketer's own feed: what a post or a page must be to stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db.models import Q

from community.models import Post, PostTopic
from community.models.posts import PostQuerySet
from content.models import EditorialPage

PAGES: Final = "page"
"""Among the kinds: the brand's own pages."""


@dataclass(frozen=True)
class Rule:
    """What is to be in a feed. Each set must be met, by one of its members; an empty one asks for nothing.

    `kinds` are kinds of post and `PAGES`; `languages` those a thing is written in.
    """

    products: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return the rule as `Feed.rule` holds it."""
        return cls(**{name: frozenset(stored.get(name, ())) for name in cls.__dataclass_fields__})

    def as_json(self) -> dict[str, list[Any]]:
        """Return the rule as `Feed.rule` is to hold it; one rule is always written alike."""
        return {name: sorted(values) for name in self.__dataclass_fields__ if (values := getattr(self, name))}

    def __bool__(self) -> bool:
        return bool(self.as_json())

    def posts(self, language: str) -> PostQuerySet:
        """Return the public posts that fit, for the feed in a language: `fits_post` in the database's words.

        A customer's post stands in the feeds of every language, the brand's in its own only.
        """
        rows = Post.objects.in_feeds().filter(Q(by_brand=False) | Q(language=language))
        if self.products:
            rows = rows.filter(product__in=self.products)
        if self.topics:
            rows = rows.filter(pk__in=PostTopic.objects.filter(topic__in=self.topics).values("post"))
        if self.kinds:
            rows = rows.filter(kind__in=self.kinds)
        if self.languages:
            rows = rows.filter(language__in=self.languages)
        return rows

    def fits_post(self, post: Post, topics: set[int]) -> bool:
        """Whether a post that is on these topics fits."""
        return (
            (not self.products or post.product_id in self.products)
            and (not self.topics or not self.topics.isdisjoint(topics))
            and (not self.kinds or post.kind in self.kinds)
            and (not self.languages or post.language in self.languages)
        )

    def fits_page(self, page: EditorialPage) -> bool:
        """Whether one of the brand's pages fits."""
        return (
            (not self.products or getattr(page, "product_id", None) in self.products)
            and (not self.topics or getattr(page, "topic_id", None) in self.topics)
            and (not self.kinds or PAGES in self.kinds)
            and (not self.languages or page.locale.language_code in self.languages)
        )
