"""Hiding an older version of one's post from everybody but the desk, and showing it again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.actions.refusals import NotYours, Refused
from community.actions.states import lock
from community.models import Member, Post, PostRevision
from community.models.posts import State
from pagecache import raise_generations


class VersionShown(Refused):
    def __init__(self) -> None:
        super().__init__(_("This is the version readers see. Edit the post first, or take it back."))


class NeverPublic(Refused):
    def __init__(self) -> None:
        super().__init__(_("This version was never public: nobody but you and the desk can see it."))


@transaction.atomic
def hide_version(revision: PostRevision, *, by: Member) -> PostRevision:
    """Take an older version out of sight, at once; also for who may not write. Twice is once.

    Raises `NotYours`, `VersionShown`, `NeverPublic`.
    """
    post = lock(revision.post)
    revision = post.revisions.get(pk=revision.pk)
    if post.author_id != by.pk:
        raise NotYours
    # Of a post that was taken back none is shown, nor comes back: whoever sends it again makes a new one.
    if revision.pk == post.public_revision_id and post.state != State.WITHDRAWN:
        raise VersionShown
    if revision.cleared_at is None:
        raise NeverPublic
    return _set_hidden(post, revision, True)


@transaction.atomic
def show_version(revision: PostRevision, *, by: Member) -> PostRevision:
    """Let readers see a version again that its author had hidden; it was cleared once. Raises `NotYours`."""
    post = lock(revision.post)
    if post.author_id != by.pk:
        raise NotYours
    return _set_hidden(post, post.revisions.get(pk=revision.pk), False)


def _set_hidden(post: Post, revision: PostRevision, hidden: bool) -> PostRevision:
    if revision.is_hidden == hidden:
        return revision
    revision.hidden_at = timezone.now() if hidden else None
    revision.save(update_fields=["hidden_at"])
    raise_generations(f"post:{post.pk}")
    return revision
