"""Pictures within the limits that production sets, and the sentences for those that are not taken."""

import io

import pytest
from PIL import Image

from community import photo_limits
from fetching.child import ChildRefused
from fetching.pictures import BROKEN, NOT_A_PICTURE, TOO_MANY_PIXELS
from fetching.redrawing import MEMORY_MB, SECONDS, draw_anew
from tests.community.drawing import png_of

GREEN = (30, 160, 60)


def encoded(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


class TestInTheChild:
    """The same within the limits that production sets."""

    def run(self, payload, memory_mb=MEMORY_MB):
        return draw_anew(payload, memory_mb=memory_mb, seconds=SECONDS * 3)

    def test_a_48_megapixel_phone_picture_is_never_decoded_whole(self):
        payload = encoded(Image.new("RGB", (8064, 6048), GREEN), "JPEG")
        assert [(r.width, r.height) for r in self.run(payload, memory_mb=200)] == [
            (400, 300),
            (800, 600),
            (1600, 1200),
        ]

    def test_a_48_megapixel_png_fits(self):
        payload = encoded(Image.new("RGBA", (8064, 6048), (*GREEN, 128)), "PNG", compress_level=1)
        assert [(r.width, r.height) for r in self.run(payload)] == [
            (400, 300),
            (800, 600),
            (1600, 1200),
        ]

    def test_a_refusal_comes_out_as_its_code(self):
        for payload, code in (
            (b"<svg/>", NOT_A_PICTURE),
            (png_of(9_000, 9_000), TOO_MANY_PIXELS),
            (png_of(9, 9), BROKEN),
        ):
            with pytest.raises(ChildRefused, match=code):
                self.run(payload)


class TestSentences:
    def test_every_code_has_one_and_an_unknown_code_too(self):
        for code in (NOT_A_PICTURE, TOO_MANY_PIXELS, BROKEN, photo_limits.TOO_LARGE, photo_limits.TOO_SLOW):
            assert photo_limits.refusal_sentence(code).endswith(".")
        assert photo_limits.refusal_sentence("?") == photo_limits.refusal_sentence(BROKEN)
