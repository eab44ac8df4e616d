"""What makes the pictures of the README small."""

import io

import pytest
from PIL import Image

from script.screenshots import LARGEST, README_FOLDER, README_PICTURES, optimised

GROUND, INK = (251, 248, 242), (27, 33, 31)


def page(across: int = 200, down: int = 200) -> bytes:
    """A page with even ground, words, and a photograph of many colours."""
    picture = Image.new("RGB", (across, down), GROUND)
    picture.paste(INK, (10, 10, 60, 20))
    picture.paste(Image.radial_gradient("L").resize((90, 90)).convert("RGB"), (100, 100))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class TestOptimising:
    def test_what_is_even_keeps_its_colour_exactly(self):
        made = Image.open(io.BytesIO(optimised(page())))
        assert (made.format, made.mode, made.size) == ("PNG", "P", (200, 200))
        assert made.convert("RGB").getpixel((5, 5)) == GROUND
        assert made.convert("RGB").getpixel((30, 15)) == INK

    def test_it_takes_fewer_colours_until_it_is_small_enough(self):
        full = optimised(page())
        smaller = optimised(page(), len(full))
        assert len(smaller) < len(full)

    def test_what_cannot_be_small_enough_is_refused(self):
        with pytest.raises(ValueError, match="200 x 200 is larger than 300 bytes"):
            optimised(page(), 300)


class TestPicturesOfTheReadme:
    def test_there_are_eight_at_most_and_all_are_small(self):
        files = sorted(README_FOLDER.glob("*"))
        assert [file.name for file in files] == sorted(f"{name}.png" for name in README_PICTURES)
        assert len(files) <= 8
        assert [file.name for file in files if file.stat().st_size >= LARGEST] == []

    def test_the_readme_shows_each(self):
        readme = (README_FOLDER.parent.parent / "README.md").read_text()
        assert [name for name in README_PICTURES if f"docs/images/{name}.png" not in readme] == []
