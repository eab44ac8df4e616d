"""Share pictures: made once for what a page says now, and kept under a name that changes with it.

The files lie in private storage, and the view that serves them asks each time whether the page may be read:
what is taken down is gone from its share picture at once. `sweep` deletes the files later.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.urls import reverse
from django.utils.translation import override

from content.cards import label_of, written_in
from content.models import BrandSettings, EditorialPage
from content.share_drawing import SIZE, Sheet, draw
from content.shown import shown_pages
from content.sizes import focus_of, sizes_of

ROOT = "share"
LOCKS = 16
"""Lock files: subjects share them, so that there are never more."""
BATCH = 500
END = b"\xff\xd9"
"""Of a whole JPEG; one whose writer was killed, or found the disk full, lacks it."""


@dataclass(frozen=True)
class Share:
    """What the head of a page says of its share picture."""

    url: str
    alt: str
    width: int = SIZE[0]
    height: int = SIZE[1]


def sheet_of_site(brand: BrandSettings, language: str) -> Sheet:
    """Return what stands for any page that has no picture of its own."""
    return Sheet(
        kicker="",
        title=brand.said("tagline", language) or brand.name,
        brand=brand.name,
        primary=brand.primary,
        accent=brand.accent,
        type_pair=brand.type_pair,
    )


def sheet_of_page(page: EditorialPage, brand: BrandSettings, language: str) -> Sheet:
    """Return what the share picture of a page in `language` says. No query on a page with its picture."""
    with override(language):
        kicker = label_of(page.feed_kind) or brand.said("tagline", language)
    # Before a worker has made the picture's files there is none; then the address changes.
    files = sizes_of(page.picture) if page.picture else []
    x, y = focus_of(page.picture) if page.picture else (50, 50)
    return Sheet(
        kicker=kicker,
        title=page.title,
        brand=brand.name,
        primary=brand.primary,
        accent=brand.accent,
        type_pair=brand.type_pair,
        picture=files[-1]["name"] if files else "",
        focus=(x / 100, y / 100),
    )


def share_of_site(brand: BrandSettings, language: str) -> Share:
    sheet = sheet_of_site(brand, language)
    return Share(_absolute("share_site", language, sheet), sheet.title)


def share_of_page(page: EditorialPage, brand: BrandSettings, language: str) -> Share:
    return Share(_absolute("share_page", page.pk, sheet_of_page(page, brand, language)), page.title)


def _absolute(route: str, subject: int | str, sheet: Sheet) -> str:
    return settings.SITE_URL + reverse(route, args=[subject, sheet.fingerprint])


def draw_for_page(pk: int) -> None:
    """Draw a page's share picture ahead of whoever asks; nothing for a page not everybody may read."""
    page = shown_pages().filter(pk=pk).first()
    if page is not None and isinstance(page.specific, EditorialPage):
        brand = BrandSettings.objects.first() or BrandSettings()
        drawn(f"page-{pk}", sheet_of_page(page.specific, brand, written_in(page)))


def drawn(subject: str, sheet: Sheet) -> bytes:
    """Return the picture, drawing it if nobody has. `subject` names a folder: "page-12", "post-7", "site-en".

    Who asks while another draws it waits for that one. What the subject said before is deleted.
    """
    name = f"{ROOT}/{subject}/{sheet.fingerprint}.jpg"
    with _alone(subject):
        if private().exists(name):
            with private().open(name) as file:
                made = file.read()
            if made.endswith(END):
                return made
        made = draw(sheet, _read(sheet.picture))
        _empty(subject)
        private().save(name, ContentFile(made))
    return made


def private() -> Storage:
    return storages["private"]


def _read(name: str) -> bytes | None:
    """Return a public file, None if it is gone or none is named."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return file.read()


@contextmanager
def _alone(subject: str) -> Iterator[None]:
    """Hold the subject's lock on this machine; the system lets go of it however this process ends.

    Two machines may both draw: the same picture, once too often.
    """
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"share-{crc32(subject.encode()) % LOCKS}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _empty(subject: str) -> None:
    folder = f"{ROOT}/{subject}"
    if private().exists(folder):
        for file in private().listdir(folder)[1]:
            private().delete(f"{folder}/{file}")


def sweep(kind: str, shown: Callable[[list[int]], set[int]]) -> None:
    """Delete pictures of subjects of this kind that nobody may read any more.

    `shown` tells which of these ids may still be.
    """
    if not private().exists(ROOT):
        return
    folders = private().listdir(ROOT)[0]
    ids = [int(name.rpartition("-")[2]) for name in folders if name.startswith(f"{kind}-")]
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        for gone in set(batch) - shown(batch):
            with _alone(f"{kind}-{gone}"):
                _empty(f"{kind}-{gone}")
                private().delete(f"{ROOT}/{kind}-{gone}")


def sweep_pages() -> None:
    """Delete the share pictures of pages that were taken down, deleted or made private."""
    sweep("page", lambda ids: set(shown_pages().filter(pk__in=ids).values_list("pk", flat=True)))
