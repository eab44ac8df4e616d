"""Answering whoever reported: a receipt at once, and what came of it when it can no longer be undone.

Names and addresses are kept as long as there may be something to answer, and no longer.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from moderation.actions.log import UNDO_FOR
from moderation.models import Case, Decision, Report
from moderation.models.answers import GONE, Answer

KEPT_FOR = timedelta(days=214)
"""Seven months: an author may object for six, and whoever reported hears what came of it."""


def send_receipt(report: Report) -> None:
    """Confirm a report by mail where an address was left; once, however often it is asked for."""
    if report.email:
        Answer.objects.get_or_create(report=report, decision=None)


def tell_reporters(decision: Decision, case: Case) -> None:
    """Tell everybody who reported these words, and left an address, what was decided.

    An appeal that brings words back is told to those whose report had taken them down.
    """
    cases = [case.pk]
    if decision.action == Decision.Action.RESTORE:
        cases += Decision.objects.filter(pk=case.appeals or 0).values_list("case_id", flat=True)
    reports = Report.objects.filter(case__in=cases).exclude(email="")
    due = timezone.now() + UNDO_FOR
    Answer.objects.bulk_create(
        Answer(report=report, decision=decision.pk, send_after=due) for report in reports
    )


def cancel_outcomes(case: Case) -> None:
    """Take back what reporters would have been told of decisions on a case, where no mail has left yet."""
    decisions = list(Decision.objects.filter(case_id=case.pk).values_list("pk", flat=True))
    unsent = Answer.objects.filter(decision__in=decisions, claimed_at=None, mailed_at=None, cancelled_at=None)
    unsent.update(cancelled_at=timezone.now())


def let_go_of_reports(reports: QuerySet[Report]) -> None:
    """Keep the receipts of what is being erased, without a word about it; who still waits is told by mail.

    An outcome that was not mailed yet goes out as this one: mails say how it stands when they leave.
    """
    waiting = list(reports.exclude(case__state=Case.State.DECIDED).exclude(email=""))
    Answer.objects.filter(report__in=waiting, claimed_at=None, mailed_at=None).update(
        cancelled_at=timezone.now()
    )
    Answer.objects.bulk_create(Answer(report=report, decision=GONE) for report in waiting)
    reports.update(case=None, text="", place="")


def forget_reporters() -> int:
    """Erase names and addresses of who reported, seven months after the last of it; returns of how many."""
    limit = timezone.now() - KEPT_FOR
    named = Report.objects.exclude(name="", email="")
    told_lately = Answer.objects.filter(report=OuterRef("pk"), cancelled_at=None, send_after__gte=limit)
    objected = Case.objects.undecided().filter(
        appeals__in=Decision.objects.filter(case_id=OuterRef(OuterRef("case_id"))).values("pk")
    )
    done = named.filter(Q(case=None) | Q(case__state=Case.State.DECIDED, case__decided_at__lt=limit))
    done = done.exclude(Exists(told_lately)).exclude(Exists(objected))
    return Report.objects.filter(pk__in=list(done.values_list("pk", flat=True))).update(name="", email="")
