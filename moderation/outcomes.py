"""What the log says of one thing, in words for those it concerns: reporters, authors, everybody."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator

from community.models import Comment, Post, PostRevision
from community.models.posts import State
from community.parts import html_of
from community.words.typed_text import html_to_text
from moderation.models import Case, Decision, DecisionText, Report
from moderation.second_looks import looked_again
from moderation.steps import RESTRICTIONS, SILENT

Action = Decision.Action
LOOKED_UP = 200
"""Decisions of one author read for their own list."""


@dataclass(frozen=True)
class Outcome:
    """What became of a report: nothing yet, or whether something was done, and by which rule."""

    is_decided: bool
    is_public: bool
    is_gone: bool = False
    is_withdrawn: bool = False
    was_restricted: bool = False
    was_taken_down: bool = False
    was_restored: bool = False
    ground: str = ""
    decided_at: datetime | None = None


def outcome_of(report: Report) -> Outcome:
    """Return what became of a report. It never says who decided, nor what else was found."""
    case = report.case
    if case is None:
        return Outcome(is_decided=False, is_public=False, is_gone=True)
    is_public = case.target.is_public
    if case.state != Case.State.DECIDED:
        return Outcome(is_decided=False, is_public=is_public)
    last = _last_decision(case.pk)
    # What was reported while an appeal waited is judged by what that appeal upheld.
    restriction = _appealed(case) if last is not None and last.action == Action.UPHOLD else last
    appeal = Case.objects.filter(appeals=restriction.pk).first() if restriction else None
    answer = _last_decision(appeal.pk) if appeal else None
    was_restored = answer is not None and answer.action == Action.RESTORE
    was_restricted = _restricts_the_public(restriction) and not was_restored
    keeps_its_page = restriction is not None and restriction.action == Action.CLEAR_OUT_OF_FEEDS
    return Outcome(
        is_decided=True,
        is_public=is_public,
        is_withdrawn=case.target.state == State.WITHDRAWN,
        was_restricted=was_restricted,
        was_taken_down=was_restricted and not keeps_its_page,
        was_restored=was_restored,
        ground=restriction.ground if restriction else "",
        decided_at=case.decided_at,
    )


def _last_decision(case_id: int) -> Decision | None:
    """Return what people decided on a case and nobody took back."""
    decisions = Decision.objects.standing().filter(case_id=case_id, automated=False)
    return decisions.exclude(action__in=SILENT).order_by("-pk").first()


def _appealed(case: Case) -> Decision | None:
    return Decision.objects.filter(pk=case.appeals or 0).first()


def _restricts_the_public(decision: Decision | None) -> bool:
    """Whether a decision takes something from what readers see: a refused edit leaves it as it was."""
    if decision is None or decision.action not in RESTRICTIONS:
        return False
    if decision.action not in (Action.DECLINE, Action.RETURN):
        return True
    words = DecisionText.objects.filter(decision_id=decision.pk).first()
    return not (words and words.before.get("is_edit", False))


@dataclass(frozen=True)
class Statement:
    """What an author is owed: what was decided, by which rule, on which facts, and what is open to them."""

    decision: Decision
    facts: str
    is_edit: bool
    is_restriction: bool
    is_appealed: bool
    is_answered: bool
    can_appeal: bool


def statements_for(author_id: int, target: str = "post") -> dict[int, Statement]:
    """Return the latest decision on each of an author's words, by id of post or comment; three queries."""
    # What an appeal upheld, or a report left alone, is said by the decision it left standing.
    rows = Decision.objects.standing().exclude(action__in=SILENT | {Action.UPHOLD, Action.KEEP})
    rows = rows.filter(author_id=author_id, target=target)
    latest: dict[int, Decision] = {}
    for row in rows.order_by("-created_at", "-pk")[:LOOKED_UP]:
        latest.setdefault(row.target_id, row)
    return _stated(list(latest.values()))


@dataclass(frozen=True)
class Taken:
    """Words that went with a ban, for whoever wrote them: they stay theirs."""

    title: str
    text: str
    language: str


def taken_along(ban: Decision) -> list[Taken]:
    """Return what went with a ban, as far as it is still there; three queries."""
    lines = Decision.objects.filter(
        author_id=ban.author_id, part_of=ban.pk, action__in=[Action.REMOVE, Action.DECLINE]
    )
    ids = list(lines.order_by("pk").values_list("target", "target_id"))
    posts = Post.objects.filter(pk__in=[pk for name, pk in ids if name == "post"])
    posts = posts.select_related("public_revision", "latest_revision").order_by("pk")
    comments = Comment.objects.filter(pk__in=[pk for name, pk in ids if name == "comment"]).order_by("pk")
    return [
        *(Taken(post.title, words_of(post.shown_revision), post.language) for post in posts),
        *(Taken(Truncator(row.body).chars(60), row.body, row.language) for row in comments),
    ]


def words_of(revision: PostRevision) -> str:
    """Return a version's title and words as its author could type them again."""
    return f"{revision.title}\n\n{html_to_text(revision.body_html + html_of(revision))}"


def statement_of(decision: Decision) -> Statement:
    """Return one decision's reasons."""
    return _stated([decision])[decision.target_id]


@dataclass(frozen=True)
class AppealAnswer:
    """What came of an appeal: the decision, its reasons, and who looked ("same" or "other")."""

    decision: Decision
    facts: str
    looked_again: str


def answer_to(appeal: Case) -> AppealAnswer | None:
    """Return the answer to an appeal; None while nobody has decided it."""
    decision = _last_decision(appeal.pk)
    if appeal.state != Case.State.DECIDED or decision is None:
        return None
    words = DecisionText.objects.filter(decision_id=decision.pk).first()
    return AppealAnswer(decision, words.facts if words else "", looked_again(decision))


def _stated(decisions: list[Decision]) -> dict[int, Statement]:
    pks = [decision.pk for decision in decisions]
    words = {text.decision_id: text for text in DecisionText.objects.filter(decision_id__in=pks)}
    appealed = dict(Case.objects.filter(appeals__in=pks).values_list("appeals", "state"))
    found = {}
    for decision in decisions:
        is_restriction = decision.action in RESTRICTIONS
        found[decision.target_id] = Statement(
            decision=decision,
            facts=words[decision.pk].facts if decision.pk in words else "",
            is_edit=decision.pk in words and words[decision.pk].before.get("is_edit", False),
            is_restriction=is_restriction,
            is_appealed=decision.pk in appealed,
            is_answered=appealed.get(decision.pk) == Case.State.DECIDED,
            # What the site itself restricted is before the desk already.
            can_appeal=is_restriction and not decision.automated and decision.pk not in appealed,
        )
    return found
