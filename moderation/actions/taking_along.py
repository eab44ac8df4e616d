"""What goes with a ban, and comes back with its end: each thing by a line of its own in the log."""

from community import actions as community
from community.actions.states import lock
from community.models import Comment, Member, Post
from community.models.posts import State
from moderation.actions.answering import cancel_outcomes, tell_reporters
from moderation.actions.cases import Target, close, find_open_case, open_case
from moderation.actions.log import record
from moderation.actions.undoing import put_back, reopen
from moderation.belongings import TAKEN, Belongings
from moderation.models import Case, Decision

Action = Decision.Action


def take_along(belongings: Belongings, ban: Decision, *, by: Member, facts: str) -> None:
    """Take down what readers see and decline what waits; an open case on it is decided by that."""
    for _name, rows in belongings.words:
        for row in rows:
            _take(lock(row), ban, by=by, facts=facts)


def _take(target: Target, ban: Decision, *, by: Member, facts: str) -> None:
    if target.state not in TAKEN:
        return
    case = find_open_case(target)
    decision = record(
        target,
        action=Action.REMOVE if target.is_public else Action.DECLINE,
        by=by,
        before=target.state,
        case=case or no_case(),
        ground=ban.ground,
        facts=facts,
        part_of=ban.pk,
    )
    (community.remove if target.is_public else community.decline)(target)
    if case is not None:
        close(case)
        tell_reporters(decision, case)


def bring_back(ban: Decision, ended_by: Decision, *, by: Member) -> None:
    """Return what went with a ban to where it stood; what its author or the desk moved since stays there."""
    is_undo = ended_by.action == Action.UNDO
    # All of it is the member's, whose index leads to it.
    lines = Decision.objects.standing().filter(author_id=ban.author_id, part_of=ban.pk)
    lines = lines.filter(target__in=["post", "comment"])
    for line in lines.order_by("pk"):
        target = _still_down(line)
        if target is None:
            continue
        case = Case.objects.filter(pk=line.case_id).first()
        record(
            target,
            action=ended_by.action,
            by=by,
            before=target.state,
            case=case or no_case(),
            part_of=ended_by.pk,
            reverses=line.pk if is_undo else None,
        )
        put_back(line, target)
        if case is not None:
            cancel_outcomes(case)
            reopen(case, target)
        elif line.state_before == State.WAITING:
            open_case(target)


def _still_down(line: Decision) -> Target | None:
    """Return the words as the ban left them, locked; None where they are gone or something newer holds."""
    model: type[Post] | type[Comment] = Post if line.target == "post" else Comment
    words = model._default_manager.filter(pk=line.target_id).first()
    if words is None or (isinstance(words, Comment) and words.is_erased):
        return None
    target = lock(words)
    left = State.REMOVED if line.action == Action.REMOVE else State.DECLINED
    newer = Decision.objects.filter(target=line.target, target_id=line.target_id, pk__gt=line.pk)
    return None if target.state != left or newer.exists() else target


def no_case() -> Case:
    """Stand in the log for the case of what nobody had handed in or reported."""
    return Case(pk=0, kind="")
