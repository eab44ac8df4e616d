"""The public figures of a time, made from the log: what came, what was decided, how fast, and what held."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, Min
from django.utils.translation import get_language

from moderation.models import Arrival, Case, Decision, DecisionQuerySet, Report
from moderation.steps import SILENT

Action, Kind = Decision.Action, Case.Kind
# An appeal is about what was edited since, too: then its answer is as of a new version.
BROUGHT_BACK = (Action.RESTORE, Action.CLEAR, Action.CLEAR_OUT_OF_FEEDS)
STAYED_AWAY = (Action.UPHOLD, Action.RETURN, Action.DECLINE, Action.REMOVE)
KEPT_FOR: Final = 3600
"""Seconds after which figures are counted again though no line was added: erasure changes some, too."""
Found = TypeVar("Found")


@dataclass(frozen=True)
class Figure:
    """How often something was decided, and how much of it by the site itself."""

    label: str
    count: int
    automated: int


@dataclass(frozen=True)
class Counted:
    """How often something came, or was the ground."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Wait:
    """The median time from the opening of a case of one kind to a person's decision."""

    label: str
    median: timedelta
    cases: int


@dataclass(frozen=True)
class Figures:
    """The figures of a time. What was taken back counts as that alone, not as a decision."""

    decisions: list[Figure]
    taken_back: int
    grounds: list[Counted]
    reasons: list[Counted]
    waits: list[Wait]
    appeals: int
    appeals_changed: int
    appeals_upheld: int

    @property
    def total(self) -> int:
        return sum(figure.count for figure in self.decisions)

    @property
    def automated(self) -> int:
        return sum(figure.automated for figure in self.decisions)

    @property
    def automated_share(self) -> int:
        """Whole percent of the decisions that the site itself took."""
        return round(100 * self.automated / self.total) if self.total else 0

    @property
    def reports(self) -> int:
        return sum(reason.count for reason in self.reasons)

    @property
    def is_empty(self) -> bool:
        return not (self.total or self.taken_back or self.reports or self.appeals)


def figures_of(begins: datetime, ends: datetime) -> Figures:
    """Count the log from one moment to another; four queries."""
    every = Decision.objects.filter(created_at__gte=begins, created_at__lt=ends).order_by()
    standing = every.standing().exclude(action=Action.UNDO)
    pairs: Counter[tuple[str, bool]] = Counter()
    grounds: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    counted = standing.values_list("action", "automated", "ground", "case_kind").annotate(count=Count("pk"))
    for action, automated, ground, kind, count in counted:
        pairs[action, automated] += count
        grounds[ground] += count
        if kind == Kind.APPEAL and not automated:
            answers[action] += count
    came = Arrival.objects.filter(created_at__gte=begins, created_at__lt=ends)
    reasons = Counter(dict(came.order_by().values_list("reason").annotate(count=Count("pk"))))
    return Figures(
        decisions=[
            Figure(str(action.label), pairs[action, True] + pairs[action, False], pairs[action, True])
            for action in Action
            if pairs[action, True] + pairs[action, False]
        ],
        taken_back=every.filter(action=Action.UNDO).count(),
        grounds=_counted(Decision.Ground.choices, grounds),
        reasons=_counted(Report.Reason.choices, reasons),
        waits=_waits(standing.filter(automated=False, opened_at__isnull=False).exclude(action__in=SILENT)),
        appeals=reasons[""],
        appeals_changed=sum(answers[action] for action in BROUGHT_BACK),
        appeals_upheld=sum(answers[action] for action in STAYED_AWAY),
    )


def kept(count: Callable[[datetime, datetime], Found], begins: datetime, ends: datetime) -> Found:
    """Return what counting a time gives, as it was counted since the last line came in the log.

    A hundred thousand lines take a second to count, and anybody may open the pages they stand on.
    """
    newest = [
        model._default_manager.order_by("-pk").values_list("pk", "created_at").first()
        for model in (Decision, Arrival)
    ]
    lines = "-".join(f"{pk}.{at.timestamp()}" for pk, at in filter(None, newest))
    key = f"moderation:{count.__name__}:{begins:%Y%m%d}-{ends:%Y%m%d}:{lines}:{get_language()}"
    if (found := cache.get(key)) is None:
        found = count(begins, ends)
        cache.set(key, found, KEPT_FOR)
    return found


def _counted(choices: Iterable[tuple[str, object]], counts: Counter[str]) -> list[Counted]:
    found = [Counted(key, str(label), counts[key]) for key, label in choices if key and counts[key]]
    return sorted(found, key=lambda one: -one.count)


def _waits(decisions: DecisionQuerySet) -> list[Wait]:
    rows = decisions.values_list("case_id", "case_kind", "opened_at").annotate(at=Min("created_at"))
    seconds: dict[str, list[float]] = {}
    for _case, kind, opened, at in rows:
        seconds.setdefault(kind, []).append((at - opened).total_seconds())
    return [
        Wait(str(kind.label), timedelta(seconds=statistics.median(seconds[kind])), len(seconds[kind]))
        for kind in Kind
        if kind in seconds
    ]


def first_day(zone: ZoneInfo) -> date | None:
    """Return the day of the first line of the log, None while it is empty."""
    firsts = [model._default_manager.aggregate(at=Min("created_at"))["at"] for model in (Decision, Arrival)]
    known = [at for at in firsts if at is not None]
    return min(known).astimezone(zone).date() if known else None
