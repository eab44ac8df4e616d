"""The sizes in which pages show a picture of the brand's: WebP files, made once and remembered.

Wagtail keeps a row per rendition, which costs every page one query for each picture, or one more for all.
`BrandImage.sizes` holds their names instead, so that pictures cost what their row costs.
"""

from typing import Any, TypedDict

from django.core.files.storage import default_storage
from wagtail.images.models import Filter

from content.models import BrandImage

WIDTHS = (400, 800, 1600)


class Size(TypedDict):
    """One file of a picture: its name in storage, its width and height in pixels."""

    name: str
    width: int
    height: int


def sizes_of(image: BrandImage) -> list[Size]:
    """Return a picture's files, the smallest first; never empty. Missing ones are made and remembered now."""
    kept: dict[str, Any] = image.sizes
    if kept.get("of") != image.file.name:
        kept = image.sizes = {"of": image.file.name, "files": _make(image)}
        BrandImage.objects.filter(pk=image.pk).update(sizes=kept)
    return kept["files"]


def address_of_file(size: Size) -> str:
    return default_storage.url(size["name"])


def _make(image: BrandImage) -> list[Size]:
    """Make the widths that are not wider than the picture itself (the smallest one always)."""
    widths = [width for width in WIDTHS if width <= image.width] or WIDTHS[:1]
    made = image.get_renditions(*(Filter(spec=f"width-{width}|format-webp") for width in widths))
    return [
        {"name": file.file.name, "width": file.width, "height": file.height}
        for file in sorted(made.values(), key=lambda file: file.width)
    ]
