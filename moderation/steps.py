"""Which decisions a case allows: a table of situations, so that no decision leaves words in limbo."""

from community.models import Comment, Post
from community.models.posts import State
from moderation.models import Case, Decision

Action = Decision.Action
# What takes something from an author and so needs a ground and facts.
RESTRICTIONS = frozenset(
    {Action.HOLD, Action.CLEAR_OUT_OF_FEEDS, Action.RETURN, Action.DECLINE, Action.REMOVE}
    | {Action.PAUSE_LINKS, Action.WARN, Action.PAUSE, Action.BAN, Action.LOWER}
)
MEASURES = frozenset({Action.WARN, Action.PAUSE, Action.BAN})
"""What is decided on a member, not on their words."""
SILENT = frozenset({Action.UNDO, Action.ALARM})
"""Lines that leave the decision before them as the latest one on somebody's words."""
# What must say why: whoever appealed reads an answer too.
NEEDS_FACTS = RESTRICTIONS | {Action.UPHOLD, Action.RESTORE}


def is_edit(case: Case, target: Post | Comment) -> bool:
    """Whether the case is about a newer version of words that stay public as they were."""
    return (
        isinstance(target, Post)
        and target.has_waiting_edit
        and case.revision_id is not None
        and case.revision_id != target.public_revision_id
    )


def actions_for(case: Case, target: Post | Comment) -> list[Action]:
    """Return what may be decided now, the mildest first. What its author took back needs nothing more."""
    if target.state == State.WAITING:
        found = [Action.CLEAR, Action.CLEAR_OUT_OF_FEEDS, Action.RETURN, Action.DECLINE]
    elif case.kind == Case.Kind.APPEAL and target.state != State.WITHDRAWN:
        found = [Action.RESTORE, Action.UPHOLD]
    elif not target.is_public:
        found = [Action.KEEP]
    elif is_edit(case, target):
        found = [Action.CLEAR, Action.CLEAR_OUT_OF_FEEDS, Action.RETURN, Action.DECLINE, Action.REMOVE]
    else:
        stays = Action.KEEP if case.kind == Case.Kind.REPORTED and _in_feeds(target) else Action.CLEAR
        found = [stays, Action.CLEAR_OUT_OF_FEEDS, Action.REMOVE]
    if isinstance(target, Comment):
        found = [action for action in found if action != Action.CLEAR_OUT_OF_FEEDS]
    return found


def _in_feeds(target: Post | Comment) -> bool:
    return target.in_feeds if isinstance(target, Post) else True
