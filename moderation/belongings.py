"""What of a member's a ban may take along: shown to the desk before, and removed by a line each."""

import hashlib
from dataclasses import dataclass

from community.models import Blog, Comment, Member, Post
from community.models.posts import State

TAKEN = (State.PUBLISHED, State.WAITING)


@dataclass(frozen=True)
class Belongings:
    """Posts and comments that readers see or that wait; blogs, which are read no more."""

    posts: list[Post]
    comments: list[Comment]
    blogs: list[Blog]

    @property
    def digest(self) -> str:
        """Return what changes when the list does: a ban takes along what its moderator saw, nothing else."""
        numbers = [f"{name}{row.pk}{row.state}" for name, rows in self.words for row in rows]
        return hashlib.sha256(" ".join(numbers).encode()).hexdigest()[:16]

    @property
    def words(self) -> list[tuple[str, list[Post] | list[Comment]]]:
        return [("post", self.posts), ("comment", self.comments)]

    def __len__(self) -> int:
        return len(self.posts) + len(self.comments)


def belongings_of(member: Member) -> Belongings:
    """Return what a ban may take along, the oldest first; three queries."""
    posts = Post.objects.filter(author=member, state__in=TAKEN).order_by("pk")
    comments = Comment.objects.filter(author=member, state__in=TAKEN).order_by("pk")
    return Belongings(
        posts=list(posts.select_related("public_revision", "latest_revision")),
        comments=list(comments.select_related("post__public_revision", "page")),
        blogs=list(Blog.objects.filter(member=member).order_by("pk")),
    )
