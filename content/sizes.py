"""The files in which pages show a picture of the brand's, and the part of it that must stay in view.

A worker makes every width of a new picture, as WebP first and as AVIF later (see `actions.pictures`), and
`BrandImage.sizes` remembers their names: Wagtail's own rows cost each page a query. A reader who comes before
the worker gets one file of middle width, made under a lock, so that of many readers one does the work.
"""

import os
import struct
import time
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from django.core.cache import caches
from django.core.files.storage import default_storage
from PIL.Image import DecompressionBombError
from wagtail.images.models import Filter, SourceImageIOError

from content.models import BrandImage
from content.models.brand import BrandRendition

Format = Literal["webp", "avif"]
WIDTHS = (400, 800, 1600)
# How long a lock outlives a process that was killed, and how long somebody waits for another's file (in
# seconds; decoding and shrinking 50 million pixels takes three).
LOCK_SECONDS, PATIENCE, PAUSE = 60, 2.0, 0.1

# What Pillow and its decoders raise for files that are cut short or lie about themselves.
UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError,
    ZeroDivisionError, RuntimeError, struct.error, DecompressionBombError,
)  # fmt: skip


class Unreadable(Exception):
    """The picture cannot be decoded, now or ever."""


class Size(TypedDict):
    """One file of a picture: its name in storage, its width and height in pixels."""

    name: str
    width: int
    height: int


def sizes_of(image: BrandImage, file_format: Format = "webp") -> list[Size]:
    """Return the picture's files of a format, the smallest first, as the worker made them; else none."""
    is_current = image.sizes.get("of") == image.file.name
    return image.sizes.get(file_format, []) if is_current else []


def is_prepared(image: BrandImage, file_format: Format = "webp") -> bool:
    """Return whether the worker has been at the picture; one that cannot be decoded then has no files."""
    return image.sizes.get("of") == image.file.name and file_format in image.sizes


def first_size(image: BrandImage) -> list[Size]:
    """Return one file for a reader who comes before the worker; none if that is not to be had soon."""
    try:
        found = _find_or_make(image, _widths(image)[:2][-1], "webp")
    except (Unreadable, SourceImageIOError):
        return []
    return [found] if found else []


def make_sizes(image: BrandImage, file_format: Format) -> list[Size] | None:
    """Return the files of a format, the smallest first, and make those that are missing.

    None while somebody else is making one. Unreadable for what is no picture; OSError if storage fails.
    """
    sizes: dict[int, Size] = {}
    # One after the other: Wagtail would make several at once, each from a decoded copy of its own.
    for width in _widths(image):
        found = _find_or_make(image, width, file_format)
        if found is None:
            return None
        sizes[found["width"]] = found
    return [sizes[width] for width in sorted(sizes)]


def address_of_file(size: Mapping[str, Any]) -> str:
    return default_storage.url(size["name"])


def source_set(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Return the files as the attribute `srcset` names them."""
    return ", ".join(f"{address_of_file(size)} {size['width']}w" for size in sizes)


def focus_of(image: BrandImage) -> tuple[int, int]:
    """Return where CSS must hold the picture when it is cropped, in whole tenths: percent across and down.

    Each is chosen so that all of the marketer's focal area stays in view in every crop that can hold it.
    """
    area = image.get_focal_point()
    if area is None:
        return 50, 50
    return _held(area.left, area.right, image.width), _held(area.top, area.bottom, image.height)


def _held(start: float, end: float, whole: int) -> int:
    """Return the position at which a crop as wide as the area shows exactly the area; wider ones hold it."""
    start, end = max(start, 0), min(end, whole)
    room = whole - (end - start)
    return round(start / room * 10) * 10 if room > 0 else 50


def _widths(image: BrandImage) -> Sequence[int]:
    """Return the widths that are not wider than the picture itself; the smallest always."""
    return [width for width in WIDTHS if width <= image.width] or WIDTHS[:1]


def _find_or_make(image: BrandImage, width: int, file_format: Format) -> Size | None:
    """Return one file; None while another process makes it for longer than we are patient."""
    wanted = Filter(spec=f"width-{width}|format-{file_format}")
    # In the database: the lock must hold while Redis is away, and is only asked for when a file is missing.
    locks, lock = caches["database"], f"rendition:{image.pk}:{image.file.name}:{wanted.spec}"
    until = time.monotonic() + PATIENCE
    while True:
        if found := _existing(image, wanted):
            return found
        if locks.add(lock, 1, LOCK_SECONDS):
            try:
                return _made(image, wanted)
            finally:
                locks.delete(lock)
        if time.monotonic() > until:
            return None
        time.sleep(PAUSE)


def _existing(image: BrandImage, wanted: Filter) -> Size | None:
    try:
        rendition = image.find_existing_rendition(wanted)
    except BrandRendition.DoesNotExist:
        return None
    # Names begin with a random part of their original's. One made while the original was being replaced
    # shows what is no longer there.
    if _token(rendition.file.name) != _token(image.file.name):
        rendition.delete()
        return None
    return _as_size(rendition)


def _made(image: BrandImage, wanted: Filter) -> Size:
    try:
        return _as_size(image.get_rendition(wanted))
    except UNREADABLE as error:
        # A full disk and a storage that is away speak of an error number, and are not the picture's fault.
        if isinstance(error, SourceImageIOError) or getattr(error, "errno", None):
            raise
        raise Unreadable from error


def _token(name: str) -> str:
    return os.path.basename(name)[:16]


def _as_size(rendition: BrandRendition) -> Size:
    return {"name": rendition.file.name, "width": rendition.width, "height": rendition.height}
