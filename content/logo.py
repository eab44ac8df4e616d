"""Whether a logo can be seen on a light page. On dark pages a light plate carries every logo."""

from typing import Any

from PIL import Image

MEASURED = (240, 240)
# A grey that has 3:1, what WCAG asks of graphics, on the light pages' ground; and how much of it is enough.
DARKEST_UNSEEN, ENOUGH = 145, 0.02


def can_be_seen(picture: Any) -> bool:
    """Say whether a fiftieth of what a picture shows, its clear parts aside, is dark enough for a light page.

    A picture whose file cannot be read is none that this module refuses.
    """
    try:
        with picture.file.open("rb") as file, Image.open(file) as opened:
            opened.thumbnail(MEASURED)
            drawn = opened.convert("RGBA")
    except OSError:
        return True
    shown = drawn.getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0)
    greys = drawn.convert("L").histogram(shown)
    return sum(greys[:DARKEST_UNSEEN]) >= ENOUGH * sum(greys)
