"""The steps between the states of a post or a comment. `publish` is the only code that makes words public."""

from typing import TypeVar, cast

from django.db import transaction
from django.db.models import F
from django.utils import timezone

import jobs
from community import signals
from community.actions.link_cards import follow_links
from community.actions.notifying import tell_experts, tell_of_comment
from community.actions.photos import follow_post
from community.actions.questions import follow_question
from community.actions.refusals import NotYours
from community.generations import generations
from community.models import Comment, Member, Post, PostRevision
from community.models.posts import State
from community.states import check_step
from pagecache import raise_generations

Contribution = Post | Comment
_Kind = TypeVar("_Kind", bound=Contribution)


def lock(contribution: _Kind) -> _Kind:
    """Return the row as it is now, locked until the transaction ends."""
    rows = type(contribution)._default_manager.select_for_update(no_key=True, of=("self",))
    return cast(_Kind, rows.select_related("author").get(pk=contribution.pk))


def _move(contribution: _Kind, wanted: str, *, reversal: bool = False) -> _Kind:
    """Lock, check the step, write the state; an already reached state is left alone by the callers."""
    check_step(contribution.state, wanted, reversal=reversal)
    contribution.state = wanted
    fields = ["state"]
    if isinstance(contribution, Comment):
        # The mark of an answer is for what readers see.
        contribution.is_accepted = contribution.is_official = False
        contribution.is_update = _is_still_the_update(contribution)
        fields += ["is_accepted", "is_official", "is_update"]
    contribution.save(update_fields=fields)
    return contribution


def _is_still_the_update(comment: Comment) -> bool:
    """Whether a comment is its review's update: one that comes back to find another joins the thread."""
    if not comment.is_update:
        return False
    others = Comment.objects.standing_updates().filter(post=comment.post_id)
    return not others.exclude(pk=comment.pk).exists()


def _left_public(contribution: Contribution) -> None:
    """Tell whoever shows these words to stop, now, and make every cached page of them stale."""
    if isinstance(contribution, Comment) and contribution.post_id and not contribution.is_update:
        Post.objects.filter(pk=contribution.post_id, comment_count__gt=0).update(
            comment_count=F("comment_count") - 1
        )
    if isinstance(contribution, Post):
        follow_post(contribution)
        follow_links(contribution)
    else:
        follow_question(contribution)
    raise_generations(*generations(contribution))
    signals.contribution_withdrawn.send(sender=type(contribution), contribution=contribution)


@transaction.atomic
def hold(contribution: _Kind) -> _Kind:
    """Let a submitted contribution wait for the desk. A waiting edit leaves the public revision in place."""
    contribution = lock(contribution)
    if contribution.state == State.SUBMITTED:
        _move(contribution, State.WAITING)
    return contribution


@transaction.atomic
def publish(contribution: _Kind, *, revision: PostRevision | None = None, reversal: bool = False) -> _Kind:
    """Make a contribution public, or a newer revision of a public post. The only way there is.

    `revision` is the one that was checked; None means the latest. `reversal` allows the steps only the desk's
    undo and an appeal may take. Does nothing for what is already shown. Raises `StepRefused`.
    """
    from community import tasks

    contribution = lock(contribution)
    if isinstance(contribution, Post):
        revision = revision or cast(PostRevision, contribution.latest_revision)
        if contribution.is_public and contribution.public_revision_id == revision.pk:
            return contribution
    elif contribution.is_public:
        return contribution
    if not contribution.is_public:
        check_step(contribution.state, State.PUBLISHED, reversal=reversal)
    _show(contribution, revision)
    if isinstance(contribution, Post):
        follow_post(contribution)
        follow_links(contribution)
        tell_experts(contribution)
        jobs.enqueue(tasks.draw_share_picture, contribution.pk)
    else:
        follow_question(contribution)
        tell_of_comment(contribution)
    jobs.enqueue(tasks.recognise_member, contribution.author_id)
    raise_generations(*generations(contribution))
    signals.contribution_published.send(sender=type(contribution), contribution=contribution)
    return contribution


def _show(contribution: Contribution, revision: PostRevision | None) -> None:
    """Write what `publish` decided."""
    now = timezone.now()
    fields = ["state", "published_at"]
    if isinstance(contribution, Post) and revision is not None:
        PostRevision.objects.filter(pk=revision.pk, cleared_at=None).update(cleared_at=now)
        if contribution.public_revision_id not in (None, revision.pk):
            contribution.edited_at = now
        contribution.public_revision = revision
        fields += ["public_revision", "edited_at"]
    elif isinstance(contribution, Comment) and contribution.post_id:
        contribution.is_update = _is_still_the_update(contribution)
        fields.append("is_update")
        if not contribution.is_update:
            Post.objects.filter(pk=contribution.post_id).update(comment_count=F("comment_count") + 1)
    contribution.state = State.PUBLISHED
    contribution.published_at = contribution.published_at or now
    contribution.save(update_fields=fields)


@transaction.atomic
def return_to_author(contribution: _Kind) -> _Kind:
    """Give a waiting contribution back to its author, who may change it and hand it in again."""
    contribution = lock(contribution)
    return contribution if contribution.state == State.RETURNED else _move(contribution, State.RETURNED)


@transaction.atomic
def decline(contribution: _Kind) -> _Kind:
    """Refuse a waiting contribution; its author keeps the text."""
    contribution = lock(contribution)
    return contribution if contribution.state == State.DECLINED else _move(contribution, State.DECLINED)


@transaction.atomic
def refuse_edit(post: Post) -> Post:
    """Refuse a public post's waiting edit; what is public stays, and the refused version is kept."""
    post = lock(post)
    if post.has_waiting_edit:
        post.latest_revision_id = post.public_revision_id
        post.save(update_fields=["latest_revision"])
    return post


@transaction.atomic
def reopen_edit(post: Post, *, revision_id: int) -> Post:
    """Let an edit wait again, whether it was cleared (the version before it returns) or refused.

    A version its author has hidden since does not return: where no other was ever cleared, the post waits.
    """
    post = lock(post)
    post.latest_revision_id = revision_id
    post.save(update_fields=["latest_revision"])
    if post.public_revision_id != revision_id:
        return post
    earlier = post.revisions.shown().filter(number__lt=post.shown_revision.number).last()
    PostRevision.objects.filter(pk=revision_id).update(cleared_at=None)
    return publish(post, revision=earlier) if earlier else reverse(post, to=State.WAITING)


@transaction.atomic
def remove(contribution: _Kind) -> _Kind:
    """Take a public contribution down for the brand's rules; at once, everywhere."""
    contribution = lock(contribution)
    if contribution.state == State.REMOVED:
        return contribution
    _move(contribution, State.REMOVED)
    _left_public(contribution)
    return contribution


def restore(contribution: _Kind) -> _Kind:
    """Put a removed contribution back where it stood: the same revision, the same date."""
    return publish(contribution, revision=getattr(contribution, "public_revision", None))


@transaction.atomic
def withdraw(contribution: _Kind, *, by: Member) -> _Kind:
    """Let its author take a contribution back; at once, everywhere. Raises `NotYours`, `StepRefused`."""
    contribution = lock(contribution)
    if contribution.author_id != by.pk:
        raise NotYours
    if contribution.state == State.WITHDRAWN:
        return contribution
    was_public = contribution.is_public
    _move(contribution, State.WITHDRAWN)
    if isinstance(contribution, Post):
        contribution.use_consents.all().end()
    if was_public:
        _left_public(contribution)
    return contribution


@transaction.atomic
def reverse(contribution: _Kind, *, to: str) -> _Kind:
    """Take a decision of the desk back: to waiting, or public again. Raises `StepRefused`.

    What was taken down comes back as it stood. Of what was declined it is the version that was handed in: an
    earlier one its author may have taken back.
    """
    if to == State.PUBLISHED:
        was_shown = contribution.state == State.REMOVED
        revision = getattr(contribution, "public_revision", None) if was_shown else None
        return publish(contribution, revision=revision, reversal=True)
    contribution = lock(contribution)
    if contribution.state == to:
        return contribution
    was_public = contribution.is_public
    _move(contribution, to, reversal=True)
    if was_public:
        _left_public(contribution)
    return contribution
