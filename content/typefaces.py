"""Type for what is drawn on the server: Source Serif and Source Sans, else what the machine has."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from PIL import ImageFont

Face = Literal["serif", "serif-bold", "sans", "sans-bold"]

# The packaged type first; then files that common systems bring, which Pillow finds by their names.
FILES: dict[Face, tuple[str, tuple[str, ...]]] = {
    "serif": (
        "font_source_serif_pro/files/SourceSerifPro-Regular.ttf",
        (
            "SourceSerif4-Regular.otf",
            "NotoSerif-Regular.ttf",
            "LiberationSerif-Regular.ttf",
            "DejaVuSerif.ttf",
        ),
    ),
    "serif-bold": (
        "font_source_serif_pro/files/SourceSerifPro-Semibold.ttf",
        (
            "SourceSerif4-Semibold.otf",
            "NotoSerif-Bold.ttf",
            "LiberationSerif-Bold.ttf",
            "DejaVuSerif-Bold.ttf",
        ),
    ),
    "sans": (
        "font_source_sans_pro/files/SourceSansPro-Regular.ttf",
        ("SourceSans3-Regular.otf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "DejaVuSans.ttf"),
    ),
    "sans-bold": (
        "font_source_sans_pro/files/SourceSansPro-Semibold.ttf",
        ("SourceSans3-Semibold.otf", "NotoSans-Bold.ttf", "LiberationSans-Bold.ttf", "DejaVuSans-Bold.ttf"),
    ),
}


@cache
def face(name: Face, size: int) -> ImageFont.FreeTypeFont:
    """Return the type in this size (pixels).

    A machine that has none draws in Pillow's own, which lacks æ, ø and å.
    """
    packaged, installed = FILES[name]
    for file in (_in_package(packaged), *installed):
        try:
            return ImageFont.truetype(file, size)
        except OSError:
            continue
    own = ImageFont.load_default(size)
    if not isinstance(own, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType: nothing can be written into a picture.")
    return own


def _in_package(file: str) -> str:
    """Return the path of a package's file, "" where the package is not installed."""
    package, _slash, rest = file.partition("/")
    spec = find_spec(package)
    return str(Path(spec.origin).parent / rest) if spec and spec.origin else ""
