"""Following and keeping: what a member keeps an eye on. Nobody else is told or shown it."""

from django.db import transaction
from django.utils.translation import gettext as _

from community.actions.refusals import Refused
from community.models import Bookmark, Follow, Member, Post
from content.models import Product, Topic

Subject = Member | Product | Topic


class NotOneself(Refused):
    def __init__(self) -> None:
        super().__init__(_("Your own posts are under “My posts”; there is nothing to follow."))


def kind_of(subject: Subject) -> str:
    """Return the word for what is followed: "person", "product" or "topic"."""
    if isinstance(subject, Member):
        return "person"
    return "product" if isinstance(subject, Product) else "topic"


@transaction.atomic
def follow(subject: Subject, *, by: Member) -> None:
    """Let a member follow a person, a product or a topic; twice is once. Raises `NotOneself`."""
    if subject == by:
        raise NotOneself
    Follow.objects.bulk_create([Follow(follower=by, **{kind_of(subject): subject})], ignore_conflicts=True)


@transaction.atomic
def unfollow(subject: Subject, *, by: Member) -> None:
    """Follow it no longer; twice is once."""
    Follow.objects.filter(follower=by, **{kind_of(subject): subject}).delete()


@transaction.atomic
def keep(post: Post, *, by: Member) -> None:
    """Keep a post for later; twice is once."""
    Bookmark.objects.bulk_create([Bookmark(member=by, post=post)], ignore_conflicts=True)


@transaction.atomic
def let_go(post: Post, *, by: Member) -> None:
    """Keep it no longer; twice is once."""
    Bookmark.objects.filter(member=by, post=post).delete()
