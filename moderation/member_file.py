"""What the desk knows of one member, on one screen, in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from community.models import Member, Post
from moderation.actions.measures import in_force, newest
from moderation.dossier import Line
from moderation.holdings import of_member
from moderation.models import Case, CaseQuerySet, Decision, DecisionText

LINES, POSTS, CASES = 50, 10, 10
OF_A_BAN = Q(part_of__isnull=False, target__in=["post", "comment"])
"""What went or came back with a ban: its own line says how much."""


@dataclass(frozen=True)
class MemberFile:
    """A member, how they stand, and what was decided on them and on what they wrote, the newest first."""

    member: Member
    seen: int
    in_force: Decision | None
    history: list[Line]
    posts: list[Post]
    cases: list[Case]


def open_file(member: Member, cases: CaseQuerySet) -> MemberFile:
    """Gather a member's file. `cases` are those its reader may see."""
    posts = Post.objects.filter(author=member).select_related("public_revision", "latest_revision")
    mine = cases.undecided().with_targets().filter(of_member(member.pk)).order_by("-urgency")
    return MemberFile(
        member=member,
        seen=newest(member),
        in_force=in_force(member),
        history=lines_of(Decision.objects.filter(author_id=member.pk).exclude(OF_A_BAN)),
        posts=list(posts.order_by("-created_at")[:POSTS]),
        cases=list(mine[:CASES]),
    )


def lines_of(decisions: QuerySet[Decision]) -> list[Line]:
    """Return decisions with their words, the newest first; four queries."""
    rows = list(decisions.exclude(action=Decision.Action.UNDO).order_by("-created_at", "-pk")[:LINES])
    pks = [row.pk for row in rows]
    words = {text.decision_id: text for text in DecisionText.objects.filter(decision_id__in=pks)}
    undone = set(Decision.objects.filter(reverses__in=pks).values_list("reverses", flat=True))
    authors = {row.author_id for row in rows}
    went_along = Decision.objects.filter(OF_A_BAN, author_id__in=authors, part_of__in=pks)
    counts = dict(went_along.order_by().values_list("part_of").annotate(count=Count("pk")))
    return [
        Line(
            decision=row,
            parts=counts.get(row.pk, 0),
            facts=words[row.pk].facts if row.pk in words else "",
            by=words[row.pk].decided_by_name if row.pk in words else "",
            is_undone=row.pk in undone,
        )
        for row in rows
    ]
