"""Undo: for five minutes a decision can be taken back as if it had not been; the log shows both."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from community import actions as community
from community.models import Comment, Member, Post
from community.models.posts import State
from moderation.actions.log import UNDO_FOR, record
from moderation.actions.refusals import AlreadyDecided, TooLateToUndo
from moderation.models import Case, Decision, DecisionText

Action = Decision.Action


@transaction.atomic
def undo(decision: Decision, *, by: Member) -> Decision:
    """Take a decision back: the words return to where they were, the mail is cancelled, the case is open.

    Raises `TooLateToUndo` after five minutes, `AlreadyDecided` when it was taken back already.
    """
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=decision.case_id)
    if timezone.now() - decision.created_at > UNDO_FOR:
        raise TooLateToUndo
    target = (Post if decision.target == "post" else Comment).objects.get(pk=decision.target_id)
    before = target.state
    try:
        with transaction.atomic():
            reversal = record(
                target, action=Action.UNDO, by=by, before=before, case=case, reverses=decision.pk
            )
    except IntegrityError as clash:
        raise AlreadyDecided from clash
    _restore(decision, target)
    _cancel_mail(decision)
    case.state, case.decided_at, case.claimed_by, case.claimed_until = Case.State.OPEN, None, None, None
    case.version += 1
    case.save(update_fields=["state", "decided_at", "claimed_by", "claimed_until", "version"])
    return reversal


def _restore(decision: Decision, target: Post | Comment) -> None:
    """Bring the words back to the state, and the revision, the decision found them in."""
    if decision.state_before != target.state:
        community.reverse(target, to=State(decision.state_before))
    elif isinstance(target, Post) and decision.revision_id:
        community.reopen_edit(target, revision_id=decision.revision_id)


def _cancel_mail(decision: Decision) -> None:
    words = DecisionText.objects.filter(decision_id=decision.pk).first()
    if words and words.notification_id:
        community.cancel_notifications(words.notification_id)
