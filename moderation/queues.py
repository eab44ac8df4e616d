"""What waits at the desk, in which order, and for how long: reading only, and never without a bound."""

import re
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import Truncator

from community.models import Comment, Post
from moderation import screening
from moderation.models import Case, CaseQuerySet, Report
from moderation.ordering import TOO_LONG

# Enough for a steady median, few enough to read at every restriction.
LATELY = 100
COUNTED = 500
"""Cases counted at most for the menu, which stands on every staff page, and walked through one by one."""
SHOWN = 50
SLUG = re.compile(r"[a-z0-9-]{1,60}")


def urgency(kind: str, risk: int, *, reports: int = 0, against_law: bool = False) -> int:
    """Return a case's place in the order of work, 0 to 250. Reports raise the order and nothing else."""
    return risk + min(50, 10 * reports) + (60 if against_law else 0) + (40 if kind == Case.Kind.APPEAL else 0)


def median_wait() -> timedelta | None:
    """Return how long the latest waiting cases took from opening to decision; None before there are any."""
    decided = Case.objects.filter(state=Case.State.DECIDED, kind=Case.Kind.WAITING).order_by("-pk")
    times = decided.values_list("opened_at", "decided_at")[:LATELY]
    waits = [(closed - opened).total_seconds() for opened, closed in times if closed is not None]
    return timedelta(seconds=statistics.median(waits)) if waits else None


@dataclass(frozen=True)
class Filter:
    """What of the queue somebody wants to see; empty fields leave nothing out."""

    kind: str = ""
    language: str = ""
    product: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Filter":
        """Return what a query string asks for; what makes no sense in it is left out."""
        kind, language, product = (sent.get(name, "") for name in ("kind", "language", "product"))
        return cls(
            kind=kind if kind in Case.Kind else "",
            language=language if language in dict(settings.LANGUAGES) else "",
            product=product if SLUG.fullmatch(product) else "",
        )

    def query(self) -> str:
        """Return the query string that asks for this again, with "?", or "" for everything."""
        asked = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(asked)}" if asked else ""

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
                Q(post__product__slug=self.product)
                | Q(comment__post__product__slug=self.product)
                | Q(comment__page__productpage__product__slug=self.product)
            )
        return cases


@dataclass(frozen=True)
class Counts:
    """How many wait, of each kind. A reported case may be of two kinds."""

    total: int
    waiting: int
    reported: int
    appeals: int
    samples: int


def counts(cases: CaseQuerySet) -> Counts:
    """Count what is not decided, in one query."""
    reported = Exists(Report.objects.filter(case=OuterRef("pk")))
    found = (
        cases.undecided()
        .annotate(has_reports=reported)
        .aggregate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(kind=Case.Kind.WAITING)),
            reported=Count("pk", filter=Q(has_reports=True)),
            appeals=Count("pk", filter=Q(kind=Case.Kind.APPEAL)),
            samples=Count("pk", filter=Q(kind=Case.Kind.SAMPLE)),
        )
    )
    return Counts(**found)


@dataclass(frozen=True)
class Neighbours:
    """The cases before and after one in the order of work; None at either end."""

    previous: int | None
    following: int | None


def neighbours_of(pk: int, cases: CaseQuerySet) -> Neighbours:
    """Return what stands beside a case; from one that is not in the order any more the first follows."""
    pks = list(cases.queue().values_list("pk", flat=True)[:COUNTED])
    at = pks.index(pk) if pk in pks else -1
    return Neighbours(
        previous=pks[at - 1] if at > 0 else None,
        following=pks[at + 1] if at + 1 < len(pks) else None,
    )


def number_waiting(cases: CaseQuerySet) -> str:
    """Return how much waits as the menu says it: "" for nothing, "500+" where counting stops."""
    found = len(cases.undecided().values_list("pk", flat=True)[: COUNTED + 1])
    return f"{COUNTED}+" if found > COUNTED else str(found or "")


@dataclass(frozen=True)
class Oldest:
    """The case that has waited longest, and how many have waited too long; most often none."""

    pk: int
    opened_at: datetime
    late: int


def oldest(cases: CaseQuerySet) -> Oldest | None:
    """Return what has waited longest, None for an empty queue. Nobody waits for a spot check."""
    waiting = cases.undecided().exclude(kind=Case.Kind.SAMPLE)
    row = waiting.order_by("opened_at").values_list("pk", "opened_at").first()
    if row is None:
        return None
    limit = timezone.now() - TOO_LONG
    return Oldest(*row, late=waiting.filter(opened_at__lt=limit).count() if row[1] < limit else 0)


@dataclass(frozen=True)
class Row:
    """A case as the list prints it."""

    case: Case
    title: str
    signals: list[str]
    has_reports: bool
    is_too_long: bool


def rows_of(cases: CaseQuerySet) -> tuple[list[Row], bool]:
    """Return the first `SHOWN` cases in the order of work, and whether there are more.

    Two queries: sorting thousands of cases together with their words would carry all those words about.
    """
    pks = list(cases.queue().values_list("pk", flat=True)[: SHOWN + 1])
    return rows_in_order(pks[:SHOWN]), len(pks) > SHOWN


def rows_in_order(pks: list[int]) -> list[Row]:
    """Return the rows of these cases, in this order; those that are gone meanwhile are left out."""
    reported = Exists(Report.objects.filter(case=OuterRef("pk")))
    found = Case.objects.with_targets().annotate(has_reports=reported).in_bulk(pks)
    return [_row(found[pk]) for pk in pks if pk in found]


def _row(case: Case) -> Row:
    fired = [row for row in case.signals if row["points"] > 0]
    return Row(
        case=case,
        title=title_of(case),
        signals=[screening.sentence(row["code"], row["detail"]) for row in fired],
        has_reports=vars(case)["has_reports"],
        is_too_long=case.kind != Case.Kind.SAMPLE and timezone.now() - case.opened_at > TOO_LONG,
    )


def title_of(case: Case) -> str:
    """Return what a case is about in a few words; reads the rows of `with_targets`."""
    if case.member is not None:
        return case.member.name
    if case.post_id:
        return case.revision.title if case.revision else cast(Post, case.post).title
    return Truncator(cast(Comment, case.comment).body).chars(80)
