"""Colours of the brand on what they are printed on: WCAG 2's contrast, and OKLCH to look for a neighbour.

Colours are written "#rrggbb". What `static/css/tokens.css` makes of a brand's colour in the browser is made
here once more, so that a marketer sees it; `tests/content/test_contrast.py` compares the two.
"""

import re
from math import atan2, cbrt, cos, hypot, sin

READABLE = 4.5
"""The contrast that text of any size needs: WCAG 2.2, level AA."""

WEAKEST_GROUND = 0.83
"""Luminance of the darkest ground on which light pages print a brand's colour: the tint some brands get."""

HELD = 0.144
"""Luminance to which tokens.css darkens what is lighter: readable there, whatever eight bits round away."""

# What dark pages lift the same colours to: the least lightness and the most chroma, for each token.
LIFTED = {"link": (0.84, 0.1), "fill": (0.82, 0.1), "accent": (0.78, 0.13)}

Linear = tuple[float, float, float]


def channels(colour: str) -> Linear:
    """Return red, green and blue as linear light from 0 to 1; ValueError for anything but "#rrggbb"."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(colour)
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return red, green, blue


def written(light: Linear) -> str:
    """Return linear light as "#rrggbb", cut off at what a screen can show."""
    clipped = (min(max(share, 0.0), 1.0) for share in light)
    shares = (
        12.92 * share if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055 for share in clipped
    )
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)


def luminance(colour: str) -> float:
    """Return WCAG's relative luminance: 0 for black, 1 for white."""
    return _luminance(channels(colour))


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast of two colours: 1 for the same, 21 for black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def weakest_contrast(colour: str) -> float:
    """Return the contrast of a colour, as chosen, with the ground of light pages that suits it least."""
    dark, light = sorted((luminance(colour), WEAKEST_GROUND))
    return (light + 0.05) / (dark + 0.05)


def is_readable(colour: str) -> bool:
    """Say whether light pages can print the colour as it is, as text and under white text."""
    return weakest_contrast(colour) >= READABLE


def held(colour: str) -> str:
    """Return what light pages print: the colour itself, or as much of its light as stays readable."""
    light = channels(colour)
    share = min(1.0, HELD / (_luminance(light) or HELD))
    red, green, blue = (share * part for part in light)
    return written((red, green, blue))


def lifted(colour: str, token: str) -> str:
    """Return what dark pages print for `token`, a key of `LIFTED`."""
    least, most = LIFTED[token]
    lightness, chroma, hue = _oklch(channels(colour))
    return written(_from_oklch(max(lightness, least), min(chroma, most), hue))


def nearest_readable(colour: str) -> str:
    """Return the colour of the same hue that is nearest in OKLCH and printed as it is; itself, if it is that.

    It is the nearest of the lightest with four, three, two and one quarters of its colour: light greens come
    nearer by giving up some of it, for the screen has little of it so dark.
    """
    if is_readable(colour):
        return colour.lower()
    lightness, chroma, hue = _oklch(channels(colour))

    def distance(other: str) -> float:
        lightness_there, chroma_there, _hue = _oklch(channels(other))
        return hypot(lightness - lightness_there, chroma - chroma_there)

    quarters = (chroma * quarter / 4 for quarter in (4, 3, 2, 1))
    return min((_lightest_readable(lightness, part, hue) for part in quarters), key=distance)


def _lightest_readable(lightness: float, chroma: float, hue: float) -> str:
    """Return the lightest colour, up to a lightness, that is printed as it is, with this much of its hue."""
    found, dark, light = "#000000", 0.0, lightness
    for _step in range(16):
        middle = (dark + light) / 2
        candidate = written(_from_oklch(middle, _most_chroma(middle, chroma, hue), hue))
        if luminance(candidate) <= HELD:
            found, dark = candidate, middle
        else:
            light = middle
    return found


def _luminance(light: Linear) -> float:
    red, green, blue = light
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _most_chroma(lightness: float, wanted: float, hue: float) -> float:
    """Return the chroma up to `wanted` that a screen can show at this lightness and hue."""
    if _is_shown(_from_oklch(lightness, wanted, hue)):
        return wanted
    least, most = 0.0, wanted
    for _step in range(12):
        middle = (least + most) / 2
        if _is_shown(_from_oklch(lightness, middle, hue)):
            least = middle
        else:
            most = middle
    return least


def _is_shown(light: Linear) -> bool:
    return all(-0.0005 <= share <= 1.0005 for share in light)


# Björn Ottosson's OKLab, which CSS names oklch().
def _oklch(light: Linear) -> tuple[float, float, float]:
    """Return lightness from 0 to 1, chroma, and hue in radians."""
    red, green, blue = light
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Linear:
    """Return linear light; a share below 0 or above 1 is a colour no screen of ours shows."""
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
