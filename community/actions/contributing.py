"""Handing in posts, edits and comments. Words are cleaned here, once, and stored beside what was typed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from community import signals
from community.actions.consenting import settle_use
from community.actions.refusals import MayNotWrite, NotYours, ReviewExists, StarsRefused
from community.actions.states import lock
from community.generations import generations, generations_of_stars
from community.models import Blog, Member, Photo, Post, PostRevision, PostTopic, RevisionPhoto
from community.models.posts import State
from community.parts import POINTS, STEPS, Size, clean_lines, sentences_of
from community.sanitize import RENDER_VERSION, TooLong, clean_title, plain_text, render_body
from community.states import check_step
from community.words.language import detect
from content.models import Product, Topic
from pagecache import raise_generations


@dataclass(frozen=True)
class Words:
    """What a person wrote: the versioned part of a post. Steps are a tip's; `owned_for` (an `OwnedFor`), pros
    and cons are a customer's review's.
    """

    title: str
    body: str
    body_format: str = PostRevision.Format.HTML
    stars: int | None = None
    owned_for: str = ""
    pros: Sequence[str] = ()
    cons: Sequence[str] = ()
    steps: Sequence[str] = ()
    photos: Sequence[Photo] = ()
    seconds_to_write: int | None = None


@dataclass(frozen=True)
class About:
    """What a post is about and how its author stands to it: the part without versions.

    `use_elsewhere` is the answer to that question, None where it was not asked.
    """

    kind: str
    product: Product | None = None
    topics: Sequence[Topic] = ()
    language: str = ""
    works_for_brand: bool = False
    incentivised: bool = False
    incentive: str = ""
    may_be_asked: bool = False
    use_elsewhere: bool | None = None
    original_url: str = ""
    blog: Blog | None = None
    draft_uuid: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def submit_post(*, by: Member, about: About, words: Words, at: datetime | None = None) -> Post:
    """Hand in a new post; the same draft handed in twice is one post.

    `at` backdates it (an imported entry keeps its own time). Raises `MayNotWrite`, `StarsRefused`,
    `ReviewExists`, and `ValueError` for words the sanitiser cannot take.
    """
    if existing := Post.objects.filter(draft_uuid=about.draft_uuid, author=by).first():
        return existing
    _check_author(by, words)
    post = Post(
        author=by,
        kind=about.kind,
        product=about.product,
        draft_uuid=about.draft_uuid,
        language=about.language or detect(_all_words(words)) or by.language,
        brand_role=by.brand_role,
        by_brand=by.by_brand,
        works_for_brand=about.works_for_brand,
        incentivised=about.incentivised,
        incentive=about.incentive,
        may_be_asked=about.may_be_asked and _is_customers_review(about.kind, by),
        original_url=about.original_url,
        blog=about.blog,
        submitted_at=at or timezone.now(),
    )
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as clash:
        if same := Post.objects.filter(draft_uuid=about.draft_uuid, author=by).first():
            return same
        raise ReviewExists from clash
    _set_topics(post, about.topics)
    settle_use(post, about.use_elsewhere)
    if post.works_for_brand:
        raise_generations(*generations_of_stars(by.pk))
    return _hand_in(post, words)


def _is_customers_review(kind: str, author: Member) -> bool:
    """Whether this is what only customers say: how a product of theirs holds up."""
    return kind == Post.Kind.REVIEW and not author.by_brand


def _all_words(words: Words) -> str:
    return " ".join([plain_text(words.body), *sentences_of(words)])


def _set_topics(post: Post, topics: Sequence[Topic]) -> None:
    PostTopic.objects.filter(post=post).delete()
    PostTopic.objects.bulk_create(
        PostTopic(post=post, topic=topic, position=place) for place, topic in enumerate(topics[:3], start=1)
    )


@transaction.atomic
def submit_edit(post: Post, *, by: Member, words: Words, about: About | None = None) -> Post:
    """Hand in a newer version. While it is checked, a public post goes on showing the cleared one.

    `about` also changes topics, language and disclosure, at once; kind and product stay. Of a public post
    the words of the disclosure stay too, for nobody would check them. The same words again change nothing.
    Raises `NotYours`, `MayNotWrite`, `StarsRefused`, `StepRefused`.
    """
    post = lock(post)
    if post.author_id != by.pk:
        raise NotYours
    _check_author(by, words)
    if about is not None:
        _revise_about(post, about, by)
    is_with_us = post.is_public or post.state in (State.SUBMITTED, State.WAITING)
    if is_with_us and post.latest_revision and _says(post, post.latest_revision, words):
        return post
    if not post.is_public and post.state not in (State.SUBMITTED, State.WAITING):
        check_step(post.state, State.SUBMITTED)
        post.state = State.SUBMITTED
        post.submitted_at = timezone.now()
        post.save(update_fields=["state", "submitted_at"])
    return _hand_in(post, words)


def _says(post: Post, revision: PostRevision, words: Words) -> bool:
    """Whether a revision holds these very words and photos: the same edit sent twice, or none at all."""
    return (
        (revision.title, revision.body, revision.body_format, revision.stars)
        == (clean_title(words.title), words.body, words.body_format, words.stars)
        and all(getattr(revision, name) == value for name, value in _parts(post, words).items())
    ) and list(revision.photos.values_list("photo_id", "alt")) == [(one.pk, one.alt) for one in words.photos]


def _revise_about(post: Post, about: About, by: Member) -> None:
    """Take over what has no versions, and tell whoever lists the post."""
    post.language = about.language or post.language
    post.may_be_asked = about.may_be_asked and _is_customers_review(post.kind, by)
    post.save(update_fields=["language", "may_be_asked"])
    _set_topics(post, about.topics)
    settle_use(post, about.use_elsewhere)
    _answer(post, about.works_for_brand, about.incentivised, about.incentive)


def _answer(post: Post, works_for_brand: bool, incentivised: bool, incentive: str) -> None:
    """Write down how the author stands to what the post is about, and tell whoever lists it."""
    if post.works_for_brand != works_for_brand:
        raise_generations(*generations_of_stars(post.author_id))
    post.works_for_brand, post.incentivised = works_for_brand, incentivised
    if not incentivised:
        post.incentive = ""
    elif not post.is_public:
        post.incentive = incentive
    post.save(update_fields=["works_for_brand", "incentivised", "incentive"])
    if post.is_public:
        raise_generations(*generations(post))
        signals.contribution_changed.send(sender=Post, contribution=post)


@transaction.atomic
def disclose(
    post: Post, *, by: Member, works_for_brand: bool, incentivised: bool, incentive: str = ""
) -> Post:
    """Answer the questions of disclosure anew, for a post whose words come from elsewhere.

    Of a public post the words about what was given stay: nobody would check them. Raises `NotYours`.
    """
    post = lock(post)
    if post.author_id != by.pk:
        raise NotYours
    _answer(post, works_for_brand, incentivised, incentive)
    return post


def _check_author(by: Member, words: Words) -> None:
    if not by.may_write:
        raise MayNotWrite(by)
    if by.by_brand and words.stars is not None:
        raise StarsRefused


def _parts(post: Post, words: Words) -> dict[str, Any]:
    """Return what a post of this kind says beside its body, cleaned; what makes no sense there is left out.

    Raises `TooLong`.
    """
    is_review = _is_customers_review(post.kind, post.author)
    is_tip = post.kind == Post.Kind.TIP
    return {
        "owned_for": words.owned_for if is_review else "",
        "pros": _sized(words.pros, POINTS) if is_review else [],
        "cons": _sized(words.cons, POINTS) if is_review else [],
        "steps": _sized(words.steps, STEPS) if is_tip else [],
    }


def _sized(lines: Sequence[str], size: Size) -> list[str]:
    """The form asks for these sizes kindly; nothing larger is stored, wherever it comes from."""
    clean = clean_lines(lines)
    if len(clean) > size.most or any(len(line) > size.longest for line in clean):
        raise TooLong
    return clean


def _hand_in(post: Post, words: Words) -> Post:
    """Store a revision and say that it was submitted."""
    # A refused edit has its number too, though it is the latest no more.
    number = (post.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    revision = PostRevision.objects.create(
        post=post,
        number=number,
        title=clean_title(words.title),
        body=words.body,
        body_format=words.body_format,
        body_html=render_body(words.body, words.body_format),
        render_version=RENDER_VERSION,
        stars=words.stars,
        **_parts(post, words),
        seconds_to_write=words.seconds_to_write,
    )
    RevisionPhoto.objects.bulk_create(
        RevisionPhoto(revision=revision, photo=photo, position=place, alt=photo.alt)
        for place, photo in enumerate(words.photos, start=1)
    )
    post.latest_revision = revision
    post.save(update_fields=["latest_revision"])
    signals.contribution_submitted.send(sender=Post, contribution=post, revision=revision)
    post.refresh_from_db()
    return post


@transaction.atomic
def keep_out_of_feeds(post: Post, *, reason: str) -> Post:
    """Take a post out of shared feeds; it stays public on its own page. The author reads `reason`."""
    return _set_in_feeds(post, False, reason)


@transaction.atomic
def admit_to_feeds(post: Post) -> Post:
    """Let a post into shared feeds (again)."""
    return _set_in_feeds(post, True, "")


def _set_in_feeds(post: Post, allowed: bool, reason: str) -> Post:
    post = lock(post)
    if post.in_feeds == allowed and post.in_feeds_reason == reason:
        return post
    post.in_feeds, post.in_feeds_reason = allowed, reason
    post.save(update_fields=["in_feeds", "in_feeds_reason"])
    if post.is_public:
        raise_generations(*generations(post))
        signals.contribution_changed.send(sender=Post, contribution=post)
    return post
