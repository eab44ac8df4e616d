"""Source Serif and Source Sans for browsers: cut from their packages to what our languages write, as WOFF2.

Nothing of them stands in the repository. They are static files like ours: made once into `DATA_DIR/fonts`,
served from there in development and gathered by `collectstatic`. The licence (SIL OFL 1.1) reserves their
names for the whole fonts, so what is cut is called otherwise; its copyright and licence stay inside.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from fontTools import subset
from fontTools.ttLib import TTFont

from content.typefaces import SANS, SERIF

FACES: Final = {
    "serif.woff2": SERIF / "SourceSerifPro-Regular.ttf",
    "serif-italic.woff2": SERIF / "SourceSerifPro-It.ttf",
    "serif-bold.woff2": SERIF / "SourceSerifPro-Semibold.ttf",
    "sans.woff2": SANS / "SourceSansPro-Regular.ttf",
    "sans-italic.woff2": SANS / "SourceSansPro-It.ttf",
    "sans-bold.woff2": SANS / "SourceSansPro-Semibold.ttf",
}
# Latin with the letters of Europe, then quotation marks, dashes, arrows and signs of sums. Other writing is
# shown in what the reader's own device has for it.
LETTERS: Final = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2009, 0x2016),
    *range(0x2018, 0x2023),
    *(0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
)
FEATURES: Final = ("kern", "liga", "calt", "ccmp", "locl", "mark", "tnum", "lnum")
COPYRIGHT, FAMILY, LICENCE, LICENCE_URL = 0, 1, 13, 14


def cut(source: Path) -> bytes:
    """Return the font as WOFF2 with `LETTERS` only: the same bytes every time."""
    options = subset.Options()
    options.layout_features = list(FEATURES)
    options.name_IDs = [COPYRIGHT, LICENCE, LICENCE_URL]
    options.hinting = False
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    font["name"].setName("Alongside", FAMILY, 3, 1, 0x409)
    font.flavor = "woff2"
    with tempfile.TemporaryFile() as out:
        font.save(out)
        out.seek(0)
        return out.read()


def made(name: str) -> Path:
    """Return the file of a face, cut now if it is not there yet (half a second)."""
    made_from = (
        (LETTERS, FEATURES),
        *map(version, ("font-source-serif-pro", "font-source-sans-pro", "fonttools", "brotli")),
    )
    digest = hashlib.sha256(repr(made_from).encode()).hexdigest()[:12]
    file = Path(settings.DATA_DIR, "fonts", digest, name)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Whoever makes it at the same time makes the same: the last one to rename wins.
        handle, half = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(cut(FACES[name]))
        os.chmod(half, 0o644)  # for whoever serves it
        os.replace(half, file)
    return file


class WebFonts(BaseFinder):
    """Finds `fonts/<name>` for style sheets in development, and for `collectstatic`."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        directory, _, name = path.rpartition("/")
        found = str(made(name)) if directory == "fonts" and name in FACES else None
        return ([found] if found else []) if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        for name in FACES:
            storage = FileSystemStorage(made(name).parent)
            storage.prefix = "fonts"  # type: ignore[attr-defined]  # collectstatic asks for it
            yield name, storage
