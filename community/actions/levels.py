"""The level of a member: it rises by itself when its public conditions hold, and falls only by a decision."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, override
from wagtail import hooks

from community.actions.awarding import BATCH, locked
from community.actions.notifying import notify_each
from community.actions.refusals import Refused
from community.badges import Reckoning, may_earn
from community.levels import LONGEST_QUIET, Facts, is_above, level_of
from community.models import Comment, LevelStep, Member, Notification, Post
from pagecache import raise_generations

HOOK = "taken_down"
"""How a room above tells whose words were taken down: a function of a time that returns, by member, when
something of theirs was last taken down since then and still is."""

LOWERED = Q(before=Member.Level.TRUSTED) | Q(before=Member.Level.KNOWN, level=Member.Level.NEW)


class NotLower(Refused):
    def __init__(self) -> None:
        super().__init__(_("This member's level is not above that one."))


class NothingToGiveBack(Refused):
    def __init__(self) -> None:
        super().__init__(_("Nothing was taken from this member's level."))


def raise_levels(members: Collection[int] | None = None) -> int:
    """Raise the level of whoever meets the conditions of a higher one, of these members or all.

    Nobody's level falls here. One query finds them, and five write a batch; returns how many rose.
    """
    now = timezone.now()
    risen = {pk: level for pk, before, level in _levels(members, now) if is_above(level, before)}
    pks = sorted(risen)
    return sum(_raise(pks[at : at + BATCH], risen) for at in range(0, len(pks), BATCH))


def _levels(members: Collection[int] | None, now: datetime) -> Iterator[tuple[int, str, str]]:
    """Yield (member, their level, the level whose conditions they meet) of whoever may still rise."""
    rows = may_earn().exclude(level=Member.Level.TRUSTED)
    if members is not None:
        rows = rows.filter(pk__in=members)
    taken_down: dict[int, datetime] = {}
    for told in hooks.get_hooks(HOOK):
        taken_down |= told(now - LONGEST_QUIET)
    for pk, level, has_mail, since, contributions, approvers in _with_facts(rows).iterator():
        facts = Facts(has_mail, since, contributions, approvers, taken_down.get(pk))
        yield pk, level, level_of(facts, now)


def _with_facts(rows: QuerySet[Member]) -> QuerySet[Member, Any]:
    """Read what levels are reckoned from, in the order of `Facts`: one query."""
    decided = LevelStep.objects.filter(member=OuterRef("pk")).exclude(reason="").order_by("-at", "-pk")
    lowered_at = Subquery(decided.values(since=Case(When(LOWERED, then="at")))[:1])
    rows = rows.annotate(
        has_mail=Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)),
        since=Coalesce(lowered_at, "date_joined"),
    )
    posts = Post.objects.published().filter(author=OuterRef("pk"), published_at__gte=OuterRef("since"))
    comments = Comment.objects.published().filter(author=OuterRef("pk"), published_at__gte=OuterRef("since"))
    approvals = Reckoning().approvals().filter(post__author=OuterRef("pk"), created_at__gte=OuterRef("since"))
    return rows.values_list(
        "pk",
        "level",
        "has_mail",
        "since",
        _count(posts, "author", "pk") + _count(comments, "author", "pk"),
        _count(approvals, "post__author", "member"),
    )


def _count(rows: QuerySet[Any], by: str, what: str) -> Coalesce:
    """Count the different values of `what`, in a subquery of one group."""
    counted = rows.order_by().values(by).annotate(count=Count(what, distinct=True)).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@transaction.atomic
def _raise(batch: Collection[int], risen: dict[int, str]) -> int:
    """Write a batch's new levels, but where another worker or the desk was faster."""
    people = [one for one in locked(batch) if is_above(risen[one.pk], one.level)]
    _step({one: risen[one.pk] for one in people}, by=None, reason="", sentence=_risen)
    return len(people)


@transaction.atomic
def lower_level(member: Member, level: str, *, by: Member, reason: str) -> Member:
    """Lower a member's level; what counts for a level is counted from now on. The desk tells them why.

    Raises `NotLower` where it is not lower, also because somebody just did it.
    """
    member = locked([member.pk]).get()
    if not is_above(member.level, level):
        raise NotLower
    _step({member: level}, by=by, reason=reason)
    return member


@transaction.atomic
def give_level_back(member: Member, *, by: Member, reason: str, tells: bool = True) -> Member:
    """Undo that a level was lowered, as if it had not been; they are told unless the desk does.

    Raises `NothingToGiveBack`.
    """
    member = locked([member.pk]).get()
    lowered = lowering_of(member)
    if lowered is None:
        raise NothingToGiveBack
    level = lowered.before if is_above(lowered.before, member.level) else member.level
    _step({member: level}, by=by, reason=reason, sentence=_given_back if tells else None)
    return member


def lowering_of(member: Member) -> LevelStep | None:
    """Return the decision that lowered a member's level and was not taken back; None if there is none."""
    last = member.level_steps.exclude(reason="").order_by("-at", "-pk").first()
    return last if last is not None and is_above(last.before, last.level) else None


def _step(
    steps: dict[Member, str],
    *,
    by: Member | None,
    reason: str,
    sentence: Callable[[str], str] | None = None,
) -> None:
    """Write locked members' levels and steps, tell them, and have the pages that show it redrawn."""
    LevelStep.objects.bulk_create(
        LevelStep(member=one, before=one.level, level=level, changed_by=by, reason=reason)
        for one, level in steps.items()
    )
    facts: dict[Member, dict[str, Any]] = {}
    for member, level in steps.items():
        member.level = level
        if sentence is not None:
            with override(member.language):
                facts[member] = {"sentence": sentence(level), "address": reverse("community:badges")}
    Member.objects.bulk_update(steps, ["level"])
    if facts:
        notify_each(facts, Notification.Kind.BADGE, is_owed=bool(reason))
    raise_generations(*(f"member:{member.pk}" for member in steps))


def _risen(level: str) -> str:
    return _("Your level is now “%(level)s”. See what it opens.") % {"level": Member.Level(level).label}


def _given_back(level: str) -> str:
    return _("The desk has given you back your level “%(level)s”.") % {"level": Member.Level(level).label}
