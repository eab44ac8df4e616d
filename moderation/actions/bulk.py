"""Many decisions at once. Each is one of its own: its own transaction, its line in the log, its own undo."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from community.actions.repeating import repeated_on_deadlock
from community.actions.states import lock
from community.models import Member, Post
from community.states import StepRefused
from moderation.actions.cases import Target, find_open_case, open_case
from moderation.actions.deciding import decide
from moderation.actions.log import cancel_mails
from moderation.actions.refusals import CaseChanged, DeskRefused, NotPossible
from moderation.actions.undoing import undo
from moderation.models import Case, Decision
from moderation.steps import actions_for

LEFT = (DeskRefused, StepRefused, ObjectDoesNotExist)
"""What leaves one of many as it was: refused, or erased since it was read."""


@dataclass
class Outcome:
    """What became of many: the decisions made, and how many things were left as they were."""

    decisions: list[Decision] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    """Ids of cases; 0 for something without one."""


def decide_all(
    seen: Mapping[int, int], *, by: Member, action: str, ground: str = "", facts: str = "", note: str = ""
) -> Outcome:
    """Decide cases as they were at these versions, {case: version}; what changed meanwhile is left alone."""
    outcome = Outcome()
    # An appeal, and what is about a member, is decided by itself.
    cases = Case.objects.with_targets().filter(member=None, blog=None).exclude(kind=Case.Kind.APPEAL)
    found = cases.in_bulk(list(seen))
    for pk, version in seen.items():
        try:
            decision = decide(
                found[pk], by=by, version=version, action=action, ground=ground, facts=facts, note=note
            )
        except (KeyError, *LEFT):
            outcome.left.append(pk)
        else:
            outcome.decisions.append(decision)
    return outcome


def mark_of(target: Target) -> str:
    """Return what changes when these words or their state do: a sweep names what it has seen by it."""
    words = str(target.latest_revision_id) if isinstance(target, Post) else target.body
    return hashlib.sha256(f"{target.state} {words}".encode()).hexdigest()[:16]


def sweep(
    seen: Iterable[tuple[Target, str]],
    *,
    by: Member,
    ground: str,
    facts: str,
    note: str = "",
) -> Outcome:
    """Take down what one member wrote, each thing with the mark it was seen with: what waits is declined,
    what is public removed.

    Under the ground of spam nobody is mailed: whoever sends forty advertisements is not owed forty mails (the
    Digital Services Act, article 17, leaves deceptive high-volume advertising out). The log has every one.
    """
    outcome = Outcome()
    for target, mark in seen:
        try:
            decision = _take_down(target, mark, by=by, ground=ground, facts=facts, note=note)
        except LEFT:
            outcome.left.append(_case_of(target))
        else:
            outcome.decisions.append(decision)
    return outcome


@repeated_on_deadlock
@transaction.atomic
def _take_down(target: Target, mark: str, *, by: Member, ground: str, facts: str, note: str) -> Decision:
    target = lock(target)
    if mark_of(target) != mark:
        raise CaseChanged
    # Not of the waiting kind: the median wait is about what members handed in and waited for.
    case = find_open_case(target) or open_case(target, kind=Case.Kind.REPORTED)
    possible = actions_for(case, target)
    downs = [action for action in (Decision.Action.REMOVE, Decision.Action.DECLINE) if action in possible]
    if not downs:
        raise NotPossible
    decision = decide(
        case, by=by, version=case.version, action=downs[0], ground=ground, facts=facts, note=note
    )
    if ground == Decision.Ground.SPAM:
        cancel_mails(case)
    return decision


def _case_of(target: Target) -> int:
    cases = Case.objects.undecided().filter(**{f"{target._meta.model_name}_id": target.pk})
    return cases.values_list("pk", flat=True).first() or 0


def undo_all(decisions: Iterable[Decision], *, by: Member) -> Outcome:
    """Take decisions back, each by itself; returns the reversals, and the cases that stayed as they are."""
    outcome = Outcome()
    for decision in decisions:
        try:
            outcome.decisions.append(undo(decision, by=by))
        except LEFT:
            outcome.left.append(decision.case_id)
    return outcome
