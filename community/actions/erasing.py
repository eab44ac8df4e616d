"""Erasing a member: everything of theirs goes in one transaction; files follow after the commit.

What goes and what stays is said in `community.holdings` and those of higher rooms; a test holds the two
together.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex

import jobs
from community import signals
from community.actions.deciding import forget_votes
from community.actions.link_cards import let_go_of_links
from community.actions.owning import forget_receipts
from community.actions.rating import forget_rating
from community.actions.refusals import Refused
from community.actions.repeating import repeated_on_deadlock
from community.generations import generations
from community.models import Comment, IdeaStep, Invitation, Member, Notification, Photo, Post, Rating
from community.models.posts import State
from pagecache import raise_generations

NOBODY = "_erased_"
"""The handle of who stands in the empty places; people's handles have no underscores."""


class OnTheTeam(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "You are on the team. First have an admin take you off it (an admin does so on the team's "
                "page), so that nobody is left with pages or cases of yours in hand."
            )
        )


@repeated_on_deadlock
@transaction.atomic
def erase_member(member: Member) -> None:
    """Erase a member and all that is theirs, now. Raises `OnTheTeam`; does nothing for who is gone already.

    Every row that names the member waits for this one's lock, so that nothing new of theirs comes in between.
    """
    locked = Member.objects.select_for_update().filter(pk=member.pk).first()
    if locked is None:
        return
    if Member.objects.staff().filter(pk=member.pk).exists():
        raise OnTheTeam
    _end_sessions(locked)
    signals.member_erased.send(sender=Member, member=locked)
    _take_down_posts(locked)
    for rating in Rating.objects.filter(member=locked).select_related("post", "member"):
        forget_rating(rating)
    forget_votes(locked)
    IdeaStep.objects.filter(signed_by=locked).update(signature="")
    _empty_comments(locked)
    forget_receipts(locked)
    photos = _let_go_of_photos(locked)
    _forget_in_lists(locked)
    raise_generations(f"member:{locked.pk}")
    let_go_of_links(Post.objects.filter(author=locked))
    Post.objects.filter(author=locked).delete()
    locked.delete()
    _delete_files_after_commit(photos)


def _end_sessions(member: Member) -> None:
    """Delete the member's sessions. Django keeps whose they are inside them."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(member.pk):
            session.delete()


def _take_down_posts(member: Member) -> None:
    """Tell whoever shows the member's posts to stop, and make every kept page of them stale."""
    posts = Post.objects.select_for_update(no_key=True).filter(author=member).order_by("pk")
    for post in posts.published():
        raise_generations(*generations(post))
        signals.contribution_withdrawn.send(sender=Post, contribution=post)


def _empty_comments(member: Member) -> None:
    """Delete the member's comments; above replies of others an empty place is left, which names nobody."""
    mine = Comment.objects.select_for_update(no_key=True, of=("self",)).filter(author=member)
    comments = list(mine.exclude(post__author=member).order_by("pk"))
    for comment in comments:
        if comment.is_public and comment.post_id:
            Post.objects.filter(pk=comment.post_id, comment_count__gt=0).update(
                comment_count=F("comment_count") - 1
            )
        raise_generations(*generations(comment))
    answered = _answered(member)
    places = Comment.objects.filter(pk__in=answered)
    Notification.objects.filter(comment__in=places).delete()
    if answered:
        places.update(
            author=_nobody(),
            body="",
            body_html="",
            state=State.WITHDRAWN,
            brand_role={},
            by_brand=False,
            is_official=False,
            is_accepted=False,
        )
    Comment.objects.filter(author=member).delete()


def _answered(member: Member) -> set[int]:
    """Return the member's comments that have a reply of somebody else below them, however far."""
    above: set[int] = set()
    below = Comment.objects.exclude(author=member).exclude(post__author=member)
    while parents := {pk for pk in below.values_list("parent", flat=True) if pk} - above:
        above |= parents
        below = Comment.objects.filter(pk__in=parents)
    return set(Comment.objects.filter(pk__in=above, author=member).values_list("pk", flat=True))


def _nobody() -> Member:
    """Return who stands in empty places: no person, cannot sign in, has no page."""
    nobody, _made = Member.objects.get_or_create(
        username=NOBODY,
        defaults={"name": "–", "email": f"{NOBODY}@nobody.invalid", "is_active": False, "password": "!"},
    )
    return nobody


def _let_go_of_photos(member: Member) -> list[int]:
    """Take the member's photos out of everything; nobody's photos are what the sweep throws away."""
    photos = Photo.objects.filter(owner=member)
    ids = list(photos.values_list("pk", flat=True))
    photos.update(owner=None, draft=None, alt="")
    return ids


def _forget_in_lists(member: Member) -> None:
    """Clear what no cascade reaches: Wagtail's log and index, and invitations to the member's addresses."""
    for log in (PageLogEntry, ModelLogEntry):
        log.objects.filter(user=member).update(user=None)
    about: dict[str, Any] = {
        "content_type": ContentType.objects.get_for_model(Member),
        "object_id": str(member.pk),
    }
    ModelLogEntry.objects.filter(**about).delete()
    ReferenceIndex.objects.filter(**about).delete()
    addresses = {member.email, *EmailAddress.objects.filter(user=member).values_list("email", flat=True)}
    Invitation.objects.filter(email__in={address.lower() for address in addresses}).delete()


def _delete_files_after_commit(photos: list[int]) -> None:
    from community import tasks

    for pk in photos:
        jobs.enqueue(tasks.discard_photo, pk)
    jobs.enqueue(tasks.sweep_share_pictures)
    jobs.enqueue(tasks.sweep_data_exports)
