"""What a post's page shows of deciding together: who wants an idea, and what becomes of it."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.http import urlencode

from community.actions.rating import is_insider
from community.experts import asked_of
from community.ideas import steps_of, tone_of
from community.models import Expert, IdeaState, IdeaVote, Post
from community.roles import may_sign
from community.wording import USEFUL

register = template.Library()


@register.filter
def idea_label(state: str) -> str:
    return str(IdeaState(state).label)


@register.filter
def idea_tone(state: str) -> str:
    """What the label of a state looks like: "good", "warn", or nothing."""
    return tone_of(state)


@register.inclusion_tag("community/_experts.html", takes_context=True)
def experts_asked(context: Context, post: Post) -> dict[str, Any]:
    """Print whom a question was sent to, and to who may send it on, whom else: a query, or three."""
    user = context["request"].user
    return {
        "post": post,
        "asked": asked_of(post, user if user.is_authenticated else None),
        "brand": context.get("brand"),
        "request": context["request"],
    }


@register.inclusion_tag("community/_expertise_link.html", takes_context=True)
def expertise_link(context: Context) -> dict[str, Any]:
    """Print the way to what one is asked about, if one is an expert; one query."""
    return {"is_expert": Expert.objects.filter(member=context["request"].user).exists()}


@register.inclusion_tag("community/_useful_visitor.html")
def useful_to_visitor(post: Post) -> dict[str, Any]:
    """Print the question of usefulness as links: each leads by the sign-in to one press more."""
    address = reverse("community:rating", args=[post.pk])
    chosen = {value: urlencode({"next": f"{address}?value={value}"}) for value in USEFUL}
    login = reverse("account_login")
    return {"answers": [(label, f"{login}?{chosen[value]}") for value, label in USEFUL.items()]}


@register.inclusion_tag("community/_idea.html", takes_context=True)
def idea_of(context: Context, post: Post) -> dict[str, Any]:
    """Print who wants an idea and what the brand says of it: one query, for somebody signed in four more."""
    user = context["request"].user
    is_author = user.pk == post.author_id
    is_other = user.is_authenticated and not is_author
    return {
        "post": post,
        "steps": steps_of(post),
        "is_author": is_author,
        "is_done": post.idea_state == IdeaState.DONE,
        "wants": is_other and IdeaVote.objects.filter(post=post, member=user).exists(),
        "may_vote": is_other and not is_insider(user),
        "may_sign": is_other and may_sign(user),
        "user": user,
        "brand": context.get("brand"),
        "request": context["request"],
    }
