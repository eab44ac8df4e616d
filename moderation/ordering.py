"""The order of work at the desk, as the database sorts it: urgency times readers, with age as a floor."""

from datetime import timedelta

from django.db.models import Case as Choice, ExpressionWrapper, F, FloatField, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

# Nothing waits longer without the desk saying so.
TOO_LONG = timedelta(hours=24)
FLOORS = ((TOO_LONG, 250.0), (TOO_LONG / 2, 60.0))
"""After (time), a case stands at least as high as one of (urgency) that nobody reads.

250 is the highest urgency there is (see `queues.urgency`), 60 where a risk is high enough to hold words back.
"""


def place_in_queue() -> Greatest:
    """Return what the queue is sorted by, the highest first.

    Readers are those an hour of the post, or of the post a comment stands under; a room above counts them.
    """
    readers = Coalesce("post__views_per_hour", "comment__post__views_per_hour", Value(0.0))
    work = ExpressionWrapper(F("urgency") * (1.0 + readers), output_field=FloatField())
    now = timezone.now()
    # Nobody waits for a spot check.
    floors = [When(~Q(kind="sample"), opened_at__lte=now - age, then=Value(floor)) for age, floor in FLOORS]
    return Greatest(work, Choice(*floors, default=Value(0.0), output_field=FloatField()))
