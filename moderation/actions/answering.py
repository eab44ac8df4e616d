"""Answering whoever reported: a receipt at once, and what came of it when it can no longer be undone."""

from django.utils import timezone

from moderation.actions.log import UNDO_FOR
from moderation.answers import Answer
from moderation.models import Case, Decision, Report


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
