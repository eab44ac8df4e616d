"""The log and the statement of reasons: every decision, a person's or the site's own, passes here."""

import hashlib
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from community import actions as community
from community.models import Member, Notification, Post
from moderation.actions.cases import Target, target_name
from moderation.models import Case, Decision, DecisionText
from moderation.second_looks import looked_again
from moderation.steps import RESTRICTIONS, is_edit
from pagecache import raise_generations

# Mails wait this long, so that a slip can be undone before anybody reads of it.
UNDO_FOR = timedelta(minutes=5)
Action = Decision.Action
TOLD = RESTRICTIONS | {Action.CLEAR, Action.RESTORE, Action.UPHOLD}


def record(
    target: Target,
    *,
    action: str,
    by: Member | None,
    before: str,
    case: Case,
    ground: str = "",
    facts: str = "",
    note: str = "",
    reverses: int | None = None,
    part_of: int | None = None,
) -> Decision:
    """Add a line to the log, and its erasable words beside it, before the words are moved.

    `by` None: the site itself decided.
    """
    revision = (case.revision or target.shown_revision) if isinstance(target, Post) else None
    words = revision.body if revision else getattr(target, "body", "")
    decision = Decision.objects.create(
        case_id=case.pk,
        target=target_name(target),
        target_id=target.pk,
        revision_id=revision.pk if revision else None,
        author_id=target.author_id,
        decided_by_id=by.pk if by else None,
        action=action,
        ground=ground,
        state_before=before,
        automated=by is None,
        followed_report=case.reports.exists(),
        text_digest=hashlib.sha256(words.encode()).hexdigest(),
        reverses=reverses,
        part_of=part_of,
        case_kind=case.kind,
        opened_at=case.opened_at,
    )
    DecisionText.objects.create(
        decision_id=decision.pk,
        decided_by_name=by.name if by else "",
        facts=facts,
        note=note,
        before=_standing(target, case),
    )
    # The public figures are made from the log.
    raise_generations("trust")
    return decision


def _standing(target: Target, case: Case) -> dict[str, Any]:
    """What of the words a decision may change besides their state."""
    if not isinstance(target, Post):
        solved_at = target.post.solved_at if target.is_accepted and target.post else None
        return {"solved_at": solved_at.isoformat()} if solved_at else {}
    return {
        "in_feeds": target.in_feeds,
        "reason": target.in_feeds_reason,
        "is_edit": is_edit(case, target),
    }


def tell(decision: Decision, target: Target, facts: str) -> None:
    """Tell the author in the site at once and by mail when the time for undoing is over."""
    if decision.action not in TOLD:
        return
    words = DecisionText.objects.get(decision_id=decision.pk)
    notification = community.notify(
        target.author,
        Notification.Kind.DECISION,
        post=target if isinstance(target, Post) else None,
        comment=None if isinstance(target, Post) else target,
        facts={
            "decision": decision.pk,
            "action": decision.action,
            "ground": decision.ground,
            "facts": facts,
            "automated": decision.automated,
            "followed_report": decision.followed_report,
            # "Declined" would be untrue of a post whose earlier version stays public.
            "is_edit": words.before.get("is_edit", False),
            "looked_again": looked_again(decision),
            **_redress(decision, target.author),
        },
        after=UNDO_FOR,
    )
    words.notification_id = notification.pk
    words.save(update_fields=["notification_id"])


def _redress(decision: Decision, author: Member) -> dict[str, Any]:
    """Where the author of restricted words reads the whole decision, and whether they may object already."""
    if decision.action not in RESTRICTIONS:
        return {}
    # Addresses are in a language: not in the moderator's.
    with override(author.language):
        address = reverse("moderation:appeal", args=[decision.pk])
    # What the site itself restricted is before the desk: a person's answer comes first.
    return {"address": address, "can_object": not decision.automated}


def cancel_mails(case: Case) -> None:
    """Take back what the author was told of earlier decisions on a case, where no mail has left yet.

    A newer decision, or an undo, says what is true now.
    """
    decisions = Decision.objects.filter(case_id=case.pk).values_list("pk", flat=True)
    told = DecisionText.objects.filter(decision_id__in=list(decisions))
    notifications = told.values_list("notification_id", flat=True)
    community.cancel_notifications(*(pk for pk in notifications if pk is not None))


def restate(case: Case, target: Target) -> None:
    """Tell the author again what the site itself had restricted, after the decision on it was undone."""
    first = Decision.objects.filter(case_id=case.pk, automated=True).order_by("-pk").first()
    words = DecisionText.objects.filter(decision_id=first.pk).first() if first is not None else None
    # What was logged without telling stays so.
    if first is not None and words is not None and words.notification_id is not None:
        tell(first, target, words.facts)
