"""What the pages for many decisions at once print: reading only, in a fixed number of queries."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from community.models import Comment, Member, Post
from community.models.posts import State
from community.sanitize import plain_text
from moderation.actions.bulk import Target, mark_of
from moderation.actions.log import UNDO_FOR
from moderation.models import Case, CaseQuerySet, Decision
from moderation.queues import SHOWN, Row, rows_in_order, title_of
from moderation.steps import SILENT, actions_for

SWEPT = 100
"""Most things of one sweep; the next one takes the rest."""
SWEPT_BACK = timedelta(hours=24)
EXCERPT = 280
_SEEN = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")
_MARKED = re.compile(r"(post|comment)-([0-9]{1,18})-([0-9a-f]{16})")
_NUMBER = re.compile(r"[0-9]{1,18}")


def numbers(words: Iterable[str]) -> list[int]:
    """Return the ids that stand in what was sent, each once; no more than any page here has."""
    found = [int(one) for word in words for one in _NUMBER.findall(word)]
    return list(dict.fromkeys(found))[:SWEPT]


def seen_versions(sent: Sequence[str]) -> dict[int, int]:
    """Return {case: version} of the ticked boxes."""
    found = (_SEEN.fullmatch(one) for one in sent[:SHOWN])
    return {int(one[1]): int(one[2]) for one in found if one}


@dataclass(frozen=True)
class Item:
    """A thing of a preview: what its box sends, and what stands beside it."""

    value: str
    target: Target
    title: str
    excerpt: str
    row: Row | None = None
    is_ticked: bool = True
    is_single: bool = False
    """Decided by itself only, as an appeal is."""


def chosen_cases(cases: CaseQuerySet, pks: list[int], by: Member) -> list[Item]:
    """Return these of `cases` for a preview, unticked where a colleague has one open."""
    # What is about a member has no words to look at, and is decided by itself.
    about_words = cases.undecided().filter(member=None, blog=None)
    allowed = set(about_words.filter(pk__in=pks[:SHOWN]).values_list("pk", flat=True))
    return [_item(row, by) for row in rows_in_order([pk for pk in pks if pk in allowed])]


def _item(row: Row, by: Member) -> Item:
    case = row.case
    revision = case.revision or (case.post.latest_revision if case.post else None)
    is_single = case.kind == Case.Kind.APPEAL
    return Item(
        value=f"{case.pk}-{case.version}",
        target=case.target,
        title=row.title,
        excerpt=_excerpt(revision.body_html if revision else case.target.body_html),
        row=row,
        is_ticked=not is_single and not (case.is_claimed and case.claimed_by_id != by.pk),
        is_single=is_single,
    )


def tick(items: Iterable[Item], sent: Iterable[str]) -> list[Item]:
    """Return items ticked as they were sent, whatever version they had then."""
    kept = {one.rpartition("-")[0] for one in sent}
    return [replace(item, is_ticked=item.value.rpartition("-")[0] in kept) for item in items]


def _excerpt(html: str) -> str:
    return Truncator(plain_text(html)).chars(EXCERPT)


def possible_actions(items: Iterable[Item]) -> list[tuple[str, int]]:
    """Return (decision, how many of these it fits), the mildest first."""
    fitting = Counter(
        action
        for item in items
        if item.row and not item.is_single
        for action in actions_for(item.row.case, item.target)
    )
    return [(action.value, fitting[action]) for action in Decision.Action if fitting[action]]


def recent_of(member: Member) -> list[Item]:
    """Return what a member handed in during the last 24 hours and is public or waits, the newest first."""
    posts = _lately(Post.objects.filter(author=member)).select_related("latest_revision", "public_revision")
    comments = _lately(Comment.objects.filter(author=member)).select_related("post__public_revision", "page")
    written: list[Target] = [*posts[:SWEPT], *comments[:SWEPT]]
    written.sort(key=lambda one: one.created_at, reverse=True)
    return [_swept(one) for one in written[:SWEPT]]


def _lately(rows: "QuerySet[Target]") -> "QuerySet[Target]":
    since = timezone.now() - SWEPT_BACK
    lately = Q(submitted_at__gt=since) | Q(created_at__gt=since)
    return rows.filter(lately, state__in=[State.WAITING, State.PUBLISHED]).order_by("-created_at")


def _swept(target: Target) -> Item:
    value = f"{target._meta.model_name}-{target.pk}-{mark_of(target)}"
    if isinstance(target, Comment):
        return Item(value, target, title=target.place_title, excerpt=_excerpt(target.body_html))
    revision = target.latest_revision or target.shown_revision
    return Item(value, target, title=revision.title, excerpt=_excerpt(revision.body_html))


def marked(member: Member, sent: Sequence[str]) -> list[tuple[Target, str]]:
    """Return what was ticked in a sweep of this member, each with the mark it was seen with."""
    found = [one for one in map(_MARKED.fullmatch, sent[:SWEPT]) if one]
    posts = Post.objects.filter(author=member).in_bulk([int(one[2]) for one in found if one[1] == "post"])
    comments = Comment.objects.filter(author=member).in_bulk(
        [int(one[2]) for one in found if one[1] == "comment"]
    )
    targets = [((posts if one[1] == "post" else comments).get(int(one[2])), one[3]) for one in found]
    return [(target, mark) for target, mark in targets if target is not None]


@dataclass(frozen=True)
class Done:
    """A decision that was made with others, and what it was about."""

    decision: Decision
    title: str


def undoable(by: Member) -> "QuerySet[Decision]":
    """Return what this moderator decided on words within the last minutes and nobody took back."""
    mine = Decision.objects.standing().filter(
        target__in=["post", "comment"],
        part_of=None,
        decided_by_id=by.pk,
        created_at__gt=timezone.now() - UNDO_FOR,
    )
    return mine.exclude(action__in=SILENT)


def done(pks: list[int], by: Member) -> list[Done]:
    """Return those of these decisions that this moderator can still take back."""
    rows = list(undoable(by).filter(pk__in=pks).order_by("pk"))
    cases = Case.objects.with_targets().in_bulk([row.case_id for row in rows])
    return [Done(row, title_of(cases[row.case_id])) for row in rows if row.case_id in cases]


@dataclass(frozen=True)
class Last:
    """The latest decision that can be taken back, and all that can, itself included."""

    decision: Decision
    title: str
    pks: list[int]


def last_done(by: Member) -> Last | None:
    """Return what this moderator decided last and can still take back; None where nothing is."""
    pks = list(undoable(by).order_by("-pk").values_list("pk", flat=True)[:SWEPT])
    found = done(pks[:1], by)
    return Last(found[0].decision, found[0].title, pks) if found else None
