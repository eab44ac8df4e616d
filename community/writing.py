"""Between the form as typed, the draft that keeps it, and the post it becomes."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from community.actions.contributing import About, Words
from community.forms.contributions import PostForm
from community.models import Draft, Photo, Post, PostRevision

TEXTS = (
    "title", "product", "stars", "body", "body_format", "topic", "language", "opened",
    "works_for_brand", "incentivised", "incentive", "owned_for", "may_be_asked", "pros", "cons", "steps",
    "use_elsewhere", "post", "instead_of", "window",
)  # fmt: skip
MOST_PHOTOS_TOLD = 50
"""Photos a form may speak of; a post takes far fewer."""
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
    fields["photos"] = arranged(post)
    fields["alts"] = {key: alt[:200] for key, alt in _by_photo(post, "alt-").items()}
    return fields


def dropped(post: QueryDict) -> set[str]:
    """Return the uuids of the photos that were left out."""
    return {key for key in post.getlist("drop")[:MOST_PHOTOS_TOLD] if _is_uuid(key)}


def arranged(post: QueryDict) -> list[str]:
    """Return the uuids of the photos in the order wished for.

    The form names a place for each, one after the other. Of two at one place, the one that was moved there
    has it: from behind it comes before the other, from before it comes after.
    """
    wished = _by_photo(post, "place-")

    def order(numbered: tuple[int, str]) -> tuple[int, int]:
        number, key = numbered
        text = wished[key]
        place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else number
        return place, (place > number) - (place < number)

    return [key for _number, key in sorted(enumerate(wished, start=1), key=order)]


def _by_photo(post: QueryDict, prefix: str) -> dict[str, str]:
    """Return the fields of this prefix by the uuid of the photo they are about."""
    found = {name.removeprefix(prefix): str(post[name]) for name in post if name.startswith(prefix)}
    return {key: found[key] for key in list(found)[:MOST_PHOTOS_TOLD] if _is_uuid(key)}


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def new_initial(chosen: dict[str, str]) -> dict[str, Any]:
    """Return the start of a new post; `chosen` are product and topic named in the address."""
    return {**chosen, **_start(uuid.uuid4(), 0), "body_format": PostRevision.Format.TEXT}


def initial_of(draft: Draft) -> dict[str, Any]:
    """Return a draft's words for the form."""
    start = _start(draft.uuid, draft.version)
    opened = draft.fields.get("opened") or start["opened"]
    fields = {"body_format": PostRevision.Format.TEXT, **draft.fields}
    # Taken back since: an edit that was begun before does not give it again.
    if draft.post and draft.post.use_consents.filter(withdrawn_at__gt=draft.saved_at).exists():
        fields.pop("use_elsewhere", None)
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
        "owned_for": newest.owned_for,
        "pros": newest.pros,
        "cons": newest.cons,
        "steps": newest.steps,
        "product": post.product.slug if post.product else None,
        "topic": topics[0] if topics else None,
        "more_topics": topics[1:],
        "works_for_brand": post.works_for_brand,
        "incentivised": post.incentivised,
        "incentive": post.incentive,
        "language": post.language,
        "may_be_asked": post.may_be_asked,
        "use_elsewhere": post.use_consents.holding().exists(),
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
    """Return the photos of what is being written, in the writer's order, each with the writer's `alt`.

    Those of the post's newest version come first where nothing was said, then the draft's own.
    """
    found: list[Photo] = []
    if post is not None:
        for use in newest_revision(post).photos.select_related("photo"):
            use.photo.alt = use.alt
            found.append(use.photo)
    if draft is not None:
        found += draft.photos.all()
    fields = draft.fields if draft else {}
    gone, alts = set(fields.get("dropped", ())), fields.get("alts", {})
    places = {key: place for place, key in enumerate(fields.get("photos", ()))}
    for photo in found:
        photo.alt = alts.get(str(photo.uuid), photo.alt)
    kept = [photo for photo in found if str(photo.uuid) not in gone]
    return sorted(kept, key=lambda photo: places.get(str(photo.uuid), len(places)))


def words(form: PostForm, draft: Draft) -> Words:
    """Return what a valid form says, with the photos that were taken."""
    data = form.cleaned_data
    return Words(
        title=data["title"],
        body=data["body"],
        body_format=data["body_format"],
        stars=data.get("stars"),
        owned_for=data.get("owned_for", ""),
        pros=data.get("pros", ()),
        cons=data.get("cons", ()),
        steps=data.get("steps", ()),
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
        incentive=data.get("incentive", ""),
        may_be_asked=data.get("may_be_asked", False),
        use_elsewhere=data["use_elsewhere"],
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
