"""A member's photo as templates print it, and where its files lie.

Renditions lie in public storage while the photo is `ready` and in private storage otherwise; their names
cannot be guessed and stay the same. `place_files` moves them and may be repeated at any point.
"""

from collections.abc import Iterable
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, default_storage, storages

from community.models import Photo, PostRevision
from community.sanitize import place_photos
from content.cards import Picture, picture_from


def picture_of(photo: Photo | None, alt: str = "") -> Picture | None:
    """Return a public photo as a picture, None while it is not ready to be seen. `alt` is its text here."""
    if photo is None or photo.state != Photo.State.READY:
        return None
    return picture_from(photo.renditions, alt or photo.alt)


def pictures_of_revision(revision: PostRevision) -> dict[int, Picture]:
    """Return the revision's public photos by id, in their order. Reads the prefetched `photos`."""
    ready = [use for use in revision.photos.all() if use.photo.state == Photo.State.READY]
    found = {use.photo_id: picture_from(use.photo.renditions, use.alt) for use in ready}
    return {pk: picture for pk, picture in found.items() if picture is not None}


def body_of_revision(revision: PostRevision, pictures: dict[int, Picture] | None = None) -> str:
    """Return the cleaned body with its photos in place; print it with `community/_body.html` only."""
    return place_photos(revision.body_html, pictures_of_revision(revision) if pictures is None else pictures)


def private() -> Storage:
    return storages["private"]


def place_files(names: Iterable[str], *, public: bool) -> None:
    """Move these files to public or private storage, wherever they are now; done already is fine.

    A file is whole at its new place before the old one goes, so a crash in between loses nothing.
    """
    source, target = (private(), default_storage) if public else (default_storage, private())
    for name in names:
        if not source.exists(name):
            continue
        if not target.exists(name):
            with source.open(name) as file:
                target.save(name, file)
        source.delete(name)


def delete_files(names: Iterable[str]) -> None:
    """Delete these files from both storages."""
    for name in names:
        private().delete(name)
        default_storage.delete(name)


def open_rendition(photo: Photo, width: int) -> "File[Any] | None":
    """Open the smallest rendition at least `width` pixels wide (else the largest), wherever it lies.

    None before the photo is prepared. For its owner and the desk only: the view asks who is looking.
    """
    sizes = [size for size in photo.renditions if size["width"] >= width] or photo.renditions[-1:]
    for storage in (private(), default_storage):
        if sizes and storage.exists(sizes[0]["name"]):
            return storage.open(sizes[0]["name"])
    return None
