"""Strangers' pictures decoded and drawn anew, in a limited child process.

`reencode` runs under `fetching.child.run_limited`: it knows no settings and no Django, its memory and time
are bounded from outside, and whatever it raises ends only the child. What comes out is pixels, encoded by us:
no metadata (place least of all), no second meaning of the same bytes, the orientation applied, the colours
sRGB.

The kind of a picture is read from its first bytes, never from its name, and only the decoder of that kind is
tried. The answer is a line of JSON and the WebP files one after another; `unpack` reads it in the parent.
"""

import io
import json
import math
import struct
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import AvifImagePlugin, Image, ImageCms

MAX_PIXELS: Final = 51_200_000
"""Largest picture taken: phones and cameras sold as "50 Mpx" make up to 51.1 million pixels."""
MAX_PIXELS_WEBP: Final = 26_000_000
"""Largest WebP: its decoder holds the picture four times over, 420 MB for this one."""
BOXES: Final = ((1600, 2048), (800, 1600), (400, 800))
"""Width and height that each rendition fits into, largest first. Nothing is enlarged."""
QUALITY: Final = 80
_WORKING_PIXELS: Final = 16_000_000
"""A larger picture is first shrunk by a whole number, strip by strip: so it is never held twice."""
_STRIP_ROWS: Final = 256

# What comes to a person is a sentence made from these: see community/photo_limits.py.
NOT_A_PICTURE, TOO_MANY_PIXELS, BROKEN = "not_a_picture", "too_many_pixels", "broken"

_BRANDS: Final = {b"avif": "AVIF", b"avis": "AVIF"} | dict.fromkeys(
    (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"), "HEIF"
)
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION: Final = 0x0112
# What Pillow and its decoders raise for files that are cut short or lie about themselves.
_DECODING_ERRORS: Final = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError,
    ZeroDivisionError, RuntimeError, struct.error,
)  # fmt: skip


class _TooManyPixels(Exception):
    """More pixels than are taken of this kind of picture."""


@dataclass(frozen=True)
class Rendition:
    """One WebP file and its size in pixels."""

    width: int
    height: int
    data: bytes


def reencode(payload: bytes) -> bytes:
    """The first frame of the picture in `payload` as WebP renditions, packed for `unpack`.

    Raises ValueError with a code: `NOT_A_PICTURE` for what is none of the kinds taken, `TOO_MANY_PIXELS`, and
    `BROKEN` for what cannot be decoded.
    """
    kind = kind_of(payload)
    if not kind:
        raise ValueError(NOT_A_PICTURE)
    try:
        picture = _opened(payload, kind)
        profile: bytes | None = picture.info.get("icc_profile")
        turn = _turn_of(picture)
        picture = _shrunk(picture)
        if turn is not None:
            picture = picture.transpose(turn)
        return _pack(_renditions(picture, profile))
    except (_TooManyPixels, Image.DecompressionBombError, MemoryError):
        raise ValueError(TOO_MANY_PIXELS) from None
    except _DECODING_ERRORS:
        raise ValueError(BROKEN) from None


def kind_of(payload: bytes) -> str:
    """The Pillow format that the first bytes announce, among those taken, or ""."""
    if payload.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if payload.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if payload.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if payload[:4] == b"RIFF" and payload[8:12] == b"WEBP":
        return "WEBP"
    if payload[4:8] == b"ftyp":
        # The major brand may be a general one; then the list of compatible brands says what is inside.
        end = min(int.from_bytes(payload[:4], "big"), 256)
        brands = [payload[8:12], *(payload[at : at + 4] for at in range(16, end, 4))]
        return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), "")
    return ""


class _HeicRows:
    """A decoded HEIC that becomes a Pillow picture strip by strip; a whole copy would be 200 MB more.

    The decoder has turned it upright and brought deeper colours to 8 bits.
    """

    def __init__(self, payload: bytes) -> None:
        # Loaded for this kind only: the library takes a part of the memory allowed.
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.options.THUMBNAILS = pillow_heif.options.DEPTH_IMAGES = pillow_heif.options.AUX_IMAGES = (
            False
        )
        file = pillow_heif.open_heif(payload, convert_hdr_to_8bit=True)
        self._frame = file[file.primary_index]
        _check_pixels(self._frame.size, "HEIF")
        self._data = memoryview(self._frame.data)  # decodes; what the header said of the size may change now
        self.size, self.mode = self._frame.size, self._frame.mode
        self.info: dict = {"icc_profile": self._frame.info.get("icc_profile")}

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        """The rows from the box's top to its bottom, whole."""
        _left, top, _right, bottom = box
        rows = self._data[top * self._frame.stride : bottom * self._frame.stride]
        size = (self._frame.size[0], bottom - top)
        return Image.frombytes(self.mode, size, rows, "raw", self.mode, self._frame.stride)


def _check_pixels(size: tuple[int, int], kind: str) -> None:
    if size[0] * size[1] > (MAX_PIXELS_WEBP if kind == "WEBP" else MAX_PIXELS):
        raise _TooManyPixels


def _opened(payload: bytes, kind: str) -> Image.Image | _HeicRows:
    """The picture, its size checked before it is decoded; a JPEG will be decoded no larger than needed."""
    if kind == "HEIF":
        return _HeicRows(payload)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
        picture = Image.open(io.BytesIO(payload), formats=[kind])
    _check_pixels(picture.size, kind)
    picture.draft("RGB", (max(BOXES[0]), max(BOXES[0])))
    return picture


def _turn_of(picture: Image.Image | _HeicRows) -> Image.Transpose | None:
    """How the picture must be turned to stand upright; none if its metadata cannot be read."""
    if isinstance(picture, _HeicRows):
        return None
    try:
        return _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except _DECODING_ERRORS:
        return None


def _shrunk(picture: Image.Image | _HeicRows) -> Image.Image:
    """The picture in RGB (or CMYK, whose profile is applied later), with at most `_WORKING_PIXELS`."""
    width, height = picture.size
    factor = math.ceil(math.sqrt(width * height / _WORKING_PIXELS))
    if factor == 1:
        return _opaque(picture.crop((0, 0, width, height)))
    small = Image.new(
        "CMYK" if picture.mode == "CMYK" else "RGB", (math.ceil(width / factor), math.ceil(height / factor))
    )
    for top in range(0, height, _STRIP_ROWS * factor):
        strip = picture.crop((0, top, width, min(top + _STRIP_ROWS * factor, height)))
        small.paste(_opaque(strip).reduce(factor), (0, top // factor))
    return small


def _opaque(picture: Image.Image) -> Image.Image:
    """The picture in RGB or CMYK, what was transparent on white."""
    if picture.mode.startswith("I;16"):
        # 16 bits of grey: Pillow would cut off what does not fit instead of scaling it.
        picture = picture.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture)
        return white
    return picture if picture.mode in ("RGB", "CMYK") else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture with its colours in sRGB. A profile that cannot be read or does not fit is ignored."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, srgb, outputMode="RGB") or picture.convert(
                "RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return picture.convert("RGB")


def _renditions(picture: Image.Image, profile: bytes | None) -> list[Rendition]:
    """Smallest first, each size once."""
    made: list[Rendition] = []
    for index, (widest, highest) in enumerate(BOXES):
        scale = min(widest / picture.width, highest / picture.height, 1)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        if made and size == (made[0].width, made[0].height):
            continue
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        if index == 0:
            picture = _in_srgb(picture, profile)
        file = io.BytesIO()
        picture.save(file, "WEBP", quality=QUALITY, method=4)
        made.insert(0, Rendition(*size, file.getvalue()))
    return made


def _pack(renditions: list[Rendition]) -> bytes:
    sizes = [[rendition.width, rendition.height, len(rendition.data)] for rendition in renditions]
    return json.dumps(sizes).encode() + b"\n" + b"".join(rendition.data for rendition in renditions)


def unpack(packed: bytes) -> list[Rendition]:
    """The renditions that `reencode` packed, smallest first. Raises ValueError(`BROKEN`) for anything else.

    The child may have been taken over by what it decoded, so its answer is not believed without a look.
    """
    head, newline, body = packed.partition(b"\n")
    renditions = []
    try:
        for width, height, length in json.loads(head):
            rendition = Rendition(int(width), int(height), body[:length])
            fits = 1 <= rendition.width <= BOXES[0][0] and 1 <= rendition.height <= BOXES[0][1]
            if not fits or len(rendition.data) != length or kind_of(rendition.data) != "WEBP":
                raise ValueError
            renditions.append(rendition)
            body = body[length:]
    except (ValueError, TypeError, RecursionError):
        raise ValueError(BROKEN) from None
    if body or not newline or not renditions:
        raise ValueError(BROKEN)
    return renditions
