"""What a list entry would have caught, shown before it is saved: a word that catches too much shows."""

from dataclasses import dataclass
from typing import Final

from community.models import Post
from community.models.posts import State
from moderation.facts import link_hosts, screened_text
from moderation.lists import rules_of
from moderation.screening import Rules, listed_host, listed_word

SHOWN: Final = 20
LOOKED_THROUGH: Final = 1_000
"""The latest posts that are read for it, at most."""
AT_ONCE: Final = 100


@dataclass(frozen=True)
class Catch:
    """A post an entry would have caught, and the words or the site in it."""

    post: Post
    found: str


def caught_by(kind: str, value: str, language: str) -> list[Catch]:
    """Return the last posts an entry would have caught, latest first. What its author took back is left out,
    and so is what the brand wrote, which is not screened.
    """
    posts = Post.objects.exclude(state=State.WITHDRAWN).filter(by_brand=False)
    posts = posts.select_related("author", "blog", "latest_revision", "public_revision")
    latest = posts.prefetch_related("latest_revision__photos").order_by("-pk")[:LOOKED_THROUGH]
    found: list[Catch] = []
    for post in latest.iterator(chunk_size=AT_ONCE):
        if caught := _in(post, rules_of([(kind, language, value)], post.language)):
            found.append(Catch(post, caught))
        if len(found) == SHOWN:
            break
    return found


def _in(post: Post, rules: Rules) -> str:
    """Return what of a post the entry is about, as screening would find it; "" if nothing is."""
    text = screened_text(post, post.latest_revision)
    return listed_word(text, rules) or listed_host(link_hosts(post, post.latest_revision), text, rules)
