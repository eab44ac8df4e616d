"""The demo's posts, ratings and comments: handed in, screened and rated as by anybody, then backdated."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from community import actions as community
from community.actions.contributing import About, Words
from community.actions.photos import prepare_photo, store_upload
from community.actions.questions import follow_question
from community.actions.rating import rate_post
from community.actions.updates import submit_update
from community.models import Comment, Member, Notification, Photo, Post, PostRevision
from community.models.posts import State
from content.models import Product, Topic
from demo import texts
from moderation import actions as desk
from moderation.facts import facts_of
from moderation.models import Case, Decision
from moderation.screening import assess

Progress = Callable[[str], None]
# What led the demo's moderator to a decision, as its author reads it.
OFF_TOPIC = {
    "en": "The post is about an offer in a shop, not about a product or a topic of this site.",
    "nb": "Innlegget handler om et tilbud i en butikk, ikke om et produkt eller et emne på dette nettstedet.",
}
PRIVATE = {
    "en": "The post gives a stranger's telephone number.",
    "nb": "Innlegget oppgir telefonnummeret til en utenforstående.",
}
NAMESPACE = uuid.UUID("6f1d3c0e-0d3c-4c1b-9a55-6d6f7267656e")


def seed_posts(members: dict[str, Member], entries: Iterable[texts.PostText], progress: Progress) -> int:
    """Hand in every post that is not there yet, the oldest first; return how many were new."""
    products = {product.slug: product for product in Product.objects.all()}
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    known = set(Post.objects.values_list("draft_uuid", flat=True))
    wanted = [text for text in entries if key_of(text.key) not in known]
    wanted.sort(key=lambda text: -text.days_ago)
    for number, text in enumerate(wanted, start=1):
        _seed_post(text, members, products, topics)
        if number % 50 == 0 or number == len(wanted):
            progress(f"post {number} of {len(wanted)}")
    return len(wanted)


def key_of(key: str) -> uuid.UUID:
    """Return the draft UUID of a demo post, the same at every seeding."""
    return uuid.uuid5(NAMESPACE, key)


@transaction.atomic
def _seed_post(
    text: texts.PostText, members: dict[str, Member], products: dict[str, Product], topics: dict[str, Topic]
) -> None:
    author = members[text.author]
    at = timezone.now() - timedelta(days=text.days_ago, minutes=key_of(text.key).int % 600)
    post = community.submit_post(
        by=author,
        about=About(
            kind=text.kind,
            product=products.get(text.product),
            topics=[topics[slug] for slug in text.topics],
            language=text.lang,
            works_for_brand=text.tie == "employee",
            incentivised=text.tie == "incentive",
            # Who weighs both sides also tells how it went on, and lends the words.
            may_be_asked=bool(text.pros),
            use_elsewhere=bool(text.pros),
            draft_uuid=key_of(text.key),
        ),
        words=Words(
            title=text.title,
            body=text.earlier or text.body,
            stars=None if author.by_brand else text.stars,
            owned_for=text.owned_for,
            pros=text.pros,
            cons=text.cons,
            steps=text.steps,
            photos=[_photo(name, author, text.lang) for name in text.photos],
            seconds_to_write=180,
        ),
        at=at,
    )
    _decide(post, text, members)
    _backdate(post, at)
    if text.earlier:
        _edit(post, text, at + timedelta(days=4))
    post.refresh_from_db()
    if post.is_public:
        for useful in text.useful:
            rate_post(post, by=members[useful.rater], value=useful.value)


def _photo(name: str, owner: Member, language: str) -> Photo:
    """Store a member's picture, drawn anew in the limited child like any upload."""
    art = texts.load_art()[name]
    photo = store_upload(
        ContentFile(art.path.read_bytes(), name=art.path.name), owner=owner, alt=art.alt.to(language)
    )
    transaction.on_commit(lambda: prepare_photo(photo.pk))
    return photo


def _decide(post: Post, text: texts.PostText, members: dict[str, Member]) -> None:
    """Do what the demo's desk did: clear what waits, unless the post is there to wait or to be declined."""
    post.refresh_from_db()
    moderator = next(member for member in members.values() if member.email == "moderator@demo.example")
    if text.state == "published" and not (post.is_public and post.in_feeds):
        _settle(post, moderator, Decision.Action.CLEAR)
    elif text.state == "out_of_feeds":
        facts = OFF_TOPIC[post.author.language]
        _settle(post, moderator, Decision.Action.CLEAR_OUT_OF_FEEDS, Decision.Ground.OFF_TOPIC, facts)
    elif text.state == "declined":
        facts = PRIVATE[post.author.language]
        _settle(post, moderator, Decision.Action.DECLINE, Decision.Ground.PRIVATE, facts)
    elif text.state == "waiting":
        _let_wait(post)


def _let_wait(post: Post) -> Case:
    """Put a post before the desk with what screening says of it, also one it would have let through."""
    if post.is_public:
        post = community.reverse(post, to=State.WAITING)
    case = Case.objects.exclude(state=Case.State.DECIDED).filter(post=post).first()
    if case is not None:
        return case
    found = assess(facts_of(post, post.latest_revision))
    signals = [signal.as_row() for signal in found.signals]
    return desk.open_case(
        post, revision=post.latest_revision, risk=found.risk, band=found.band, signals=signals
    )


def _settle(post: Post, moderator: Member, action: str, ground: str = "", facts: str = "") -> None:
    if action == Decision.Action.DECLINE:
        case = _let_wait(post)
    else:
        case = Case.objects.exclude(state=Case.State.DECIDED).filter(post=post).first() or desk.open_case(
            post, revision=post.latest_revision
        )
    if case.about_staff or action == Decision.Action.DECLINE:
        # A moderator may decide an appeal against what an admin declined.
        moderator = Member.objects.filter(is_superuser=True, is_demo=True).first() or moderator
    desk.decide(case, by=moderator, version=case.version, action=action, ground=ground, facts=facts)


def _edit(post: Post, text: texts.PostText, at: datetime) -> None:
    """Hand in the words as they stand, over those that stood first."""
    first = post.revisions.get()
    words = Words(
        title=text.title,
        body=text.body,
        stars=first.stars,
        owned_for=first.owned_for,
        pros=first.pros,
        cons=first.cons,
        steps=first.steps,
    )
    post = community.submit_edit(post, by=post.author, words=words)
    if post.has_waiting_edit:
        community.publish(post, revision=post.latest_revision)
    PostRevision.objects.filter(post=post, number=2).update(created_at=at, cleared_at=at)
    Post.objects.filter(pk=post.pk).update(edited_at=at)


def _backdate(post: Post, at: datetime) -> None:
    """Put a post where it would stand had it been written then."""
    Post.objects.filter(pk=post.pk).update(submitted_at=at, created_at=at)
    Post.objects.filter(pk=post.pk, published_at__isnull=False).update(published_at=at, edited_at=None)
    PostRevision.objects.filter(post=post).update(created_at=at)
    PostRevision.objects.filter(post=post, cleared_at__isnull=False).update(cleared_at=at)
    # What was said long ago was also read long ago, and no mail goes out for it.
    Notification.objects.filter(post=post).update(created_at=at, read_at=at, by_mail=False)


def seed_comments(members: dict[str, Member], progress: Progress) -> int:
    """Add the conversation under the posts."""
    made: dict[str, Comment] = {}
    posts = {post.draft_uuid: post for post in Post.objects.published()}
    known = {comment.uuid: comment for comment in Comment.objects.all()}
    added = 0
    for text in texts.load_comments():
        post, key = posts.get(key_of(text.post)), key_of(text.key)
        if post is None:
            continue
        if key in known:
            made[text.key] = known[key]
            continue
        made[text.key] = _seed_comment(text, post, members[text.author], made.get(text.reply_to))
        added += 1
    progress(f"{added} comments")
    return added


@transaction.atomic
def _seed_comment(text: texts.CommentText, post: Post, author: Member, parent: Comment | None) -> Comment:
    words = text.body.replace("</p><p>", "\n\n").replace("<p>", "").replace("</p>", "")
    key = key_of(text.key)
    if text.update:
        comment = submit_update(post, by=author, body=words, key=key)
    else:
        comment = community.submit_comment(by=author, body=words, post=post, parent=parent, key=key)
    comment.refresh_from_db()
    if not comment.is_public:
        comment = community.publish(comment)
    published_at = post.published_at or timezone.now()
    at = max(timezone.now() - timedelta(days=text.days_ago), published_at + timedelta(hours=1))
    Comment.objects.filter(pk=comment.pk).update(
        created_at=at,
        submitted_at=at,
        published_at=at,
        language=text.lang,
    )
    comment.refresh_from_db()
    if text.accepted and parent is None:
        community.accept_answer(comment, by=post.author)
        Post.objects.filter(pk=post.pk).update(solved_at=at)
    follow_question(comment)
    Notification.objects.filter(comment=comment).update(created_at=at, read_at=at, by_mail=False)
    Case.objects.filter(comment=comment).delete()
    return comment
