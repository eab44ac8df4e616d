"""Who looks at an appeal: somebody else than who decided first, or on a team of one they, a day later."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from community.models import Member
from community.models.members import DESK
from moderation.models import Case, CaseQuerySet, Decision

COOLING = timedelta(hours=24)
"""On a team of one the same person may look again, but not in the heat of the day."""


def has_others(member_id: int, *, about_staff: bool, author_id: int | None = None) -> bool:
    """Whether somebody else may decide: on words of the brand an admin, and never their author."""
    may = Q(is_superuser=True) if about_staff else Q(is_superuser=True) | Q(groups__name=DESK)
    others = Member.objects.public().filter(may).exclude(pk__in=[member_id, author_id or 0])
    return others.exists()


def leave_to_others(cases: CaseQuerySet, member: Member) -> CaseQuerySet:
    """Return those of `cases` this member may decide now: without appeals against what they decided."""
    for about_staff in (False, True):
        own = Decision.objects.filter(pk=OuterRef("appeals"), decided_by_id=member.pk)
        if not has_others(member.pk, about_staff=about_staff):
            own = own.filter(created_at__gt=timezone.now() - COOLING)
        cases = cases.exclude(Q(Exists(own), about_staff=about_staff))
    return cases


def looked_again(decision: Decision) -> str:
    """Return who answered an appeal: "same" who decided first, or an "other"; "" for any other decision."""
    if decision.action not in (Decision.Action.RESTORE, Decision.Action.UPHOLD):
        return ""
    appealed = Case.objects.filter(pk=decision.case_id).values("appeals")
    first = Decision.objects.filter(pk__in=appealed).first()
    if first is None:
        return ""
    return "same" if first.decided_by_id == decision.decided_by_id else "other"
