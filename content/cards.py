"""What a card of the brand prints, and pictures as every template takes them. No queries in templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext as _, override, pgettext
from wagtail.models import Page

from content.models import BrandImage, EditorialPage
from content.sizes import address_of_file, first_size, focus_of, is_prepared, sizes_of, source_set
from pagecache import forbid, note


@dataclass(frozen=True)
class Picture:
    """A picture with its sizes; `width` and `height` give its shape, so that nothing jumps.

    `x` and `y` are the place that stays in view where it is cropped, in percent; see `sizes.focus_of`.
    """

    src: str
    srcset: str
    width: int
    height: int
    alt: str = ""
    avif: str = ""
    x: int = 50
    y: int = 50


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
    pk: int | None = None


def pictures_of(images: Iterable[BrandImage | None]) -> dict[int, Picture]:
    """Return the pictures of these images by id: no query, unless a worker has not yet been at one.

    One that cannot be shown (broken, or in the making for too long) is left out.
    """
    pictures: dict[int, Picture] = {}
    for image in images:
        if image is None or image.pk in pictures:
            continue
        note(f"picture:{image.pk}", keep=False)
        files = sizes_of(image)
        if not is_prepared(image) and not (files := first_size(image)):
            forbid()  # The next visitor may be luckier.
        if not files:
            continue
        x, y = focus_of(image)
        pictures[image.pk] = replace(
            picture_from(files, image.description),
            avif=source_set(sizes_of(image, "avif")),
            # The largest: where nothing else says how wide it is, it may take the room it can fill.
            width=files[-1]["width"],
            height=files[-1]["height"],
            x=x,
            y=y,
        )
    return pictures


def picture_from(files: Sequence[Mapping[str, Any]], alt: str = "") -> Picture:
    """Return the picture these public files make, the smallest first; the second is what it says it is."""
    middle = files[:2][-1]
    return Picture(
        src=address_of_file(middle),
        srcset=source_set(files),
        width=middle["width"],
        height=middle["height"],
        alt=alt,
    )


def with_alt(picture: Picture | None, alt: str) -> Picture | None:
    """Return the picture with the alt text it has in this place."""
    if picture is None:
        return None
    return replace(picture, alt=alt)


def label_of(kind: str) -> str:
    """Return what a card calls a kind of page."""
    return {"product": _("Product"), "story": _("Story"), "landing": pgettext("kind of page", "News")}.get(
        kind, ""
    )


def address_of(page: Page, language: str) -> str:
    """Return a page's address from its own row: Wagtail's `url` would ask for sites and roots each time."""
    return address_at(page.url_path, language)


def address_at(url_path: str, language: str) -> str:
    """Return the address in a language of what stands there in the tree."""
    below_home = url_path.split("/", 2)[2]
    with override(language):
        return reverse("wagtail_serve", args=[below_home])


def written_in(page: Page) -> str:
    """Return the language of a page's words: those of an alias are its original's."""
    return (page.alias_of or page).locale.language_code


def card_of(page: EditorialPage, picture: Picture | None, *, brand_name: str, language: str) -> PageCard:
    """Return one page's card; `language` is the page's. Its address is in the reader's: they stay there."""
    return PageCard(
        kind=page.feed_kind,
        url=address_of(page, get_language() or language),
        title=page.title,
        summary=page.summary or page.search_description,
        lang=language,
        is_foreign=language != (get_language() or "en"),
        picture=with_alt(picture, page.picture_alt),
        brand_name=brand_name,
        label=label_of(page.feed_kind),
        published_at=page.first_published_at,
        pk=page.pk,
    )


# Every concrete kind of page that can stand in a feed, by the name of its link from `Page`.
KINDS = ("productpage", "storypage", "landingpage")


def specific(page: Page) -> EditorialPage | None:
    """Return the page as its own kind, from rows fetched with `select_related(*KINDS)`: no query."""
    for kind in KINDS:
        if found := getattr(page, kind, None):
            return found
    return None
