"""Deciding together: who wants an idea, and what the brand says becomes of it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q
from wagtail.models import Page

from community.actions.accepting import check_accepted
from community.actions.notifying import notify_many
from community.actions.rating import is_insider
from community.actions.refusals import (
    BrandDoesNotVote,
    IdeaIsDone,
    MayNotSign,
    MayNotWrite,
    OwnIdea,
    StepNeedsMore,
)
from community.actions.states import lock
from community.generations import generations
from community.models import IdeaState, IdeaStep, IdeaVote, Member, Notification, Post
from community.models.posts import State
from community.roles import may_sign
from community.states import StepRefused
from content.cards import address_of
from content.shown import shown_pages
from pagecache import raise_generations


@transaction.atomic
def vote_for_idea(idea: Post, *, by: Member, wanted: bool = True) -> bool:
    """Let a member want a public idea, once, or want it no longer; returns whether anything changed.

    Whoever is with the brand does not vote: they are asked. Raises `OwnIdea`, `BrandDoesNotVote`,
    `MayNotWrite`, `AcceptFirst`, `IdeaIsDone`, and `StepRefused` for an idea that is not public.
    """
    idea = lock(idea)
    if idea.author_id == by.pk:
        raise OwnIdea
    if not by.may_write:
        raise MayNotWrite(by)
    check_accepted(by)
    if not idea.is_public:
        raise StepRefused(idea.state, State.PUBLISHED)
    if not wanted:
        return _take_back(idea, by)
    if is_insider(by):
        raise BrandDoesNotVote
    if idea.idea_state == IdeaState.DONE:
        raise IdeaIsDone
    _vote, is_new = IdeaVote.objects.get_or_create(post=idea, member=by)
    if is_new:
        _count(idea, 1)
    return is_new


def _take_back(idea: Post, by: Member) -> bool:
    gone, _models = IdeaVote.objects.filter(post=idea, member=by).delete()
    if gone:
        _count(idea, -1)
    return bool(gone)


def _count(idea: Post, change: int) -> None:
    Post.objects.filter(pk=idea.pk).update(vote_count=F("vote_count") + change)
    raise_generations(*generations(idea))


@transaction.atomic
def forget_votes(member: Member) -> None:
    """Take all votes of a member back, who leaves; the counts follow."""
    votes = IdeaVote.objects.filter(member=member)
    wanted = Post.objects.select_for_update(no_key=True).filter(pk__in=votes.values("post")).order_by("pk")
    for idea in list(wanted):
        _take_back(idea, member)


@transaction.atomic
def take_step(idea: Post, *, by: Member, state: str, reason: str = "", page: Page | None = None) -> IdeaStep:
    """Say for the brand what becomes of an idea, signed; its author and all who want it are told.

    The same said twice is one step. "Not now" needs a reason, "done" the page that shows it, one everybody
    may read. Raises `MayNotSign` (for one's own idea too), `StepNeedsMore`, and `StepRefused` for an idea
    that is not public.
    """
    idea = lock(idea)
    if idea.author_id == by.pk or not may_sign(by):
        raise MayNotSign
    if not idea.is_public:
        raise StepRefused(idea.state, State.PUBLISHED)
    state, reason = IdeaState(state), reason.strip()
    if state == IdeaState.NOT_NOW and not reason:
        raise StepNeedsMore(state)
    if state == IdeaState.DONE and (page is None or not shown_pages().filter(pk=page.pk).exists()):
        raise StepNeedsMore(state)
    page = page if state == IdeaState.DONE else None
    latest = idea.idea_steps.last()
    if latest and (latest.state, latest.reason, latest.page_id) == (state, reason, page and page.pk):
        return latest
    step = IdeaStep.objects.create(
        post=idea,
        state=state,
        reason=reason,
        page=page,
        signed_by=by,
        signature=by.name,
        brand_role=by.brand_role,
    )
    Post.objects.filter(pk=idea.pk).update(idea_state=state)
    _tell(step, but=by)
    raise_generations(*generations(idea))
    return step


def _tell(step: IdeaStep, *, but: Member) -> None:
    """Tell the author and all who want the idea, in as many queries whatever their number."""
    wanted = IdeaVote.objects.filter(post=step.post_id).values("member")
    concerned = Member.objects.public().filter(Q(pk__in=wanted) | Q(pk=step.post.author_id))
    facts = {"state": step.state, "reason": step.reason}
    pages = {page.locale.language_code: page for page in _translations(step)}

    def facts_in(language: str) -> dict[str, object]:
        shown = pages.get(language) or step.page
        if shown is None:
            return dict(facts)
        return {**facts, "page": shown.title, "page_address": address_of(shown, language)}

    members = concerned.exclude(pk=but.pk).order_by("pk").only("pk", "language")
    notify_many(members, Notification.Kind.IDEA, post=step.post, facts_in=facts_in)


def _translations(step: IdeaStep) -> Iterable[Page]:
    if step.page is None:
        return ()
    return shown_pages().filter(translation_key=step.page.translation_key).select_related("locale")
