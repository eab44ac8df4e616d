"""Deciding: one of several moderators wins, the words move, the log grows, the author is told."""

from collections.abc import Collection
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from community import actions as community
from community.actions.repeating import repeated_on_deadlock
from community.actions.states import lock
from community.models import Member, Post
from community.models.posts import State
from moderation.actions.answering import tell_reporters
from moderation.actions.cases import Target, author_of, close
from moderation.actions.log import cancel_mails, record, tell
from moderation.actions.refusals import AlreadyDecided, CaseChanged, MayNotDecide, NeedsGround, NotPossible
from moderation.models import Case, Decision, DecisionText, SignalCheck
from moderation.second_looks import COOLING, has_others
from moderation.steps import NEEDS_FACTS, RESTRICTIONS, actions_for, is_edit

Action = Decision.Action
# Characters of a reason that stand with the post; the statement to its author has all of it.
REASON = 300


@repeated_on_deadlock
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
    wrong: Collection[str] | None = None,
) -> Decision:
    """Decide a case as the moderator saw it at `version`; effects are at once, the mail waits five minutes.

    `wrong` are signals that fired without reason; None where nobody judged them.
    Sent twice, as by a double click, it returns the decision it made.
    Raises `AlreadyDecided` or `CaseChanged` when it is no longer so, `MayNotDecide` on own things, staff's
    and appeals against oneself, `NeedsGround` for a restriction without ground or facts, `NotPossible` where
    the words are in a state that does not fit.
    """
    # The words before the case, as whoever hands in an edit locks them: else the two wait for each other.
    target = lock(case.target)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    if made := made_before(case, by=by, version=version, action=action):
        return made
    check_may_decide(case, target, by)
    if action not in actions_for(case, target):
        raise NotPossible
    facts = facts.strip()
    if (action in RESTRICTIONS and not ground) or (action in NEEDS_FACTS and not facts):
        raise NeedsGround
    before = target.state
    tells = _has_news(case, target, action)
    cancel_mails(case)
    decision = record(
        target, action=action, by=by, before=before, case=case, ground=ground, facts=facts, note=note
    )
    if wrong is not None:
        _note_signals(decision, case, wrong)
    apply(action, target, case, facts)
    close(case)
    if tells:
        tell(decision, target, facts)
    tell_reporters(decision, case)
    return decision


def _note_signals(decision: Decision, case: Case, wrong: Collection[str]) -> None:
    """Note of each signal that spoke against the words whether it was right to."""
    codes = {row["code"] for row in case.signals if row["points"] > 0}
    SignalCheck.objects.bulk_create(
        SignalCheck(decision=decision, code=code, was_right=code not in wrong) for code in sorted(codes)
    )


def check_may_decide(case: Case, target: Target | Member, by: Member) -> None:
    """Raise `MayNotDecide` for one's own things, staff's unless an admin decides, and one's own decision."""
    if author_of(target) == by.pk:
        raise MayNotDecide(_("Nobody decides on their own words."))
    if case.about_staff and not by.is_superuser:
        raise MayNotDecide(_("Only an admin decides on words of somebody at the brand."))
    if case.kind == Case.Kind.APPEAL:
        _check_appeal(case, target, by)


def _check_appeal(case: Case, target: Target | Member, by: Member) -> None:
    """Let somebody else look at an appeal; where there is nobody else, the same person a day later."""
    first = Decision.objects.filter(pk=cast(int, case.appeals)).first()
    if first is None or first.decided_by_id != by.pk:
        return
    if has_others(by.pk, about_staff=case.about_staff, author_id=author_of(target)):
        raise MayNotDecide(_("An appeal is decided by somebody else than who decided first."))
    if timezone.now() < first.created_at + COOLING:
        raise MayNotDecide(_("You decided this first. On a team of one, look at it again after 24 hours."))


def _has_news(case: Case, target: Target, action: str) -> bool:
    """Whether the author learns anything by it: a look that changed nothing is not worth a mail."""
    if action != Action.CLEAR:
        return True
    return target.state != State.PUBLISHED or Decision.objects.filter(case_id=case.pk).exists()


def apply(action: str, target: Target, case: Case, facts: str) -> None:
    """Do to the words what was decided."""
    if action in (Action.CLEAR, Action.CLEAR_OUT_OF_FEEDS):
        if action == Action.CLEAR_OUT_OF_FEEDS:
            community.keep_out_of_feeds(cast(Post, target), reason=Truncator(facts).chars(REASON))
        elif isinstance(target, Post):
            community.admit_to_feeds(target)
        community.publish(target, revision=case.revision)
    elif action in (Action.RETURN, Action.DECLINE) and is_edit(case, target):
        community.refuse_edit(cast(Post, target))
    elif action == Action.RETURN:
        community.return_to_author(target)
    elif action == Action.DECLINE:
        community.decline(target)
    elif action == Action.REMOVE:
        community.remove(target)
    elif action == Action.RESTORE:
        _restore(target, case)


def _restore(target: Target, case: Case) -> None:
    """Take back what an appeal was right about: the words return to where they stood."""
    first = Decision.objects.get(pk=cast(int, case.appeals))
    if first.action == Action.CLEAR_OUT_OF_FEEDS:
        community.admit_to_feeds(cast(Post, target))
    elif target.state == State.RETURNED:
        community.publish(community.reverse(target, to=State.WAITING))
    elif not target.is_public:
        community.reverse(target, to=State.PUBLISHED)
    elif case.revision and case.revision.number > cast(Post, target).shown_revision.number:
        # An edit was refused; nothing newer was cleared since.
        community.publish(target, revision=case.revision)


def made_before(case: Case, *, by: Member, version: int, action: str) -> Decision | None:
    """Return what was decided on a locked case where this is the same once more, as by a double click.

    None where it is open, and as it was seen at `version`. Raises `AlreadyDecided`, `CaseChanged`.
    """
    if case.state != Case.State.DECIDED:
        if case.version != version:
            raise CaseChanged
        return None
    last = Decision.objects.filter(case_id=case.pk).order_by("-id").first()
    is_same = last is not None and (last.decided_by_id, last.action) == (by.pk, action)
    if is_same and case.version == version + 1:
        return last
    words = DecisionText.objects.filter(decision_id=last.pk).first() if last else None
    raise AlreadyDecided(words.decided_by_name if words else "")
