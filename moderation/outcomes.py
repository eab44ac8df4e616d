"""What the log says of one thing, in words for those it concerns: reporters, authors, everybody."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils import timezone

from moderation.models import Case, Decision, DecisionText, Report
from moderation.steps import RESTRICTIONS

Action = Decision.Action
LOOKED_UP = 200
"""Decisions of one author read for their own list."""


@dataclass(frozen=True)
class Outcome:
    """What became of a report: nothing yet, or whether something was done."""

    is_decided: bool
    was_restricted: bool
    decided_at: datetime | None


def outcome_of(report: Report) -> Outcome:
    """Return what became of a report. It never says who decided, nor what else was found."""
    case = report.case
    if case.state != Case.State.DECIDED:
        return Outcome(is_decided=False, was_restricted=False, decided_at=None)
    decisions = Decision.objects.standing().filter(case_id=case.pk, automated=False)
    last = decisions.exclude(action=Action.UNDO).order_by("-pk").first()
    return Outcome(
        is_decided=True,
        was_restricted=last is not None and last.action in RESTRICTIONS,
        decided_at=case.decided_at,
    )


@dataclass(frozen=True)
class Statement:
    """What an author is owed: what was decided, by which rule, on which facts, and what is open to them."""

    decision: Decision
    facts: str
    is_edit: bool
    is_restriction: bool
    is_appealed: bool
    can_appeal: bool


def statements_for(author_id: int, target: str = "post") -> dict[int, Statement]:
    """Return the latest decision on each of an author's words, by id of post or comment; three queries."""
    rows = Decision.objects.standing().exclude(action=Action.UNDO).filter(author_id=author_id, target=target)
    latest: dict[int, Decision] = {}
    for row in rows.order_by("-created_at", "-pk")[:LOOKED_UP]:
        latest.setdefault(row.target_id, row)
    return _stated(list(latest.values()))


def statement_of(decision: Decision) -> Statement:
    """Return one decision's reasons."""
    return _stated([decision])[decision.target_id]


def _stated(decisions: list[Decision]) -> dict[int, Statement]:
    pks = [decision.pk for decision in decisions]
    words = {text.decision_id: text for text in DecisionText.objects.filter(decision_id__in=pks)}
    appealed = set(Case.objects.filter(appeals__in=pks).values_list("appeals", flat=True))
    found = {}
    for decision in decisions:
        is_restriction = decision.action in RESTRICTIONS
        found[decision.target_id] = Statement(
            decision=decision,
            facts=words[decision.pk].facts if decision.pk in words else "",
            is_edit=decision.pk in words and words[decision.pk].before.get("is_edit", False),
            is_restriction=is_restriction,
            is_appealed=decision.pk in appealed,
            # What the site itself restricted is before the desk already.
            can_appeal=is_restriction and not decision.automated and decision.pk not in appealed,
        )
    return found


@dataclass(frozen=True)
class Figure:
    """How often something was decided in a month, and how much of it by the site itself."""

    label: str
    count: int
    automated: int


@dataclass(frozen=True)
class Month:
    """The public figures of a month, made from the log."""

    first_day: date
    figures: list[Figure]
    reports: int


def this_month(zone: ZoneInfo) -> Month:
    """Count what was decided since the month began in the brand's zone. What was undone does not count."""
    begins = timezone.now().astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = Decision.objects.standing().exclude(action=Action.UNDO).filter(created_at__gte=begins)
    counted = rows.values_list("action", "automated").annotate(Count("pk"))
    pairs = {(action, automated): count for action, automated, count in counted}
    figures = []
    for action in Action:
        by_site, by_people = pairs.get((action, True), 0), pairs.get((action, False), 0)
        figures.append(Figure(str(action.label), by_site + by_people, by_site))
    return Month(
        first_day=begins.date(),
        figures=[figure for figure in figures if figure.count],
        reports=Report.objects.filter(created_at__gte=begins).count(),
    )
