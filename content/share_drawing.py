"""The picture that stands for a page where its address is shared: drawn from words, colours and a photo.

Pure: no ORM, no storage, no settings. `draw` takes what the picture says and the bytes of what it shows, and
returns a JPEG of 1200 x 630 pixels, the size every network shows uncropped.
"""

import hashlib
import io
import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from math import cos, pi, sin
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

from content.contrast import held
from content.typefaces import Face, face

SIZE: Final = (1200, 630)
LARGEST: Final = 300_000
"""Bytes; above this some networks show no picture."""
DESIGN: Final = 1
"""Raised when the drawing changes, so that every picture has a new address."""

GROUND, INK, SOFT, WHITE = "#fbf8f2", "#1b211f", "#5a625e", "#ffffff"
MARGIN, PICTURE_FROM, FOOT = 72, 700, 532
TITLE_SIZES = range(80, 39, -4)
QUALITIES = (88, 76, 60, 40)


@dataclass(frozen=True)
class Sheet:
    """What a share picture says. `picture` names a file, `focus` the point of it that must be seen (0 to 1).

    `said_by`, `stars` and `note`, which is what the author disclosed, are a member's; colours are "#rrggbb";
    `type_pair` as in `BrandSettings`.
    """

    kicker: str
    title: str
    brand: str
    primary: str
    accent: str
    type_pair: str
    picture: str = ""
    focus: tuple[float, float] = (0.5, 0.5)
    said_by: str = ""
    stars: int = 0
    stars_in_words: str = ""
    note: str = ""

    @property
    def fingerprint(self) -> str:
        """What stands in the address: it changes whenever the picture would."""
        words = json.dumps([DESIGN, asdict(self)], sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def draw(sheet: Sheet, picture: bytes | None) -> bytes:
    """Return the JPEG, at most `LARGEST` bytes. A `picture` that cannot be read is left out."""
    canvas = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(canvas)
    primary = held(sheet.primary)
    photo = _fitted(picture, sheet.focus) if picture else None
    if photo:
        canvas.paste(photo, (PICTURE_FROM, 0))
    else:
        _ornament(pen, primary)
    pen.rectangle((0, 0, 15, SIZE[1]), fill=primary)
    width = (PICTURE_FROM - 48 if photo else SIZE[0] - MARGIN - 120) - MARGIN
    display: Face = "sans-bold" if sheet.type_pair == "plain" else "serif-bold"
    text: Face = "serif" if sheet.type_pair == "bookish" else "sans"
    strong: Face = "serif-bold" if sheet.type_pair == "bookish" else "sans-bold"

    head, small = face(strong, 27), face(text, 28)
    pen.text((MARGIN, 66), _one_line(sheet.kicker, head, width), fill=primary, font=head)
    said = [words for words in (sheet.said_by, sheet.note) if words]
    bottom = FOOT - 40 - 44 * len(said) - 52 * bool(sheet.stars) - 26 * bool(said or sheet.stars)
    font, lines = fitted_title(sheet.title, sheet.brand, display, width, bottom - 122)
    line = _line_height(font)
    for number, words in enumerate(lines):
        pen.text((MARGIN, 122 + number * line), words, fill=INK, font=font)
    below = 122 + len(lines) * line + 26
    if sheet.stars:
        _stars(pen, sheet, (MARGIN, below), small)
        below += 52
    for number, words in enumerate(said):
        pen.text((MARGIN, below + number * 44), _one_line(words, small, width), fill=SOFT, font=small)
    _signature(pen, sheet.brand, primary, face(strong, 32), width)
    return _encoded(canvas)


def _fitted(picture: bytes, focus: tuple[float, float]) -> Image.Image | None:
    """Return the picture filling the right part of the sheet, cut around its focus."""
    try:
        with Image.open(io.BytesIO(picture), formats=["WEBP", "JPEG", "PNG"]) as opened:
            place = (SIZE[0] - PICTURE_FROM, SIZE[1])
            flat = Image.new("RGB", opened.size, GROUND)
            seen = opened.convert("RGBA")
            flat.paste(seen, mask=seen)
            return ImageOps.fit(flat, place, Image.Resampling.LANCZOS, centering=focus)
    except OSError:
        return None


def _ornament(pen: ImageDraw.ImageDraw, colour: str) -> None:
    """Draw the quiet rings of a cup seen from above, where there is no picture."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    for radius, share in ((330, 0.06), (252, 0.09), (168, 0.13)):
        # The ground shines through: mixed by hand, a JPEG has no transparency.
        mixed = tuple(
            round(own * share + ground * (1 - share))
            for own, ground in zip((red, green, blue), (0xFB, 0xF8, 0xF2), strict=True)
        )
        pen.ellipse((1130 - radius, 560 - radius, 1130 + radius, 560 + radius), fill=mixed)


def fitted_title(
    title: str, brand: str, name: Face, width: int, height: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest type in which the title fits, and its lines; the smallest cuts it with "…".

    A long word is rather written smaller than broken. A title of nothing but emoji leaves the brand's name.
    """
    for size in TITLE_SIZES:
        font = face(name, size)
        words = _drawable(title, font) or _drawable(brand, font)
        lines = _wrapped(words, font, width)
        is_whole = all(font.getlength(word) <= width for word in words.split())
        if is_whole and len(lines) * _line_height(font) <= height:
            return font, lines
    fitting = max(1, height // _line_height(font))
    if len(lines) > fitting:
        lines = [*lines[: fitting - 1], _one_line(" ".join(lines[fitting - 1 :]), font, width)]
    return font, lines


def _line_height(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 1.16)


def _one_line(words: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return as many of the words as fit on one line, with "…" where some are left out."""
    words = _drawable(words, font)
    if font.getlength(words) <= width:
        return words
    while words and font.getlength(f"{words}…") > width:
        words = words[:-1]
    return f"{words.rstrip(' ,;:.–—-')}…"


def _wrapped(words: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return the words in lines; one that is too long for a line is broken where it must."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width:
            line = longer
            continue
        lines += [line] if line else []
        line = ""
        for letter in word:
            if font.getlength(line + letter) > width:
                lines.append(line)
                line = ""
            line += letter
    return [*lines, line] if line else lines


def _drawable(words: str, font: ImageFont.FreeTypeFont) -> str:
    """Return the words without what the type has no sign for: emoji, and scripts it was not made for.

    A letter with an accent the type lacks is written without it.
    """
    unknown = bytes(font.getmask("\U0010ffff"))
    kept = []
    for letter in unicodedata.normalize("NFC", words):
        for sign in (letter, unicodedata.normalize("NFD", letter)[0]):
            if sign.isspace() or (sign.isprintable() and bytes(font.getmask(sign)) != unknown):
                kept.append(sign)
                break
    # What stood before a sign that is left out stands before what follows it: "a dream, " not "a dream , ".
    return re.sub(r" (?=[,.;:!?])", "", " ".join("".join(kept).split()))


def _stars(pen: ImageDraw.ImageDraw, sheet: Sheet, at: tuple[int, int], font: ImageFont.FreeTypeFont) -> None:
    """Draw five stars, the given ones filled, and say them in words."""
    left, top = at
    for number in range(5):
        middle = (left + 17 + number * 40, top + 18)
        points = [
            (middle[0] + radius * sin(step * pi / 5), middle[1] - radius * cos(step * pi / 5))
            for step in range(10)
            for radius in [17.0 if step % 2 == 0 else 7.4]
        ]
        pen.polygon(points, fill=held(sheet.accent) if number < sheet.stars else "#ddd7ca")
    pen.text((left + 212, top + 1), sheet.stars_in_words, fill=SOFT, font=font)


def _signature(
    pen: ImageDraw.ImageDraw, brand: str, colour: str, font: ImageFont.FreeTypeFont, width: int
) -> None:
    """Draw the brand's mark and name at the foot."""
    name = _one_line(brand, font, width - 70)
    pen.ellipse((MARGIN, FOOT - 4, MARGIN + 52, FOOT + 48), fill=colour)
    pen.text((MARGIN + 26, FOOT + 22), name[:1].upper(), fill=WHITE, font=font, anchor="mm")
    pen.text((MARGIN + 70, FOOT + 22), name, fill=INK, font=font, anchor="lm")


def _encoded(canvas: Image.Image) -> bytes:
    """Return the best JPEG that is small enough."""
    for quality in QUALITIES:
        file = io.BytesIO()
        canvas.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()
