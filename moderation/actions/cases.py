"""Opening, claiming and releasing cases."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import Comment, Member, Post, PostRevision
from moderation.models import CLAIM_MINUTES, Case, CaseQuerySet, Report
from moderation.queues import urgency
from moderation.second_looks import leave_to_others

Target = Post | Comment


def target_name(target: Target | Member) -> str:
    """Return the name of the case's column, and of the log's, for this target."""
    if isinstance(target, Member):
        return "member"
    return "post" if isinstance(target, Post) else "comment"


def author_of(target: Target | Member) -> int:
    """Return whose words these are; a member answers for themselves."""
    return target.pk if isinstance(target, Member) else target.author_id


def find_open_case(target: Target | Member) -> Case | None:
    """Return the case on this thing that is not decided yet, locked, if there is one."""
    open_cases = Case.objects.undecided().select_for_update(no_key=True, of=("self",))
    return open_cases.filter(**{target_name(target): target}).first()


@transaction.atomic
def open_case(
    target: Target,
    *,
    kind: str = Case.Kind.WAITING,
    revision: PostRevision | None = None,
    risk: int = 0,
    band: str = "",
    signals: list[dict[str, Any]] | None = None,
) -> Case:
    """Open a case, or bring the open one on the same thing up to date: never two at once.

    `kind` is what first opened it and stays, but of a spot check. A case about somebody of the brand is for
    an admin.
    """
    case = find_open_case(target)
    if case is None:
        try:
            with transaction.atomic():
                return Case.objects.create(
                    **{target_name(target): target},
                    kind=kind,
                    revision=revision,
                    about_staff=is_about_staff(target),
                    risk=risk,
                    urgency=urgency(kind, risk),
                    band=band,
                    signals=signals or [],
                )
        except IntegrityError:
            # Somebody reported the same thing in the same moment.
            case = find_open_case(target)
            if case is None:
                raise
    if signals is not None:
        case.revision, case.risk, case.band, case.signals = revision, risk, band, signals
    if case.kind == Case.Kind.SAMPLE:
        case.kind = kind
    return touch(case)


def touch(case: Case) -> Case:
    """Note that a locked case changed: whoever has it open must look again before deciding."""
    reasons = list(Report.objects.filter(case=case).values_list("reason", flat=True))
    against_law = not Report.AGAINST_LAW.isdisjoint(reasons)
    if case.kind == Case.Kind.SAMPLE and reasons:
        case.kind = Case.Kind.REPORTED
    case.urgency = urgency(case.kind, case.risk, reports=len(reasons), against_law=against_law)
    case.version += 1
    case.save(update_fields=["kind", "revision", "risk", "urgency", "band", "signals", "version"])
    return case


def is_about_staff(target: Target | Member) -> bool:
    """Whether the words are by somebody who speaks or acts for the brand."""
    return target.by_brand or Member.objects.staff().filter(pk=author_of(target)).exists()


@transaction.atomic
def claim(case: Case, *, by: Member) -> Case:
    """Hold a case for ten minutes; taking over a colleague's is allowed and shown."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    return case if case.state == Case.State.DECIDED else _hold(case, by)


def claim_if_free(case: Case, *, by: Member) -> None:
    """Hold a case for whoever opens it, unless a colleague has it; `case` then says so."""
    free = Case.objects.undecided().free_for(by).filter(pk=case.pk)
    until = timezone.now() + timedelta(minutes=CLAIM_MINUTES)
    if free.update(state=Case.State.CLAIMED, claimed_by=by, claimed_until=until):
        case.state, case.claimed_by, case.claimed_until = Case.State.CLAIMED, by, until


@transaction.atomic
def claim_next(cases: CaseQuerySet, *, by: Member) -> Case | None:
    """Claim the first of `cases` (in the order of work) that no colleague has; None if there is none.

    Appeals against what `by` decided are left to others.
    """
    free = leave_to_others(cases.queue().free_for(by), by).select_for_update(
        no_key=True, of=("self",), skip_locked=True
    )
    case = free.first()
    return _hold(case, by) if case else None


def _hold(case: Case, by: Member) -> Case:
    case.state = Case.State.CLAIMED
    case.claimed_by = by
    case.claimed_until = timezone.now() + timedelta(minutes=CLAIM_MINUTES)
    case.save(update_fields=["state", "claimed_by", "claimed_until"])
    return case


def close(case: Case) -> None:
    """Note that a locked case is decided; whoever has it open learns so."""
    case.state, case.decided_at = Case.State.DECIDED, timezone.now()
    case.version += 1
    case.save(update_fields=["state", "decided_at", "version"])


@transaction.atomic
def release(case: Case, *, by: Member) -> Case:
    """Give a claimed case back to the queue; only for who holds it."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    if case.state == Case.State.CLAIMED and case.claimed_by_id == by.pk:
        case.state, case.claimed_by, case.claimed_until = Case.State.OPEN, None, None
        case.save(update_fields=["state", "claimed_by", "claimed_until"])
    return case
