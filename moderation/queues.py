"""What waits at the desk, and for how long: reading only."""

import statistics
from datetime import timedelta

from moderation.models import Case

# Enough for a steady median, few enough to read at every restriction.
LATELY = 100


def median_wait() -> timedelta | None:
    """Return how long the latest waiting cases took from opening to decision; None before there are any."""
    decided = Case.objects.filter(state=Case.State.DECIDED, kind=Case.Kind.WAITING).order_by("-pk")
    spans = [closed - opened for opened, closed in decided.values_list("opened_at", "decided_at")[:LATELY]]
    return statistics.median(spans) if spans else None
