"""You said, we did: the posts a page of the brand cites, and who is to be thanked for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.models import Page

from community.models import Post
from community.models.members import Member
from pagecache import note

CITING = ("change", "fact")
"""The blocks that name the posts behind them."""


@dataclass(frozen=True)
class Credit:
    """One person's thanks. `role` is empty for a customer."""

    post_id: int
    title: str
    url: str
    lang: str
    is_foreign: bool
    author_name: str
    author_url: str
    role: str


def cited_in(page: Page) -> list[int]:
    """Return the ids of the posts a page cites, each once, in the order of the page: no query."""
    blocks = [*getattr(page, "body", ()), *getattr(page, "facts", ())]
    cited = (pk for block in blocks if block.block_type in CITING for pk in block.value["posts"])
    return list(dict.fromkeys(pk for pk in cited if pk))


def public_posts(ids: Iterable[int]) -> list[Post]:
    """Return those of the posts that anybody may read, by members whose profile may be shown."""
    rows = Post.objects.published().filter(pk__in=list(ids), author__in=Member.objects.public())
    return list(rows.select_related("author", "public_revision").order_by("pk"))


def credits_for(ids: Iterable[int], language: str) -> dict[int, Credit]:
    """Return the thanks for these posts by id, in one query; who or what is not public is left out."""
    ids = list(ids)
    if not ids:
        return {}
    # Also those that are not public: should one come back, its author is thanked again.
    note(*(f"post:{pk}" for pk in ids))
    posts = public_posts(ids)
    note(*(f"member:{post.author_id}" for post in posts))
    return {
        post.pk: Credit(
            post_id=post.pk,
            title=post.title,
            url=post.get_absolute_url(),
            lang=post.language,
            is_foreign=post.language != language,
            author_name=post.author.name,
            author_url=post.author.get_absolute_url(),
            role=post.role_label,
        )
        for post in posts
    }
