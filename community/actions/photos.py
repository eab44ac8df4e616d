"""A photo's way: stored as it came, drawn anew, moved to where its post stands, thrown away.

The rows are the queue: `waiting` is to be drawn anew, `moving` is to be put where it belongs. Whoever changes
what is public locks the rows of the photos it shows, and so does whoever moves files: of the two the later
sees what the earlier did.
"""

import secrets
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

import jobs
from community.actions.refusals import UploadRefused
from community.generations import generations
from community.models import Draft, Member, Photo, Post
from community.models.photos import PhotoQuerySet, RevisionPhoto
from community.photo_limits import MAX_BYTES, TOO_LARGE, TOO_SLOW, most_photos, refusal_sentence
from community.photos import delete_files, place_files, private
from fetching import pictures
from fetching.child import ChildFailed, ChildOutOfMemory, ChildRefused, ChildTimedOut
from fetching.redrawing import draw_anew
from pagecache import raise_generations

ATTEMPTS = 3


@transaction.atomic
def store_upload(
    file: File,
    *,
    draft: Draft | None = None,
    owner: Member | None = None,
    alt: str = "",
    dropped: Collection[str] = (),
) -> Photo:
    """Keep a file as it came, in private storage, to be drawn anew at once.

    `dropped` are uuids of photos that the writer leaves out. Raises `UploadRefused` for a file that is empty
    or too large, and for one too many in a draft.
    """
    from community import tasks

    if not file.size:
        raise UploadRefused(pictures.BROKEN, refusal_sentence(pictures.BROKEN))
    if file.size > MAX_BYTES:
        raise UploadRefused(TOO_LARGE, refusal_sentence(TOO_LARGE))
    position = 1
    if draft is not None:
        # The draft's row is locked so that of two uploads at once one is the ninth.
        Draft.objects.select_for_update().get(pk=draft.pk)
        most = most_photos(draft.member.level if draft.member else Member.Level.NEW)
        if _count(draft, dropped) >= most:
            raise UploadRefused("too_many", _("A post takes %(limit)d photos.") % {"limit": most})
        position = (draft.photos.aggregate(last=Max("position"))["last"] or 0) + 1
    photo = Photo.objects.create(
        owner=owner or (draft.member if draft else None),
        draft=draft,
        original=file,
        alt=alt,
        position=position,
    )
    jobs.enqueue(tasks.prepare_photo, photo.pk)
    return photo


def _count(draft: Draft, dropped: Collection[str]) -> int:
    """Return how many photos the post would have: of an edit, those of the version it starts from too."""
    own = draft.photos.exclude(state=Photo.State.REFUSED).exclude(uuid__in=dropped)
    kept = RevisionPhoto.objects.none()
    if draft.post is not None:
        kept = RevisionPhoto.objects.filter(revision=draft.post.revisions.order_by("-number").first())
    return own.count() + kept.exclude(photo__uuid__in=dropped).count()


def prepare_photo(pk: int) -> None:
    """Draw a waiting photo anew in a limited child, then put it where it belongs. Safe twice and late."""
    photo = Photo.objects.waiting().filter(pk=pk).first()
    if photo is None:
        return
    Photo.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
    if photo.attempts >= ATTEMPTS:
        _refuse(photo, pictures.BROKEN)
        return
    try:
        made = redraw(str(photo.original))
    except UploadRefused as refused:
        _refuse(photo, refused.code)
    except ChildFailed:
        return  # Nothing is known against the picture: it stays waiting and is tried again.
    else:
        _keep(photo, made)


def redraw(name: str) -> list[pictures.Rendition]:
    """Return the sizes of a picture in private storage, drawn anew in a limited child, smallest first.

    Raises `UploadRefused` with its code, and `ChildFailed` where nothing is known against the picture.
    """
    try:
        with private().open(name) as file:
            return draw_anew(file.read())
    except FileNotFoundError:
        code = pictures.BROKEN
    except ChildRefused as refused:
        code = str(refused)
    except (ChildOutOfMemory, ChildTimedOut):
        code = TOO_SLOW
    raise UploadRefused(code, refusal_sentence(code))


def _keep(photo: Photo, renditions: Iterable[pictures.Rendition]) -> None:
    """Store what was drawn, privately, and settle the photo."""
    folder = f"photos/{secrets.token_urlsafe(16)}"
    sizes: list[dict[str, Any]] = []
    for made in renditions:
        name = private().save(f"{folder}/{made.width}.webp", ContentFile(made.data))
        sizes.append({"name": name, "width": made.width, "height": made.height})
    kept = Photo.objects.waiting().filter(pk=photo.pk).update(renditions=sizes, state=Photo.State.MOVING)
    if not kept:
        # Another worker was faster, or the photo is gone.
        delete_files(size["name"] for size in sizes)
    settle_photo(photo.pk)


def _refuse(photo: Photo, code: str) -> None:
    """Say that a photo cannot be taken, and keep nothing of it."""
    if photo.original:
        photo.original.delete(save=False)
    Photo.objects.waiting().filter(pk=photo.pk).update(state=Photo.State.REFUSED, refusal=code, original="")


@transaction.atomic
def settle_photo(pk: int) -> None:
    """Put a moving photo's files where it belongs now: in the open only while something public shows it."""
    photo = Photo.objects.select_for_update(no_key=True, of=("self",)).moving().filter(pk=pk).first()
    if photo is None:
        return
    if photo.original:
        photo.original.delete(save=False)
    is_public = Photo.objects.in_public_use().filter(pk=pk).exists()
    place_files([size["name"] for size in photo.renditions], public=is_public)
    photo.original, photo.state = "", Photo.State.READY if is_public else Photo.State.HIDDEN
    photo.save(update_fields=["original", "state"])
    _raise_for(photo)


def _raise_for(photo: Photo) -> None:
    """Have the pages that show the photo drawn anew."""
    posts = Post.objects.published().filter(public_revision__photos__photo=photo)
    names = {name for post in posts for name in generations(post)}
    names |= {f"member:{member.pk}" for member in Member.objects.filter(picture=photo)}
    raise_generations(*names)


def follow_post(post: Post) -> None:
    """Have a post's photos moved where what is public of it has just changed."""
    move_photos(Photo.objects.filter(uses__revision__post=post))


@transaction.atomic
def move_photos(photos: PhotoQuerySet) -> None:
    """Mark those of `photos` that lie in the wrong place, and have them moved after the commit."""
    from community import tasks

    ids = set(photos.values_list("pk", flat=True))
    if not ids:
        return
    rows = list(Photo.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    public = set(Photo.objects.in_public_use().filter(pk__in=ids).values_list("pk", flat=True))
    right = {pk: Photo.State.READY if pk in public else Photo.State.HIDDEN for pk in ids}
    settled = (Photo.State.WAITING, Photo.State.REFUSED)
    wrong = [row.pk for row in rows if row.state not in (*settled, right[row.pk])]
    Photo.objects.filter(pk__in=wrong).update(state=Photo.State.MOVING)
    for pk in wrong:
        jobs.enqueue(tasks.settle_photo, pk)


def sweep_photos() -> None:
    """Do what a lost message left behind: prepare, move, and throw away what nothing uses any more."""
    late = Photo.objects.waiting().filter(created_at__lt=timezone.now() - timedelta(seconds=20))
    for pk in list(late.order_by("created_at").values_list("pk", flat=True)[:10]):
        prepare_photo(pk)
    for pk in list(Photo.objects.moving().order_by("created_at").values_list("pk", flat=True)[:200]):
        settle_photo(pk)
    forgotten = Photo.objects.unused().filter(
        Q(created_at__lt=timezone.now() - timedelta(days=1)) | Q(owner=None)
    )
    for photo in forgotten[:100]:
        _throw_away(photo)


def discard_photo(pk: int) -> None:
    """Throw a photo away whose owner is gone, unless something shows it all the same."""
    photo = Photo.objects.unused().filter(pk=pk, owner=None).first()
    if photo is not None:
        _throw_away(photo)


def _throw_away(photo: Photo) -> None:
    """Delete the files, then the row: a crash in between leaves the row, which is found again."""
    if photo.original:
        photo.original.delete(save=False)
    delete_files(size["name"] for size in photo.renditions)
    photo.delete()
