"""Between the form as typed, the draft that keeps it, and the post it becomes."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from community.actions.contributing import About, Words
from community.forms import PostForm
from community.models import Draft, Photo, Post, PostRevision

TEXTS = (
    "title", "product", "stars", "body", "body_format", "topic", "language", "opened",
    "works_for_brand", "incentivised", "incentive",
)  # fmt: skip
LONGEST = 200_000
"""Characters kept of any one field of a draft; a post takes half of it."""
OPENED_SALT = "community.writing.opened"


def readable(post: QueryDict) -> QueryDict:
    """Return a form as sent, without the one character no database takes."""
    clean = post.copy()
    for name, values in post.lists():
        clean.setlist(name, [value.replace("\0", "") for value in values])
    return clean


def key_of(post: QueryDict) -> uuid.UUID:
    """Return the draft's UUID as the form sent it, a new one if it is broken."""
    try:
        return uuid.UUID(post.get("draft", ""))
    except ValueError:
        return uuid.uuid4()


def version_of(post: QueryDict) -> int:
    text = post.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def typed(post: QueryDict) -> dict[str, Any]:
    """Return the form as typed, to be kept in a draft: nothing is checked, nothing is lost."""
    post = readable(post)
    fields: dict[str, Any] = {name: post[name][:LONGEST] for name in TEXTS if post.get(name)}
    fields["more_topics"] = [slug[:60] for slug in post.getlist("more_topics")[:20]]
    fields["dropped"] = sorted(dropped(post))
    return fields


def alts(post: QueryDict) -> dict[str, str]:
    """Return what was written about each photo, by its uuid."""
    return {name.removeprefix("alt-"): str(post[name]) for name in post if name.startswith("alt-")}


def dropped(post: QueryDict) -> set[str]:
    return set(post.getlist("drop")[:50])


def new_initial(chosen: dict[str, str]) -> dict[str, Any]:
    """Return the start of a new post; `chosen` are product and topic named in the address."""
    return {**chosen, **_start(uuid.uuid4(), 0), "body_format": PostRevision.Format.TEXT}


def initial_of(draft: Draft) -> dict[str, Any]:
    """Return a draft's words for the form."""
    start = _start(draft.uuid, draft.version)
    opened = draft.fields.get("opened") or start["opened"]
    fields = {"body_format": PostRevision.Format.TEXT, **draft.fields}
    return {**fields, **start, "opened": opened}


def initial_of_post(post: Post) -> dict[str, Any]:
    """Return a post's newest words for the form, a version the desk refused included."""
    newest = newest_revision(post)
    topics = [link.topic.slug for link in post.topic_links.all()]
    return {
        **_start(uuid.uuid4(), 0),
        "title": newest.title,
        "body": newest.body,
        "body_format": newest.body_format,
        "stars": newest.stars,
        "product": post.product.slug if post.product else None,
        "topic": topics[0] if topics else None,
        "more_topics": topics[1:],
        "works_for_brand": post.works_for_brand,
        "incentivised": post.incentivised,
        "incentive": post.incentive,
        "language": post.language,
    }


def _start(key: uuid.UUID, version: int) -> dict[str, Any]:
    return {
        "draft": key,
        "version": version,
        "opened": signing.dumps(int(timezone.now().timestamp()), salt=OPENED_SALT),
    }


def newest_revision(post: Post) -> PostRevision:
    return post.revisions.order_by("-number")[0]


def photos_of(draft: Draft | None, post: Post | None) -> list[Photo]:
    """Return the photos of what is being written: those of the post that stay, then the draft's own."""
    found: list[Photo] = []
    if post is not None:
        gone = set(draft.fields.get("dropped", ())) if draft else set()
        uses = newest_revision(post).photos.select_related("photo")
        found += [use.photo for use in uses if str(use.photo.uuid) not in gone]
    if draft is not None:
        found += draft.photos.all()
    return found


def words(form: PostForm, draft: Draft) -> Words:
    """Return what a valid form says, with the photos that were taken."""
    data = form.cleaned_data
    return Words(
        title=data["title"],
        body=data["body"],
        body_format=data["body_format"],
        stars=data.get("stars"),
        photos=[one for one in photos_of(draft, draft.post) if one.state != Photo.State.REFUSED],
        seconds_to_write=_seconds(data.get("opened", ""), draft),
    )


def about(form: PostForm, draft: Draft) -> About:
    data = form.cleaned_data
    return About(
        kind=draft.kind,
        product=data["product"],
        topics=data["topics"],
        language=data["language"],
        works_for_brand=data.get("works_for_brand", False),
        incentivised=data.get("incentivised", False),
        incentive=data.get("incentive", "") if data.get("incentivised") else "",
        draft_uuid=draft.uuid,
    )


def _seconds(opened: str, draft: Draft) -> int | None:
    """Return how long the writing took, from the opening of the form or the first save; None if unknown."""
    try:
        at = datetime.fromtimestamp(
            signing.loads(opened, salt=OPENED_SALT), tz=timezone.get_default_timezone()
        )
    except signing.BadSignature:
        return None
    return max(0, (timezone.now() - min(at, draft.started_at)) // timedelta(seconds=1))
