"""A member's first visit: one card that says what can be done here, until they put it away."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Blog, Follow, Member, Ownership, Post


@dataclass(frozen=True)
class Invitation:
    """One thing to do here: what it is, why one would, where. `icon` is a lucide name."""

    title: str
    text: str
    url: str
    icon: str
    is_done: bool


def is_to_be_welcomed(user: Member | AnonymousUser) -> bool:
    """Whether the card is for this reader: a customer who has not put it away. No query for all others."""
    if not user.is_authenticated or not user.is_newcomer:
        return False
    return not (user.by_brand or user.is_superuser or user.group_names)


def invitations_for(member: Member) -> list[Invitation]:
    """Return what a newcomer can do, what is done already marked. One query."""
    mine = {"member": OuterRef("pk")}
    done = (
        Member.objects.filter(pk=member.pk)
        .values_list(
            Exists(Post.objects.filter(author=OuterRef("pk"))),
            Exists(Ownership.objects.filter(**mine)),
            Exists(Follow.objects.filter(follower=OuterRef("pk"))),
            Exists(Blog.objects.filter(**mine)),
        )
        .get()
    )
    wrote, owns, follows, blogs = done
    return [
        Invitation(
            _("Write your first post"),
            _("A tip or a review takes two minutes. Good and bad are equally welcome."),
            reverse("community:write"),
            "pen-line",
            wrote,
        ),
        Invitation(
            _("Say what you own"),
            _("With a code from the box or a receipt, “Verified owner” stands beside your words."),
            reverse("community:owned"),
            "badge-check",
            owns,
        ),
        Invitation(
            _("Follow a product"),
            _("What is new of it is gathered for you on one page. Nobody else sees what you follow."),
            reverse("content:products"),
            "bell",
            follows,
        ),
        Invitation(
            _("Bring your blog along"),
            _("What you write there appears here too, with a link to the original."),
            reverse("community:blogs"),
            "rss",
            blogs,
        ),
        Invitation(
            _("Say who you are"),
            _("A line or two about you, beside what you write."),
            reverse("community:profile"),
            "user-round",
            bool(member.bio),
        ),
    ]
