"""Deciding: one of several moderators wins, the words move, the log grows, the author is told."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import actions as community
from community.models import Member, Notification, Post
from community.models.posts import State
from moderation.actions.cases import Target, target_name
from moderation.actions.refusals import AlreadyDecided, CaseChanged, MayNotDecide, NeedsGround
from moderation.models import Case, Decision, DecisionText

# Mails wait this long, so that a slip can be undone before anybody reads of it.
UNDO_FOR = timedelta(minutes=5)
Action = Decision.Action
RESTRICTIONS = {Action.CLEAR_OUT_OF_FEEDS, Action.RETURN, Action.DECLINE, Action.REMOVE}
TOLD = RESTRICTIONS | {Action.CLEAR, Action.RESTORE, Action.UPHOLD}


@transaction.atomic
def decide(
    case: Case,
    *,
    by: Member,
    version: int,
    action: str,
    ground: str = "",
    facts: str = "",
    note: str = "",
) -> Decision:
    """Decide a case as the moderator saw it at `version`; effects are at once, the mail waits five minutes.

    Raises `AlreadyDecided` or `CaseChanged` when it is no longer so, `MayNotDecide` on own things and
    staff's, `NeedsGround`
    for a restriction without ground or facts, `StepRefused` where the words are in another state.
    """
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    if case.state == Case.State.DECIDED:
        raise AlreadyDecided(_last_decider(case))
    if case.version != version:
        raise CaseChanged
    target: Target = case.target
    check_may_decide(case, target, by)
    if action in RESTRICTIONS and not (ground and facts.strip()):
        raise NeedsGround
    before = target.state
    apply(action, target, case, facts)
    case.state, case.decided_at = Case.State.DECIDED, timezone.now()
    case.version += 1
    case.save(update_fields=["state", "decided_at", "version"])
    decision = record(
        target, action=action, by=by, before=before, case=case, ground=ground, facts=facts, note=note
    )
    tell(decision, target, facts)
    return decision


def check_may_decide(case: Case, target: Target, by: Member) -> None:
    """Raise `MayNotDecide` for one's own things, and for staff's unless an admin decides."""
    if target.author_id == by.pk:
        raise MayNotDecide(_("Nobody decides on their own words."))
    if case.about_staff and not by.is_superuser:
        raise MayNotDecide(_("Only an admin decides on words of somebody at the brand."))


def is_edit(target: Target) -> bool:
    """Whether the case is about a newer version of words that stay public as they were."""
    return isinstance(target, Post) and target.has_waiting_edit


def apply(action: str, target: Target, case: Case, facts: str) -> None:
    """Do to the words what was decided."""
    if action in (Action.CLEAR, Action.CLEAR_OUT_OF_FEEDS):
        if isinstance(target, Post):
            target = (
                community.admit_to_feeds(target)
                if action == Action.CLEAR
                else community.keep_out_of_feeds(target, reason=facts)
            )
        community.publish(target, **({"revision": case.revision} if case.revision else {}))
    elif action in (Action.RETURN, Action.DECLINE) and is_edit(target):
        community.refuse_edit(target)
    elif action == Action.RETURN:
        community.return_to_author(target)
    elif action == Action.DECLINE:
        community.decline(target)
    elif action == Action.REMOVE:
        community.remove(target)
    elif action == Action.RESTORE:
        community.reverse(target, to=State.PUBLISHED)


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
) -> Decision:
    """Add a line to the log, and its erasable words beside it."""
    revision = case.revision if isinstance(target, Post) else None
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
    )
    DecisionText.objects.create(
        decision_id=decision.pk, decided_by_name=by.name if by else "", facts=facts, note=note
    )
    return decision


def tell(decision: Decision, target: Target, facts: str) -> None:
    """Tell the author in the site at once and by mail when the time for undoing is over."""
    if decision.action not in TOLD:
        return
    notification = community.notify(
        target.author,
        Notification.Kind.DECISION,
        **{decision.target: target},
        facts={
            "decision": decision.pk,
            "action": decision.action,
            "ground": decision.ground,
            "facts": facts,
            "automated": decision.automated,
            "followed_report": decision.followed_report,
        },
        after=UNDO_FOR,
    )
    DecisionText.objects.filter(decision_id=decision.pk).update(notification_id=notification.pk)


def _last_decider(case: Case) -> str:
    last = Decision.objects.filter(case_id=case.pk).order_by("-id").first()
    words = DecisionText.objects.filter(decision_id=last.pk).first() if last else None
    return words.decided_by_name if words else ""
