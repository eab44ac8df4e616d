"""Deciding: one of several moderators wins, the words move, the log grows, the author is told."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from community import actions as community
from community.models import Member, Post
from community.models.posts import State
from moderation.actions.cases import Target
from moderation.actions.log import RESTRICTIONS, cancel_mails, record, tell
from moderation.actions.refusals import AlreadyDecided, CaseChanged, MayNotDecide, NeedsGround
from moderation.models import Case, Decision, DecisionText

Action = Decision.Action
# Characters of a reason that stand with the post; the statement to its author has all of it.
REASON = 300


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
    cancel_mails(case)
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
                else community.keep_out_of_feeds(target, reason=Truncator(facts).chars(REASON))
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


def _last_decider(case: Case) -> str:
    last = Decision.objects.filter(case_id=case.pk).order_by("-id").first()
    words = DecisionText.objects.filter(decision_id=last.pk).first() if last else None
    return words.decided_by_name if words else ""
