"""What pages of lower rooms show of the desk: its decision on a post, and the words for a rule."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.text import capfirst

from community.models import Comment, Member, Post
from moderation.access import at_desk, may_act_on
from moderation.models import Decision
from moderation.outcomes import Statement, statements_for, taken_along, words_of
from moderation.rules import RULES
from moderation.steps import RESTRICTIONS

register = template.Library()


@register.inclusion_tag("moderation/_decision.html", takes_context=True)
def decision_for(context: Context, target: Post | Comment) -> dict[str, Any]:
    """The reasons that stand against a post or comment, for its author's own list; nothing if none do.

    Three queries for a whole list, however long.
    """
    statement = _statement(context.get("request"), target)
    if statement is None or not statement.is_restriction:
        return {"statement": None}
    # "My posts" prints why a post is out of feeds by itself.
    is_said = statement.facts == getattr(target, "in_feeds_reason", "")
    return {"statement": statement, "target": target, "facts": "" if is_said else statement.facts}


def _statement(request: HttpRequest | None, target: Post | Comment) -> Statement | None:
    """Read all of the author's statements at the first of a list, and keep them with the request."""
    name = "post" if isinstance(target, Post) else "comment"
    kept: dict[tuple[int, str], dict[int, Statement]] = getattr(request, "_statements", {})
    key = (target.author_id, name)
    if key not in kept:
        kept[key] = statements_for(*key)
        if request is not None:
            vars(request)["_statements"] = kept
    return kept[key].get(target.pk)


@register.filter
def rule(ground: str) -> str:
    """The public rule a ground stands for, in words; "" for none."""
    for one in RULES:
        if one.ground == ground:
            return str(one.name)
    return capfirst(str(Decision.Ground(ground).label)) if ground in Decision.Ground else ""


@register.filter
def is_restriction(action: str) -> bool:
    """Whether a decision takes something from an author, who is then owed reasons and redress."""
    return action in RESTRICTIONS


@register.simple_tag
def given_back(facts: dict[str, Any], post: Post | None, comment: Comment | None) -> str:
    """The words a decision was about, as plain text: they stay their author's."""
    if comment is not None:
        return comment.body
    if post is None:
        return ""
    decision = Decision.objects.filter(pk=facts.get("decision", 0)).first()
    revision = post.revisions.filter(pk=decision.revision_id or 0).first() if decision else None
    revision = revision or post.shown_revision
    return words_of(revision) if revision else ""


@register.simple_tag
def measure_of(facts: dict[str, Any]) -> dict[str, Any]:
    """How long a measure on a member lasts, and what went with it, for their mail."""
    decision = Decision.objects.filter(pk=facts.get("decision", 0)).first()
    if decision is None:
        return {}
    return {"until": decision.until, "taken": taken_along(decision)}


@register.inclusion_tag("moderation/_level_link.html", takes_context=True)
def level_link(context: Context, person: Member) -> dict[str, Any]:
    """Lead the desk to a customer's level from their page; print nothing for anybody else."""
    is_open = at_desk(context["request"]) and not person.by_brand
    return {"person": person, "is_offered": is_open and may_act_on(person, context["user"])}
