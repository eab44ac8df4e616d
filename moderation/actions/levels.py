"""Lowering a member's level, and giving it back: by the desk, with a reason, in the log."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.actions import levels
from community.models import Member
from moderation.actions.log import UNDO_FOR
from moderation.actions.measures import close_appeal, newest_lowering, silence, state
from moderation.actions.refusals import MayNotDecide, NeedsGround
from moderation.models import Decision, DecisionText
from pagecache import raise_generations

NO_CASE = 0
"""In the log in place of a case: nobody handed anything in."""


@transaction.atomic
def lower_level(member: Member, level: str, *, by: Member, ground: str, facts: str) -> Decision:
    """Lower a member's level under one of the public rules; they are told with the facts, and may appeal.

    Raises `MayNotDecide` on oneself and on staff, `NeedsGround`, and community's `NotLower`.
    """
    _check(member, by)
    if not ground or not facts.strip():
        raise NeedsGround
    decision = _record(member, Decision.Action.LOWER, by=by, ground=ground, facts=facts)
    levels.lower_level(member, level, by=by, reason=facts)
    return state(decision, member)


@transaction.atomic
def give_level_back(member: Member, *, by: Member, facts: str) -> Decision:
    """Take back that a level was lowered, as if it had not been; the log shows both.

    Raises `MayNotDecide`, `NeedsGround`, and community's `NothingToGiveBack`.
    """
    _check(member, by)
    if not facts.strip():
        raise NeedsGround
    last = newest_lowering(member)
    is_new = last is not None and timezone.now() - last.created_at < UNDO_FOR
    # What no mail has told of yet is taken back in silence.
    levels.give_level_back(member, by=by, reason=facts, tells=not is_new)
    if last is not None and is_new:
        silence(last)
    if last is not None:
        close_appeal(last)
    return _record(member, Decision.Action.UNDO, by=by, facts=facts, reverses=last.pk if last else None)


def _check(member: Member, by: Member) -> None:
    if member.pk == by.pk:
        raise MayNotDecide(_("Nobody decides on their own level."))
    if not by.is_superuser and Member.objects.staff().filter(pk=member.pk).exists():
        raise MayNotDecide(_("Only an admin decides on the level of somebody at the brand."))


def _record(
    member: Member, action: str, *, by: Member, facts: str, ground: str = "", reverses: int | None = None
) -> Decision:
    """Add a line to the log, and its erasable words beside it, before the level changes."""
    decision = Decision.objects.create(
        case_id=NO_CASE,
        target="member",
        target_id=member.pk,
        author_id=member.pk,
        decided_by_id=by.pk,
        action=action,
        ground=ground,
        state_before=member.level,
        text_digest=hashlib.sha256(b"").hexdigest(),
        reverses=reverses,
    )
    DecisionText.objects.create(decision_id=decision.pk, decided_by_name=by.name, facts=facts)
    raise_generations("trust")
    return decision
