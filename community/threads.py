"""Comments as they stand on a page: two levels deep, in the order in which they were written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from wagtail.models import Page

from community.generations import thread_generation
from community.models import Closure, Comment, Member, Post
from pagecache import note

SHOWN = 200
"""Comments on one page of a thread."""


@dataclass
class Thread:
    """A comment and what was answered to it, and to those answers."""

    comment: Comment
    replies: list[Comment] = field(default_factory=list)


@dataclass(frozen=True)
class Conversation:
    """One page of what was said under a post or page; `more` is the id after which the next begins.

    `closure` says why nothing can be added, if so.
    """

    place: Post | Page
    threads: list[Thread]
    more: int | None
    closure: Closure | None


def conversation_under(place: Post | Page, *, reader: Member | None, after: str = "") -> Conversation:
    """Return what `reader` sees of a thread from the comment after the id `after` on, in two queries."""
    note(thread_generation(place))
    found = list(_after(_seen_by(reader, place), after)[: SHOWN + 1])
    for comment in found:
        note(f"member:{comment.author_id}")
    return Conversation(
        place=place,
        threads=threads_of(found[:SHOWN]),
        more=found[SHOWN - 1].pk if len(found) > SHOWN else None,
        closure=Closure.objects.of(place).first(),
    )


def just_said(comment: Comment, *, reader: Member) -> Conversation:
    """Return a comment by itself, as its author sees it where they wrote it: right below what it answers.

    There is no thread if it was taken down meanwhile (the same press, sent twice).
    """
    threads = [Thread(found) for found in _seen_by(reader, comment.place).filter(pk=comment.pk)]
    return Conversation(place=comment.place, threads=threads, more=None, closure=None)


def _seen_by(reader: Member | None, place: Post | Page) -> "QuerySet[Comment]":
    seen = Comment.objects.under(place).seen_by(reader).knowing_owners(getattr(place, "product_id", None))
    if isinstance(place, Post) and place.kind == Post.Kind.QUESTION:
        seen = seen.knowing_experts(place.product_id)
    return seen.for_thread()


def _after(rows: "QuerySet[Comment]", after: str) -> "QuerySet[Comment]":
    is_id = after.isascii() and after.isdigit() and len(after) < 19
    return rows.filter(pk__gt=int(after)) if is_id else rows


def page_before(comment: Comment) -> int | None:
    """Return the id after which a page of the thread begins that shows a comment; None for the first.

    An update stands on every page: it is read with its review.
    """
    if comment.is_update:
        return None
    earlier = Comment.objects.under(comment.place).published().filter(pk__lt=comment.pk).order_by("-pk")
    ids = list(earlier.values_list("pk", flat=True)[:SHOWN])
    return ids[0] if len(ids) == SHOWN else None


def threads_of(comments: Iterable[Comment]) -> list[Thread]:
    """Return comments in threads; whatever answers an answer joins its thread and says whom it answers.

    A comment whose thread is not among them (on another page, or gone) stands by itself.
    """
    threads: list[Thread] = []
    joined: dict[int, Thread] = {}
    for comment in comments:
        parent = comment.parent
        thread = joined.get(parent.pk) or joined.get(parent.parent_id or 0) if parent else None
        if parent and (thread is None or thread.comment.pk != parent.pk):
            comment.in_reply_to = parent
        if thread is None:
            thread = Thread(comment)
            threads.append(thread)
        else:
            thread.replies.append(comment)
        joined[comment.pk] = thread
    return threads
