"""How often each of screening's signals fired rightly: what moderators said of it, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q

from moderation import screening
from moderation.models import Decision, SignalCheck
from moderation.steps import RESTRICTIONS

RARELY: Final = 0.3
"""Below this share of right ones a signal does more harm than good, and should go or weigh less."""
FEWEST: Final = 20
"""Checks below which nothing is said of a signal."""


@dataclass(frozen=True)
class Precision:
    """How often a signal fired in cases that people decided, was right, and something was then restricted."""

    code: str
    sentence: str
    points: int
    fired: int
    right: int
    restricted: int

    @property
    def share(self) -> float:
        """The share that was right, 0 to 1; `fired` is never 0."""
        return self.right / self.fired

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def is_known(self) -> bool:
        return self.fired >= FEWEST

    @property
    def is_rarely_right(self) -> bool:
        return self.is_known and self.share < RARELY


def precision_between(begins: datetime, ends: datetime) -> list[Precision]:
    """Return what was said of each signal from one moment to another, the most frequent first; one query.

    Decisions that were taken back do not count.
    """
    taken_back = Exists(Decision.objects.filter(reverses=OuterRef("decision")))
    said = SignalCheck.objects.filter(~taken_back, created_at__gte=begins, created_at__lt=ends)
    rows = said.values("code").annotate(
        fired=Count("pk"),
        right=Count("pk", filter=Q(was_right=True)),
        restricted=Count("pk", filter=Q(decision__action__in=RESTRICTIONS)),
    )
    return [
        Precision(
            sentence=screening.sentence(row["code"], "…"), points=screening.POINTS.get(row["code"], 0), **row
        )
        for row in rows.order_by("-fired", "code")
    ]
