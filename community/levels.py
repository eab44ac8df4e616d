"""The public level of a member, reckoned from a few facts. Neither stars nor tone are among them.

Pure: the conditions below are what the page of rules prints, and all there is. Numbers are judgement until a
site has measured who turned out to be trustworthy; a level is a threshold, so nobody rises by doing more of
the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

NEW, KNOWN, TRUSTED = "new", "known", "trusted"
ORDER: Final = (NEW, KNOWN, TRUSTED)
"""From the lowest to the highest."""

APPROVER_AGE: Final = timedelta(days=7)
"""How long members must have been here for their finding something useful to count for its author."""


@dataclass(frozen=True)
class Conditions:
    """What a level asks for. `quiet` is how long nothing of the member's may have been taken down."""

    here: timedelta
    contributions: int
    approvers: int
    quiet: timedelta


CONDITIONS: Final = {
    KNOWN: Conditions(timedelta(days=14), contributions=3, approvers=0, quiet=timedelta(days=90)),
    TRUSTED: Conditions(timedelta(days=90), contributions=15, approvers=10, quiet=timedelta(days=180)),
}
LONGEST_QUIET: Final = max(conditions.quiet for conditions in CONDITIONS.values())


@dataclass(frozen=True)
class Facts:
    """What is known of a member. After a level was lowered all but the mail counts from that day on.

    `approvers` is how many members found something of theirs useful; `taken_down_at` is when the desk last
    took something of theirs down that is still down.
    """

    mail_is_verified: bool
    since: datetime
    contributions: int
    approvers: int
    taken_down_at: datetime | None = None


def level_of(facts: Facts, now: datetime) -> str:
    """Return the highest level of which all conditions hold."""
    reached = NEW
    for level, conditions in CONDITIONS.items():
        if not _holds(conditions, facts, now):
            break
        reached = level
    return reached


def _holds(conditions: Conditions, facts: Facts, now: datetime) -> bool:
    is_quiet = facts.taken_down_at is None or facts.taken_down_at <= now - conditions.quiet
    return (
        facts.mail_is_verified
        and facts.since <= now - conditions.here
        and facts.contributions >= conditions.contributions
        and facts.approvers >= conditions.approvers
        and is_quiet
    )


def is_above(level: str, other: str) -> bool:
    """Whether a level is higher than another."""
    return ORDER.index(level) > ORDER.index(other)


def may_link(level: str) -> bool:
    """Whether links to other sites raise no question by themselves: blocked ones always do."""
    return is_above(level, NEW)
