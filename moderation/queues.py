"""What waits at the desk, in which order, and for how long: reading only, and never without a bound."""

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from moderation.models import Case, CaseQuerySet, Report

# Enough for a steady median, few enough to read at every restriction.
LATELY = 100
# Nothing waits longer without the desk saying so.
TOO_LONG = timedelta(hours=24)
COUNTED = 500
"""Cases counted at most: nobody needs to know whether 500 or 5,000 wait."""
SHOWN = 50


def urgency(kind: str, risk: int, *, reports: int = 0, against_law: bool = False) -> int:
    """Return a case's place in the order of work, 0 to 250. Reports raise the order and nothing else."""
    return risk + min(50, 10 * reports) + (60 if against_law else 0) + (40 if kind == Case.Kind.APPEAL else 0)


def median_wait() -> timedelta | None:
    """Return how long the latest waiting cases took from opening to decision; None before there are any."""
    decided = Case.objects.filter(state=Case.State.DECIDED, kind=Case.Kind.WAITING).order_by("-pk")
    spans = [closed - opened for opened, closed in decided.values_list("opened_at", "decided_at")[:LATELY]]
    return statistics.median(spans) if spans else None


@dataclass(frozen=True)
class Filter:
    """What of the queue somebody wants to see; empty fields leave nothing out."""

    kind: str = ""
    language: str = ""
    product: str = ""

    def apply(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Return those cases that fit."""
        if self.kind == Case.Kind.REPORTED:
            cases = cases.reported()
        elif self.kind:
            cases = cases.filter(kind=self.kind)
        if self.language:
            cases = cases.filter(Q(post__language=self.language) | Q(comment__language=self.language))
        if self.product:
            cases = cases.filter(
                Q(post__product__slug=self.product) | Q(comment__post__product__slug=self.product)
            )
        return cases


@dataclass(frozen=True)
class Counts:
    """How many wait, of each kind; `is_more` where counting stopped. A reported case may be of two kinds."""

    total: int
    waiting: int
    reported: int
    appeals: int
    is_more: bool


def counts(cases: CaseQuerySet) -> Counts:
    """Count what is not decided, up to `COUNTED`, in one query."""
    reported = Exists(Report.objects.filter(case=OuterRef("pk")))
    rows = list(
        cases.queue().annotate(has_reports=reported).values_list("kind", "has_reports")[: COUNTED + 1]
    )
    kinds = Counter(kind for kind, _ in rows[:COUNTED])
    return Counts(
        total=len(rows[:COUNTED]),
        waiting=kinds[Case.Kind.WAITING],
        reported=sum(has for _, has in rows[:COUNTED]),
        appeals=kinds[Case.Kind.APPEAL],
        is_more=len(rows) > COUNTED,
    )


@dataclass(frozen=True)
class Oldest:
    """The case that has waited longest."""

    pk: int
    opened_at: datetime

    @property
    def is_too_long(self) -> bool:
        return timezone.now() - self.opened_at > TOO_LONG


def oldest(cases: CaseQuerySet) -> Oldest | None:
    """Return what has waited longest, None for an empty queue."""
    row = cases.undecided().order_by("opened_at").values_list("pk", "opened_at").first()
    return Oldest(*row) if row else None
