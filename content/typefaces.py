"""Type for what is drawn on the server: Source Serif and Source Sans, from their packages."""

from functools import cache
from pathlib import Path
from typing import Literal

import font_source_sans_pro
import font_source_serif_pro
from PIL import ImageFont

Face = Literal["serif", "serif-bold", "sans", "sans-bold"]

SERIF, SANS = Path(font_source_serif_pro.font_directory), Path(font_source_sans_pro.font_directory)
FILES: dict[Face, Path] = {
    "serif": SERIF / "SourceSerifPro-Regular.ttf",
    "serif-bold": SERIF / "SourceSerifPro-Semibold.ttf",
    "sans": SANS / "SourceSansPro-Regular.ttf",
    "sans-bold": SANS / "SourceSansPro-Semibold.ttf",
}


@cache
def face(name: Face, size: int) -> ImageFont.FreeTypeFont:
    """Return the type in this size (pixels)."""
    return ImageFont.truetype(FILES[name], size)
