"""Contrast: what WCAG counts, what pages print of a brand's colour, and the neighbour that is offered."""

import re
from itertools import product
from math import hypot

import pytest
from hypothesis import example, given, strategies as st

from content import contrast
from content.contrast import READABLE
from tests.source import ROOT

TOKENS = (ROOT / "static/css/tokens.css").read_text()
# Light first, dark second, as tokens.css writes them; brand colours stand on each of them.
GROUNDS = ["ground", "surface", "sunk", "good-ground", "warn-ground", "bad-ground"]
INKS = ["ink", "ink-soft", "good", "warn", "bad"]
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
CUBE = ["#{:02x}{:02x}{:02x}".format(*shares) for shares in product(range(0, 256, 17), repeat=3)]


def token(name: str) -> tuple[str, str]:
    """Return a token's light and dark colour, where they do not depend on the brand."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\);", TOKENS)
    assert found, name
    light, dark = (
        "#" + "".join(2 * digit for digit in one[1:]) if len(one) == 4 else one for one in found.groups()
    )
    return light, dark


def derived(name: str, colour: str) -> tuple[str, str]:
    """Return what a brand's colour makes of a ground that depends on it: `tint` or `found`."""
    line = next(line for line in TOKENS.splitlines() if line.startswith(f"  --{name}: "))
    numbers = re.findall(r"from \S+ (\S+) min\(c, (\S+)\)", line)
    _lightness, chroma, hue = contrast._oklch(contrast.channels(colour))
    first, second = (
        contrast.written(contrast._from_oklch(float(own), min(chroma, float(most)), hue))
        for own, most in numbers
    )
    return first, second


def weakest_printed(colour: str) -> float:
    """Return the least contrast of all that pages print with this colour as both of the brand's."""
    tint, found = derived("tint", colour), derived("found", colour)
    on_fill = token("on-fill")
    light = [token(name)[0] for name in GROUNDS] + [tint[0], on_fill[0]]
    dark = [token(name)[1] for name in GROUNDS] + [tint[1]]
    pairs = [(contrast.held(colour), ground) for ground in light]
    pairs += [(contrast.lifted(colour, name), ground) for name in ("link", "accent") for ground in dark]
    pairs += [(contrast.lifted(colour, "fill"), ground) for ground in [*dark, on_fill[1]]]
    pairs += [(token(ink)[side], tint[side]) for ink in INKS for side in (0, 1)]
    pairs += [(token("ink")[side], found[side]) for side in (0, 1)]
    return min(contrast.contrast(*pair) for pair in pairs)


class TestContrast:
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ("#000000", "#ffffff", 21.0),
            ("#777777", "#ffffff", 4.48),
            ("#767676", "#FFFFFF", 4.54),
            ("#ff0000", "#ffffff", 4.0),
            ("#abcdef", "#abcdef", 1.0),
        ],
    )
    def test_counts_as_wcag_does(self, one, other, expected):
        assert contrast.contrast(one, other) == pytest.approx(expected, abs=0.005)

    @pytest.mark.parametrize("wrong", ["red", "#fff", "#12345g", "#1234567", "#123456\n"])
    def test_knows_one_way_of_writing_a_colour(self, wrong):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            contrast.luminance(wrong)


class TestWhatIsPrinted:
    def test_any_colour_can_be_read_wherever_it_stands(self):
        """The whole cube of colours, both themes: links, buttons, small headings, and ink on tints."""
        assert min(weakest_printed(colour) for colour in CUBE) >= READABLE

    @given(COLOURS)
    def test_and_so_can_those_between(self, colour):
        assert weakest_printed(colour) >= READABLE

    @given(COLOURS)
    def test_a_colour_that_is_readable_is_printed_as_it_is(self, colour):
        if contrast.luminance(colour) <= contrast.HELD:
            assert contrast.held(colour) == colour

    @given(COLOURS)
    def test_the_weakest_ground_is_the_weakest(self, colour):
        grounds = [token(name)[0] for name in GROUNDS] + [derived("tint", colour)[0]]

        assert min(map(contrast.luminance, grounds)) >= contrast.WEAKEST_GROUND

    def test_the_stylesheet_holds_the_same_numbers(self):
        def css(number: float) -> str:
            return f"{number:g}".removeprefix("0")

        assert f"--held: min(1, {css(contrast.HELD)} / " in TOKENS
        for name, (least, most) in contrast.LIFTED.items():
            line = next(line for line in TOKENS.splitlines() if line.startswith(f"  --{name}: "))
            assert f"max(l, {css(least)}) min(c, {css(most)}) h));" in line


class TestNearestReadable:
    @pytest.mark.parametrize(
        ("colour", "offered"),
        [
            ("#ffff00", "#6e6d00"),
            ("#ffffff", "#696969"),
            ("#808080", "#696969"),
            ("#E8590C", "#b94300"),
            ("#000000", "#000000"),
            ("#24505A", "#24505a"),
        ],
    )
    def test_is_offered(self, colour, offered):
        assert contrast.nearest_readable(colour) == offered

    @given(COLOURS)
    def test_can_be_read_and_is_printed_as_it_is(self, colour):
        offered = contrast.nearest_readable(colour)

        assert contrast.is_readable(offered)
        assert contrast.held(offered) == offered or offered == colour

    @given(COLOURS)
    def test_no_darker_than_it_must_be(self, colour):
        if not contrast.is_readable(colour):
            assert contrast.luminance(contrast.nearest_readable(colour)) > contrast.HELD - 0.004

    @example("#97f5e1")
    @example("#b1fbd4")
    @given(COLOURS.filter(lambda colour: not contrast.is_readable(colour)))
    def test_is_nearer_than_what_pages_print_without_it(self, colour):
        def distance(other: str) -> float:
            one, two = (contrast._oklch(contrast.channels(each)) for each in (colour, other))
            return hypot(one[0] - two[0], one[1] - two[1])

        assert distance(contrast.nearest_readable(colour)) <= distance(contrast.held(colour)) + 0.006
