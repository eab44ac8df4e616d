"""Asking somebody by name: naming experts of a product, and sending them questions about it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from community.actions.notifying import notify, tell_expert
from community.actions.refusals import (
    ExpertHasEnough,
    MayNotAsk,
    MayNotName,
    MayNotWrite,
    NoExpert,
    NotYours,
    SentToEnough,
)
from community.actions.states import lock
from community.generations import generations
from community.models import Expert, ExpertAsked, Member, Notification, Post
from community.models.posts import State
from community.roles import may_name_experts, may_send_on
from content.models import Product
from content.models.catalogue import in_language
from pagecache import raise_generations

MOST_EXPERTS = 2
"""Experts one question is sent to."""
MOST_A_DAY = 5
"""Questions that customers send to one expert in 24 hours; staff send more."""
ASKABLE = (State.SUBMITTED, State.WAITING, State.PUBLISHED)


@transaction.atomic
def name_expert(product: Product, *, member: Member, by: Member) -> Expert:
    """Make a member an expert of a product, and tell them; twice is once.

    Raises `MayNotName`, and `MayNotWrite` for somebody who could not answer.
    """
    if not may_name_experts(by):
        raise MayNotName
    if not member.may_write:
        raise MayNotWrite
    expert, is_new = Expert.objects.get_or_create(product=product, member=member)
    if is_new and member.pk != by.pk:
        with override(member.language):
            address = reverse("community:my_expertise")
        facts = {"product": in_language(product.names, member.language), "address": address}
        notify(member, Notification.Kind.EXPERT, facts=facts)
    raise_generations(f"product:{product.pk}")
    return expert


@transaction.atomic
def end_expertise(expert: Expert, *, by: Member) -> None:
    """Let somebody be an expert no longer: they decline, or staff end it. Raises `NotYours`."""
    if expert.member_id != by.pk and not may_name_experts(by):
        raise NotYours
    Expert.objects.filter(pk=expert.pk).delete()
    raise_generations(f"product:{expert.product_id}")


@transaction.atomic
def ask_expert(question: Post, *, expert: Member, by: Member) -> ExpertAsked:
    """Send a question to an expert of its product, who is told as soon as it is public; twice is once.

    Raises `MayNotAsk` (who is neither the asker nor staff; what is no question, or gone), `MayNotWrite`,
    `NoExpert`, `SentToEnough`, `ExpertHasEnough`.
    """
    # The expert first: askers at once wait here for one another.
    expert = Member.objects.select_for_update(no_key=True).get(pk=expert.pk)
    question = lock(question)
    if question.kind != Post.Kind.QUESTION or question.state not in ASKABLE or not may_send_on(by, question):
        raise MayNotAsk
    if not by.may_write:
        raise MayNotWrite(by)
    known = Expert.objects.filter(product=question.product_id, member=expert).exists()
    if not known or not expert.may_write or expert.pk == question.author_id:
        raise NoExpert
    sent = {asked.expert_id: asked for asked in question.experts_asked.all()}
    if expert.pk in sent:
        return sent[expert.pk]
    if len(sent) >= MOST_EXPERTS:
        raise SentToEnough
    if by.pk == question.author_id and _asked_today(expert) >= MOST_A_DAY:
        raise ExpertHasEnough
    asked = ExpertAsked.objects.create(post=question, expert=expert, asked_by=by)
    if question.is_public:
        tell_expert(asked)
    raise_generations(*generations(question))
    return asked


def _asked_today(expert: Member) -> int:
    since = timezone.now() - timedelta(days=1)
    by_askers = ExpertAsked.objects.filter(expert=expert, asked_by=F("post__author"), at__gt=since)
    return by_askers.count()
