"""Comments as they stand on a page: one level of replies, in the order in which they were written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from community.models import Comment


@dataclass
class Thread:
    """A comment and what was answered to it."""

    comment: Comment
    replies: list[Comment] = field(default_factory=list)


def threads_of(comments: Iterable[Comment]) -> list[Thread]:
    """Return comments in threads; a reply whose comment is not among them stands by itself."""
    threads: dict[int, Thread] = {}
    for comment in comments:
        if parent := threads.get(comment.parent_id or 0):
            parent.replies.append(comment)
        else:
            threads[comment.pk] = Thread(comment)
    return list(threads.values())
