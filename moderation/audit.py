"""Whether the desk treats critics like fans, counted from the log after the fact.

The only module of this room that reckons with stars (the dossier prints them, as readers see them), and
nothing that decides or orders may import it: who looks whether stars played a part has to know them.
`tests/moderation/test_neutrality.py` holds both.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from community.models import PostRevision
from moderation.models import Case, Decision
from moderation.neutrality import Finding, Side, compare
from moderation.queues import TOO_LONG

Action = Decision.Action
AGAINST = frozenset({Action.DECLINE, Action.RETURN, Action.REMOVE, Action.CLEAR_OUT_OF_FEEDS})
JUDGED = AGAINST | {Action.CLEAR, Action.KEEP}
CRITICS, FANS = (1, 2), (4, 5)


def audit(begins: datetime, ends: datetime) -> Finding:
    """Compare what people of the desk did with reviews of 1-2 and of 4-5 stars; three queries.

    Each review counts once, by the last decision on it that stands; appeals do not count, they have figures
    of their own. What has waited for more than a day counts with its wait so far: else a bias that never
    decides would not be seen. Reviews whose words were erased are not known any more.
    """
    found = Decision.objects.standing().filter(
        target="post", automated=False, action__in=JUDGED, created_at__gte=begins, created_at__lt=ends
    )
    found = found.exclude(case_kind=Case.Kind.APPEAL)
    starred = PostRevision.objects.filter(pk__in=found.values("revision_id"), stars__isnull=False)
    stars = {pk: given for pk, given in starred.values_list("pk", "stars") if given is not None}
    last: dict[int, tuple[int, str]] = {}
    waits: dict[int, list[float]] = defaultdict(list)
    columns = ("target_id", "revision_id", "action", "case_kind", "opened_at", "created_at")
    for target, revision, action, kind, opened, at in found.order_by("pk").values_list(*columns):
        given = stars.get(revision or 0)
        if given is None:
            continue
        last[target] = given, action
        if kind == Case.Kind.WAITING and opened is not None:
            waits[given].append((at - opened).total_seconds())
    for given, wait in _still_waiting(begins, ends):
        waits[given].append(wait)
    return compare(_side(CRITICS, last.values(), waits), _side(FANS, last.values(), waits))


def _still_waiting(begins: datetime, ends: datetime) -> list[tuple[int, float]]:
    """Return the stars and the seconds waited so far of reviews nobody has looked at for a day."""
    by = min(ends, timezone.now())
    open_cases = Case.objects.undecided().filter(
        kind=Case.Kind.WAITING,
        revision__stars__isnull=False,
        opened_at__gte=begins,
        opened_at__lt=by - TOO_LONG,
    )
    rows = open_cases.order_by().values_list("revision__stars", "opened_at")
    return [(stars, (by - opened).total_seconds()) for stars, opened in rows if stars is not None]


def _side(stars: tuple[int, ...], judged: Iterable[tuple[int, str]], waits: dict[int, list[float]]) -> Side:
    actions = [action for given, action in judged if given in stars]
    return Side(
        looked_at=len(actions),
        declined=sum(action in AGAINST for action in actions),
        waits=tuple(wait for given in stars for wait in waits.get(given, ())),
    )
