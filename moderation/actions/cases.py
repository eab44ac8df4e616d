"""Opening, claiming and releasing cases."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.models import Comment, Member, Post, PostRevision
from moderation.models import CLAIM_MINUTES, Case

Target = Post | Comment


def target_name(target: Target) -> str:
    """Return the name of the case's column, and of the log's, for this target."""
    return "post" if isinstance(target, Post) else "comment"


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

    A case about somebody of the brand is for an admin.
    """
    about_staff = target.by_brand or Member.objects.staff().filter(pk=target.author_id).exists()
    values = {"kind": kind, "revision": revision, "about_staff": about_staff}
    if signals is not None:
        values |= {"risk": risk, "band": band, "signals": signals}
    open_cases = Case.objects.exclude(state=Case.State.DECIDED).select_for_update(no_key=True)
    case = open_cases.filter(**{target_name(target): target}).first()
    if case is None:
        return Case.objects.create(**{target_name(target): target}, **values)
    if kind == Case.Kind.REPORTED:
        # Reports raise the order only; what made the case stays what it was.
        values = {}
    for name, value in values.items():
        setattr(case, name, value)
    case.version += 1
    case.save(update_fields=[*values, "version"])
    return case


@transaction.atomic
def claim(case: Case, *, by: Member) -> Case:
    """Hold a case for ten minutes; taking over a colleague's is allowed and shown."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    if case.state == Case.State.DECIDED:
        return case
    case.state = Case.State.CLAIMED
    case.claimed_by = by
    case.claimed_until = timezone.now() + timedelta(minutes=CLAIM_MINUTES)
    case.save(update_fields=["state", "claimed_by", "claimed_until"])
    return case


@transaction.atomic
def release(case: Case, *, by: Member) -> Case:
    """Give a claimed case back to the queue; only for who holds it."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    if case.state == Case.State.CLAIMED and case.claimed_by_id == by.pk:
        case.state, case.claimed_by, case.claimed_until = Case.State.OPEN, None, None
        case.save(update_fields=["state", "claimed_by", "claimed_until"])
    return case
