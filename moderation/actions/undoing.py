"""Undo: for five minutes a decision can be taken back as if it had not been; the log shows both."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community import actions as community
from community.actions.repeating import repeated_on_deadlock
from community.actions.states import lock
from community.models import Comment, Member, Post
from community.models.posts import State
from moderation.actions.answering import cancel_outcomes
from moderation.actions.cases import Target
from moderation.actions.deciding import check_may_decide
from moderation.actions.log import UNDO_FOR, cancel_mails, record, restate
from moderation.actions.refusals import NotUndoable, TooLateToUndo
from moderation.models import Case, Decision, DecisionText
from moderation.steps import SILENT

Action = Decision.Action


@repeated_on_deadlock
@transaction.atomic
def undo(decision: Decision, *, by: Member) -> Decision:
    """Take a decision back: the words return to where they were, the mail is cancelled, the case is open.

    Returns the reversal, the same one if it was taken back already. Raises `TooLateToUndo` after five
    minutes, `NotUndoable` for what is no person's own or newest decision, `MayNotDecide`.
    """
    target, case = _lock_both(decision)
    if reversal := Decision.objects.filter(reverses=decision.pk).first():
        return reversal
    check_may_decide(case, target, by)
    _check_undoable(decision)
    before = target.state
    reversal = record(target, action=Action.UNDO, by=by, before=before, case=case, reverses=decision.pk)
    cancel_mails(case)
    cancel_outcomes(case)
    put_back(decision, target)
    reopen(case, target)
    restate(case, target)
    return reversal


def _lock_both(decision: Decision) -> tuple[Target, Case]:
    """Lock the words, then their case; `NotUndoable` where their author erased them meanwhile."""
    # What went with a ban comes back with its end.
    if decision.target not in ("post", "comment") or decision.part_of is not None:
        raise NotUndoable
    words = (Post if decision.target == "post" else Comment).objects.filter(pk=decision.target_id).first()
    if words is None or (isinstance(words, Comment) and words.is_erased):
        raise NotUndoable
    return lock(words), Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=decision.case_id)


def _check_undoable(decision: Decision) -> None:
    newer = Decision.objects.filter(
        target=decision.target, target_id=decision.target_id, pk__gt=decision.pk
    ).exclude(action__in=SILENT)
    if decision.automated or decision.action in SILENT or newer.exists():
        raise NotUndoable
    if timezone.now() - decision.created_at > UNDO_FOR:
        raise TooLateToUndo


def put_back(decision: Decision, target: Target) -> None:
    """Bring the words back to the state, the version and the feeds the decision found them in."""
    words = DecisionText.objects.filter(decision_id=decision.pk).first()
    before = words.before if words else {}
    if decision.state_before != target.state:
        _move_back(target, decision.state_before)
    elif before.get("is_edit") and isinstance(target, Post) and decision.revision_id is not None:
        community.reopen_edit(target, revision_id=decision.revision_id)
    if isinstance(target, Comment) and "solved_at" in before:
        community.accept_again(target, at=datetime.fromisoformat(before["solved_at"]))
    if isinstance(target, Post) and "in_feeds" in before:
        if before["in_feeds"]:
            community.admit_to_feeds(target)
        else:
            community.keep_out_of_feeds(target, reason=before["reason"])


def _move_back(target: Target, state: str) -> None:
    """Put words into an earlier state; what an appeal made public goes back by way of waiting."""
    if state in (State.WAITING, State.PUBLISHED):
        community.reverse(target, to=state)
    elif state == State.REMOVED:
        community.remove(target)
    else:
        waiting = community.reverse(target, to=State.WAITING)
        (community.decline if state == State.DECLINED else community.return_to_author)(waiting)


def reopen(case: Case, target: Target) -> None:
    """Let the case wait again, unless another one on the same words was opened meanwhile: then that does."""
    others = Case.objects.undecided().filter(**{f"{type(target)._meta.model_name}_id": target.pk})
    if other := others.select_for_update(no_key=True, of=("self",)).first():
        other.revision = other.revision or case.revision
        other.version += 1
        other.save(update_fields=["revision", "version"])
        return
    case.state, case.decided_at, case.claimed_by, case.claimed_until = Case.State.OPEN, None, None, None
    case.version += 1
    case.save(update_fields=["state", "decided_at", "claimed_by", "claimed_until", "version"])
