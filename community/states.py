"""Which step may follow which, and the refusal of all others."""

from django.utils.translation import gettext as _

from community.models.posts import State

STEPS: dict[str, frozenset[str]] = {
    State.SUBMITTED: frozenset({State.WAITING, State.PUBLISHED, State.WITHDRAWN}),
    State.WAITING: frozenset({State.PUBLISHED, State.RETURNED, State.DECLINED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.DECLINED: frozenset(),
    State.PUBLISHED: frozenset({State.WITHDRAWN, State.REMOVED}),
    State.REMOVED: frozenset({State.PUBLISHED}),
    State.WITHDRAWN: frozenset({State.SUBMITTED}),
}
# What the desk may take back: an undo within five minutes, or an appeal that was right.
REVERSALS: dict[str, frozenset[str]] = {
    State.PUBLISHED: frozenset({State.WAITING}),
    State.RETURNED: frozenset({State.WAITING}),
    State.DECLINED: frozenset({State.WAITING, State.PUBLISHED}),
    State.REMOVED: frozenset({State.PUBLISHED}),
}


class StepRefused(Exception):
    """A contribution cannot go from its state to the wanted one."""

    def __init__(self, state: str, wanted: str) -> None:
        self.state, self.wanted = state, wanted
        super().__init__(_("This cannot be done now: it is “%(state)s”.") % {"state": State(state).label})


def check_step(state: str, wanted: str, *, reversal: bool = False) -> None:
    """Raise `StepRefused` unless `wanted` may follow `state`."""
    allowed = (REVERSALS.get(State(state), frozenset())) if reversal else STEPS[State(state)]
    if wanted not in allowed:
        raise StepRefused(state, wanted)
