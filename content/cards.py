"""What a card of the brand prints, and pictures as every template takes them. No queries in templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext as _, override
from wagtail.images.models import Filter
from wagtail.models import Page

from content.models import BrandImage, BrandRendition, EditorialPage

WIDTHS = (400, 800, 1600)


@dataclass(frozen=True)
class Picture:
    """A picture with its sizes; `width` and `height` are those of `src`, so that nothing jumps."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True)
class PageCard:
    """An editorial page on a card."""

    kind: str
    url: str
    title: str
    summary: str
    lang: str
    is_foreign: bool
    picture: Picture | None
    brand_name: str
    label: str
    published_at: datetime | None


def pictures_of(images: Iterable[BrandImage | None]) -> dict[int, Picture]:
    """Return the pictures of these images by id, in one query; a size that is missing is made now."""
    wanted = {image.pk: image for image in images if image is not None}
    if not wanted:
        return {}
    specs = {width: f"width-{width}|format-webp" for width in WIDTHS}
    rows = BrandRendition.objects.filter(image__in=wanted, filter_spec__in=specs.values())
    have = {(row.image_id, row.filter_spec): row for row in rows}
    pictures = {}
    for pk, image in wanted.items():
        sizes = [
            have.get((pk, spec)) or image.get_rendition(Filter(spec=spec))
            for width, spec in specs.items()
            if width <= image.width or width == WIDTHS[0]
        ]
        largest = sizes[-1]
        pictures[pk] = Picture(
            src=sizes[min(1, len(sizes) - 1)].url,
            srcset=", ".join(f"{size.url} {size.width}w" for size in sizes),
            width=largest.width,
            height=largest.height,
            alt="" if image.decorative else image.description,
        )
    return pictures


def with_alt(picture: Picture | None, alt: str) -> Picture | None:
    """Return the picture with the alt text it has in this place."""
    if picture is None:
        return None
    return Picture(picture.src, picture.srcset, picture.width, picture.height, alt)


def label_of(kind: str) -> str:
    """Return what a card calls a kind of page."""
    return {"product": _("Product"), "story": _("Story"), "landing": _("From us")}.get(kind, "")


def address_of(page: Page, language: str) -> str:
    """Return a page's address from its own row: Wagtail's `url` would ask for sites and roots each time."""
    below_home = page.url_path.split("/", 2)[2]
    with override(language):
        return reverse("wagtail_serve", args=[below_home])


def card_of(page: EditorialPage, picture: Picture | None, *, brand_name: str, language: str) -> PageCard:
    """Return one page's card; `language` is the reader's."""
    return PageCard(
        kind=page.feed_kind,
        url=address_of(page, language),
        title=page.title,
        summary=page.summary or page.search_description,
        lang=language,
        is_foreign=language != (get_language() or "en"),
        picture=with_alt(picture, page.picture_alt),
        brand_name=brand_name,
        label=label_of(page.feed_kind),
        published_at=page.first_published_at,
    )


# Every concrete kind of page that can stand in a feed, by the name of its link from `Page`.
KINDS = ("productpage", "storypage", "landingpage")


def specific(page: Page) -> EditorialPage | None:
    """Return the page as its own kind, from rows fetched with `select_related(*KINDS)`: no query."""
    for kind in KINDS:
        if found := getattr(page, kind, None):
            return found
    return None
