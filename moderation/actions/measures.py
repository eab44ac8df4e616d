"""Warning, pausing and banning a member, and the end of it: a line of the log each, told with reasons.

Nothing of it belongs to a case: a measure is about somebody, a case about words.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _, override

from community import actions as community
from community.actions import levels
from community.actions.repeating import repeated_on_deadlock
from community.actions.standing import set_standing
from community.models import Member, Notification
from moderation.actions.cases import close
from moderation.actions.log import UNDO_FOR
from moderation.actions.refusals import (
    CaseChanged,
    MayNotDecide,
    NeedsGround,
    NotSo,
    NotUndoable,
    TooLateToUndo,
)
from moderation.actions.taking_along import bring_back, take_along
from moderation.belongings import belongings_of
from moderation.holdings import of_member
from moderation.models import Case, Decision, DecisionText, Report
from moderation.second_looks import looked_again
from moderation.statement_links import statement_address
from moderation.steps import MEASURES, RESTRICTIONS
from pagecache import raise_generations

Action = Decision.Action
DAYS = (1, 3, 7, 30)
"""How long a member may be paused."""
REPORTED_LATELY = timedelta(days=30)
NO_WORDS = hashlib.sha256(b"").hexdigest()
ABOUT_MEMBERS = Q(target="member")


@dataclass(frozen=True)
class Why:
    """The rule, what led to it (the member reads it), and a note for colleagues."""

    ground: str
    facts: str
    note: str = ""


@transaction.atomic
def warn(member: Member, *, by: Member, why: Why, seen: int) -> Decision:
    """Tell a member that they broke a rule; nothing else changes. `seen`: see `newest`.

    As of every measure: sent twice, as by a double click, it returns what the first click did. Raises
    `MayNotDecide` on oneself and on staff unless an admin decides, `CaseChanged` where something newer was
    decided, `NeedsGround`.
    """
    member = _lock(member, by=by)
    if same := _sent_twice(member, Action.WARN, by=by, why=why, seen=seen):
        return same
    return state(write_down(member, Action.WARN, by=by, why=_whole(why)), member)


@transaction.atomic
def pause(member: Member, *, by: Member, why: Why, seen: int, days: int) -> Decision:
    """Let a member read but not write for so many days; a newer pause takes the place of an older one."""
    if days not in DAYS:
        raise ValueError(f"nobody is paused for {days} days")
    member = _lock(member, by=by)
    if same := _sent_twice(member, Action.PAUSE, by=by, why=why, seen=seen, days=days):
        return same
    if member.banned_at is not None:
        raise NotSo
    until = timezone.now() + timedelta(days=days)
    decision = write_down(member, Action.PAUSE, by=by, why=_whole(why), until=until)
    set_standing(member, paused_until=until, banned_at=None)
    return state(decision, member)


@repeated_on_deadlock
@transaction.atomic
def ban(member: Member, *, by: Member, why: Why, seen: int, takes: str | None = None) -> Decision:
    """Close the site to a member, who can still read why and appeal by the mailed link.

    `takes` is the digest of the list that was shown (`Belongings.digest`): all of that is taken down with
    them, by a line of its own each; None leaves what they wrote. Raises `CaseChanged` where it is another
    list by now.
    """
    member = _lock(member, by=by)
    if same := _sent_twice(member, Action.BAN, by=by, why=why, seen=seen):
        return same
    if member.banned_at is not None:
        raise NotSo
    belongings = belongings_of(member)
    if takes is not None and belongings.digest != takes:
        raise CaseChanged
    decision = write_down(member, Action.BAN, by=by, why=_whole(why))
    set_standing(member, paused_until=member.paused_until, banned_at=timezone.now())
    if takes is not None:
        take_along(belongings, decision, by=by, facts=why.facts.strip())
    return state(decision, member)


@repeated_on_deadlock
@transaction.atomic
def lift(member: Member, *, by: Member, why: Why, seen: int) -> Decision:
    """End a pause or a ban early; what went with a ban returns to where it stood. The member is told why."""
    member = _lock(member, by=by)
    if same := _sent_twice(member, Action.RESTORE, by=by, why=why, seen=seen):
        return same
    if member.may_write:
        raise NotSo
    if not why.facts.strip():
        raise NeedsGround
    found = in_force(member)
    # It answers an appeal against it, too: nothing is left to decide.
    appeal = close_appeal(found) if found else None
    answers = (
        {"case_id": appeal.pk, "case_kind": appeal.kind, "opened_at": appeal.opened_at} if appeal else {}
    )
    part_of = found.pk if found else None
    decision = write_down(member, Action.RESTORE, by=by, why=why, part_of=part_of, **answers)
    if found is not None:
        silence(found)
        bring_back(found, decision, by=by)
    set_standing(member, paused_until=None, banned_at=None)
    return state(decision, member)


@repeated_on_deadlock
@transaction.atomic
def undo_measure(decision: Decision, *, by: Member) -> Decision:
    """Take a measure back as if it had not been, within five minutes: no mail leaves, all comes back.

    Returns the reversal, the same one if it was taken back already. Raises `TooLateToUndo`, `NotUndoable`,
    `MayNotDecide`.
    """
    member = Member.objects.select_for_update(no_key=True).filter(pk=decision.target_id).first()
    if decision.target != "member" or decision.action not in MEASURES or member is None:
        raise NotUndoable
    if reversal := Decision.objects.filter(reverses=decision.pk).first():
        return reversal
    check_may_measure(member, by)
    if newest(member) != decision.pk:
        raise NotUndoable
    if timezone.now() - decision.created_at > UNDO_FOR:
        raise TooLateToUndo
    reversal = write_down(member, Action.UNDO, by=by, why=Why("", ""), reverses=decision.pk)
    silence(decision)
    close_appeal(decision)
    end(decision, reversal, member, by=by)
    return reversal


def end(decision: Decision, ended_by: Decision, member: Member, *, by: Member) -> None:
    """Let a measure hold no more: back to how the locked member stood before it."""
    if decision.action == Action.PAUSE and member.paused_until == decision.until:
        words = DecisionText.objects.filter(decision_id=decision.pk).first()
        earlier = words.before.get("paused_until") if words else None
        until = datetime.fromisoformat(earlier) if earlier else None
        set_standing(member, paused_until=until, banned_at=member.banned_at)
    elif decision.action == Action.BAN:
        set_standing(member, paused_until=member.paused_until, banned_at=None)
        bring_back(decision, ended_by, by=by)
    elif decision.action == Action.LOWER and newest_lowering(member) == decision:
        reason = DecisionText.objects.get(decision_id=ended_by.pk).facts
        levels.give_level_back(member, by=by, reason=reason, tells=False)


def newest_lowering(member: Member) -> Decision | None:
    """Return the decision that lowered a member's level last and still stands; None if there is none."""
    lines = Decision.objects.standing().filter(ABOUT_MEMBERS, target_id=member.pk, action=Action.LOWER)
    return lines.order_by("-pk").first()


def close_appeal(decision: Decision) -> Case | None:
    """Close the appeal against a measure that ends or is taken back, and return it; None if there is none."""
    cases = Case.objects.undecided().filter(appeals=decision.pk)
    case = cases.select_for_update(no_key=True, of=("self",)).first()
    if case is not None:
        close(case)
    return case


def newest(member: Member) -> int:
    """Return the latest line on a member, 0 for none: what a moderator saw when they decided.

    Of two moderators, and of two clicks, so only the first takes a measure.
    """
    return _lines(member).values_list("pk", flat=True).first() or 0


def _lines(member: Member) -> QuerySet[Decision]:
    return Decision.objects.filter(ABOUT_MEMBERS, target_id=member.pk).order_by("-pk")


def follows_report(member: Member) -> bool:
    """Whether somebody reported what a measure taken now is about: the rows say so, nobody ticks it.

    Within a month their words were reported and are before the desk, or were restricted after a report; a
    report that was looked at and led to nothing does not count.
    """
    since = timezone.now() - REPORTED_LATELY
    waiting = Report.objects.filter(of_member(member.pk, "case__"), created_at__gt=since)
    restricted = Decision.objects.standing().filter(
        author_id=member.pk, action__in=RESTRICTIONS, followed_report=True, created_at__gt=since
    )
    restricted = restricted.exclude(ABOUT_MEMBERS)
    return waiting.exclude(case__state=Case.State.DECIDED).exists() or restricted.exists()


def in_force(member: Member) -> Decision | None:
    """Return the ban or pause a member is under now; None if none is."""
    if member.may_write:
        return None
    action = Action.BAN if member.banned_at is not None else Action.PAUSE
    lines = Decision.objects.standing().filter(ABOUT_MEMBERS, target_id=member.pk, action=action)
    return lines.order_by("-pk").first()


def check_may_measure(member: Member, by: Member) -> None:
    """Raise `MayNotDecide` on oneself, on staff unless an admin decides, and for whoever is banned."""
    if by.banned_at is not None:
        raise MayNotDecide(_("Your own account has just been closed."))
    if member.pk == by.pk:
        raise MayNotDecide(_("Nobody decides on themselves."))
    if not by.is_superuser and Member.objects.staff().filter(pk=member.pk).exists():
        raise MayNotDecide(_("Only an admin decides on somebody at the brand."))


def _lock(member: Member, *, by: Member) -> Member:
    # Both rows, in one order: of two admins who ban each other at once, one stays.
    pair = Member.objects.select_for_update(no_key=True).filter(pk__in=[member.pk, by.pk]).order_by("pk")
    rows = {row.pk: row for row in pair}
    member = rows[member.pk]
    check_may_measure(member, rows[by.pk])
    return member


def _sent_twice(
    member: Member, action: str, *, by: Member, why: Why, seen: int, days: int | None = None
) -> Decision | None:
    """Return the newest line on a locked member where it is this very measure, of the first of two clicks.

    Raises `CaseChanged` where something else was decided since the line that was seen.
    """
    found = list(_lines(member)[:2])
    last, before = [*(line.pk for line in found), 0, 0][:2]
    if last == seen:
        return None
    if before != seen or not found or not _is_same(found[0], action, by=by, why=why, days=days):
        raise CaseChanged
    return found[0]


def _is_same(line: Decision, action: str, *, by: Member, why: Why, days: int | None) -> bool:
    words = DecisionText.objects.filter(decision_id=line.pk).values_list("facts", flat=True).first()
    lasts = round((line.until - line.created_at) / timedelta(days=1)) if line.until else None
    made = (line.action, line.decided_by_id, line.ground, words, lasts)
    return made == (action, by.pk, why.ground, why.facts.strip(), days)


def _whole(why: Why) -> Why:
    if not why.ground or not why.facts.strip():
        raise NeedsGround
    return why


def write_down(member: Member, action: str, *, by: Member, why: Why, **columns: Any) -> Decision:
    """Add a line to the log, and its erasable words beside it, before the member's standing changes."""
    standing = "banned" if member.banned_at else "active" if member.may_write else "paused"
    decision = Decision.objects.create(
        **{"case_id": 0, **columns},
        target="member",
        target_id=member.pk,
        author_id=member.pk,
        decided_by_id=by.pk,
        action=action,
        ground=why.ground,
        state_before=standing,
        followed_report=action in MEASURES and follows_report(member),
        text_digest=NO_WORDS,
    )
    until = member.paused_until
    DecisionText.objects.create(
        decision_id=decision.pk,
        decided_by_name=by.name,
        facts=why.facts.strip(),
        note=why.note,
        before={"paused_until": until.isoformat() if until else None},
    )
    raise_generations("trust")
    return decision


def state(decision: Decision, member: Member) -> Decision:
    """State the reasons in the site at once, and by mail when the time for undoing is over."""
    words = DecisionText.objects.get(decision_id=decision.pk)
    about = Decision.objects.filter(pk=decision.part_of or 0).first() or decision
    with override(member.language):
        address = statement_address(about)
    notification = community.notify(
        member,
        Notification.Kind.DECISION,
        facts={
            "decision": decision.pk,
            "action": decision.action,
            "ground": decision.ground,
            "facts": words.facts,
            "automated": False,
            "followed_report": decision.followed_report,
            "is_edit": False,
            "is_measure": True,
            "looked_again": looked_again(decision),
            "address": address,
            **({"can_object": True} if decision.action in RESTRICTIONS else {}),
        },
        after=UNDO_FOR,
    )
    words.notification_id = notification.pk
    words.save(update_fields=["notification_id"])
    return decision


def silence(decision: Decision) -> None:
    """Take back what a member was told of a measure, where no mail has left yet."""
    told = DecisionText.objects.filter(decision_id=decision.pk).values_list("notification_id", flat=True)
    community.cancel_notifications(*(pk for pk in told if pk is not None))
