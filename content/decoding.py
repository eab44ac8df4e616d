"""Reading a picture for a smaller copy of it: no larger than that needs, as far as its format allows.

Whole, a picture of 50 million pixels takes 200 MB, and its being turned upright as much again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import ExifTags, Image
from wagtail.images.models import Filter
from wagtail.images.rect import Rect
from willow.plugins.pillow import PillowImage

# What Pillow shrinks as well as Willow does, which first gives a picture of a palette all its colours.
SHRINKABLE = {"L", "LA", "RGB", "RGBA", "CMYK"}
# Enough for the last step to be as sharp as from the whole.
MORE = 1.5


class SmallFilter(Filter):
    """A filter of Wagtail's whose picture is shrunk, to a little more than is wanted, before anything else.

    JPEG is decoded at that size at once. A crop is made from the whole: it goes by places in the original.
    """

    @contextmanager
    def get_willow_image(self, image: Any, source: Any = None) -> Iterator[Any]:
        with super().get_willow_image(image, source) as found:
            picture = Image.open(found.f)
            if picture.mode in SHRINKABLE and (share := self._share(image, picture)) < 1:
                width, height = picture.size
                picture.thumbnail((width * share, height * share), reducing_gap=1)
                shrunk = PillowImage(picture)
                shrunk.format_name = found.format_name
                yield shrunk
            else:
                yield found

    def _share(self, image: Any, picture: Image.Image) -> float:
        """Return how much of the picture's width and height must be kept, 1 for all."""
        width, height = picture.size
        if picture.getexif().get(ExifTags.Base.Orientation, 1) >= 5:  # Lies on its side.
            width, height = height, width
        transform = self.get_transform(image, (width, height))
        if transform.get_rect().round() != Rect(0, 0, width, height):
            return 1
        return MORE * max(transform.size[0] / width, transform.size[1] / height)
