"""Deciding together, in the demo: votes for ideas and what becomes of them, experts, words beneath pages."""

import tomllib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from community import actions as community
from community.actions.asking import ask_expert, name_expert
from community.actions.deciding import take_step, vote_for_idea
from community.models import Comment, Expert, ExpertAsked, IdeaStep, Member, Notification, Post
from content.models import Product, ProductPage, StoryPage
from demo import texts
from demo.seeding.editorial import page_key
from demo.seeding.posts import key_of
from moderation.models import Case

Members = dict[str, Member]


def seed_together(members: Members) -> None:
    """Add what is not there yet; what is about a post that is not there is left out."""
    told = tomllib.loads((texts.DATA / "together.toml").read_text(encoding="utf-8"))
    posts = {post.draft_uuid: post for post in Post.objects.published()}
    for row in told["idea"]:
        if idea := posts.get(key_of(row["post"])):
            _seed_idea(idea, row, members)
    for row in told["expert"]:
        product = Product.objects.get(slug=row["product"])
        for handle in row["members"]:
            if not Expert.objects.filter(product=product, member=members[handle]).exists():
                name_expert(product, member=members[handle], by=members["henrik-foss"])
    for row in told["asked"]:
        if question := posts.get(key_of(row["post"])):
            ask_expert(question, expert=members[row["expert"]], by=question.author)
            ExpertAsked.objects.filter(post=question).update(at=question.published_at)
    for row in told["said"]:
        _seed_thread(row, members)
    # Its members have no mailboxes.
    kinds = (Notification.Kind.IDEA, Notification.Kind.EXPERT)
    Notification.objects.filter(kind__in=kinds, member__is_demo=True).update(by_mail=False)


def _seed_idea(idea: Post, row: dict[str, Any], members: Members) -> None:
    """The votes come from customers, always the same ones, and before an idea is done."""
    if IdeaStep.objects.filter(post=idea).exists() or idea.vote_count:
        return
    author = idea.author.username
    for one in texts.spread_ratings(f"{row['post']}:votes", author, [1] * row["votes"]):
        vote_for_idea(idea, by=members[one.rater])
    for step in row.get("steps", ()):
        page = (
            ProductPage.objects.get(
                translation_key=page_key(ProductPage, step["page"]), locale__language_code=idea.frame_language
            )
            if "page" in step
            else None
        )
        taken = take_step(
            idea, by=members[step["by"]], state=step["state"], reason=step.get("reason", ""), page=page
        )
        at = timezone.now() - timedelta(days=step["days"])
        IdeaStep.objects.filter(pk=taken.pk).update(at=at)
        Notification.objects.filter(post=idea, kind=Notification.Kind.IDEA, read_at=None).update(
            created_at=at, read_at=at
        )


def _seed_thread(row: dict[str, Any], members: Members) -> None:
    """What was said beneath a product's page or a story, in one language of it."""
    keys = [page_key(kind, row["page"]) for kind in (ProductPage, StoryPage)]
    kind = ProductPage if ProductPage.objects.filter(translation_key=keys[0]).exists() else StoryPage
    page = kind.objects.get(translation_key__in=keys, locale__language_code=row["lang"])
    made: list[Comment] = []
    for number, said in enumerate(row["comments"], start=1):
        key = key_of(f"{row['page']}:{row['lang']}:{number}")
        comment = community.submit_comment(
            by=members[said["by"]],
            body=said["text"],
            page=page,
            parent=made[said["to"] - 1] if "to" in said else None,
            key=key,
        )
        if not comment.is_public:
            comment = community.publish(comment)
        at = timezone.now() - timedelta(days=said["days"])
        Comment.objects.filter(pk=comment.pk).update(
            created_at=at, submitted_at=at, published_at=at, language=row["lang"]
        )
        Notification.objects.filter(comment=comment).update(created_at=at, read_at=at, by_mail=False)
        Case.objects.filter(comment=comment).delete()
        made.append(comment)
