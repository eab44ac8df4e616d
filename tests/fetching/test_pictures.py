"""Strangers' pictures: which kinds are taken, what comes out of them, and what is refused."""

import io
import json

import pillow_heif
import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image, ImageCms, ImageDraw

from community import photo_limits
from fetching import pictures
from fetching.pictures import BROKEN, NOT_A_PICTURE, TOO_MANY_PIXELS, kind_of, reencode, unpack
from tests.community.drawing import png_of

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (30, 60, 220), (255, 255, 255)


def scene(width=600, height=300, mode="RGB"):
    """Red above left, green above right, blue below: its orientation shows."""
    picture = Image.new("RGB", (width, height), BLUE)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 2, height // 2), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    return picture.convert(mode)


def encoded(picture, kind, **options):
    file = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(picture).save(file, quality=90, **options)
    else:
        picture.save(file, kind, **options)
    return file.getvalue()


def made_from(payload):
    """The renditions, each opened and loaded, smallest first."""
    opened = []
    for rendition in unpack(reencode(payload)):
        picture = Image.open(io.BytesIO(rendition.data))
        picture.load()
        assert picture.format == "WEBP"
        assert picture.size == (rendition.width, rendition.height)
        assert picture.mode == "RGB"
        assert not {"exif", "icc_profile", "xmp"} & set(picture.info)
        opened.append(picture)
    return opened


def near(colour, expected, tolerance=40):
    return all(abs(a - b) <= tolerance for a, b in zip(colour, expected, strict=True))


def corners(picture):
    """The colours near the top left, top right and bottom left corner."""
    right, low = picture.width * 7 // 8, picture.height * 7 // 8
    return [
        picture.getpixel(at) for at in ((picture.width // 8, picture.height // 8), (right, 20), (20, low))
    ]


def refusal(payload):
    with pytest.raises(ValueError) as caught:
        reencode(payload)
    return str(caught.value)


class TestKinds:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
    def test_each_kind_is_known_by_its_bytes_and_drawn_anew(self, kind):
        payload = encoded(scene(), kind)
        assert kind_of(payload) == kind
        *_small, largest = made_from(payload)
        assert largest.size == (600, 300)
        for colour, expected in zip(corners(largest), (RED, GREEN, BLUE), strict=True):
            assert near(colour, expected)

    @pytest.mark.parametrize(
        ("brands", "kind"),
        [
            (b"avifmif1", "AVIF"),
            (b"mif1\0\0\0\0heicmiaf", "HEIF"),
            (b"mif1\0\0\0\0miafavif", "AVIF"),
            (b"heix\0\0\0\0", "HEIF"),
            (b"isom\0\0\0\0mp42", ""),
            (b"qt  ", ""),
        ],
    )
    def test_a_box_file_is_what_its_brands_say(self, brands, kind):
        assert kind_of((8 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands) == kind

    @pytest.mark.parametrize(
        "payload",
        [
            b"",
            b"\xff\xd8",
            b"RIFF\0\0\0\0WAVE",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<?xml version='1.0'?><!DOCTYPE svg><svg/>",
            b"<html><img src=x></html>",
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"MZ\x90\0",
            b"#!/bin/sh\n",
            b"II*\0" + b"\0" * 50,
            b"BM" + b"\0" * 50,
            b"%!PS-Adobe-3.0 EPSF-3.0",
            b"\0\0\1\0" + b"\0" * 50,
        ],
    )
    def test_what_is_none_of_them_is_refused_undecoded(self, payload):
        assert refusal(payload) == NOT_A_PICTURE

    def test_only_the_decoder_of_that_kind_is_tried(self, monkeypatch):
        tried = []
        opener = Image.open
        monkeypatch.setattr(
            Image, "open", lambda *args, **options: tried.append(options) or opener(*args, **options)
        )
        reencode(encoded(scene(), "GIF"))
        assert tried == [{"formats": ["GIF"]}]

    def test_a_disguised_one_is_refused(self):
        disguised = b"\x89PNG\r\n\x1a\n" + encoded(scene(), "JPEG")
        assert refusal(disguised) == BROKEN


class TestRenditions:
    @pytest.mark.parametrize(
        ("size", "made"),
        [
            ((3200, 1600), [(400, 200), (800, 400), (1600, 800)]),
            ((1500, 3000), [(400, 800), (800, 1600), (1024, 2048)]),
            ((600, 300), [(400, 200), (600, 300)]),
            ((400, 100), [(400, 100)]),
            ((1, 1), [(1, 1)]),
            ((3000, 1), [(400, 1), (800, 1), (1600, 1)]),
            ((100, 4000), [(20, 800), (40, 1600), (51, 2048)]),
        ],
    )
    def test_each_fits_its_box_and_none_is_enlarged(self, size, made):
        assert [picture.size for picture in made_from(encoded(scene(*size), "PNG"))] == made

    @pytest.mark.parametrize(
        ("kind", "mode"),
        [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("HEIF", "RGBA")],
    )
    def test_a_large_picture_shrunk_in_strips_shows_the_same(self, kind, mode, monkeypatch):
        monkeypatch.setattr(pictures, "_WORKING_PIXELS", 401 * 201)
        monkeypatch.setattr(pictures, "_STRIP_ROWS", 16)
        largest = made_from(encoded(scene(1603, 803, mode), kind))[-1]
        assert largest.size == (401, 201)
        for colour, expected in zip(corners(largest), (RED, GREEN, BLUE), strict=True):
            assert near(colour, expected)


class TestWhatIsLeftOut:
    def test_place_maker_and_profile_are_gone_from_the_bytes(self):
        exif = Image.Exif()
        exif[0x010F] = "SECRETMAKER"
        exif.get_ifd(0x8825)[29] = "SECRETPLACE"
        exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0SECRETCOMMENT"
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
            payload = encoded(scene(), kind, exif=exif, icc_profile=profile, xmp=b"<x>SECRETXMP</x>")
            assert b"SECRET" in payload
            packed = reencode(payload)
            assert b"SECRET" not in packed
            assert b"EXIF" not in packed
            assert b"ICCP" not in packed
            made_from(payload)

    def test_a_second_file_in_the_same_bytes_is_gone(self):
        payload = (
            encoded(scene(), "JPEG", comment=b"<script>alert(1)</script>") + b"PK\x03\x04<script>alert(2)"
        )
        assert b"script" not in reencode(payload)

    def test_of_an_animation_the_first_frame_stays(self):
        still, moved = Image.new("RGB", (50, 50), RED), Image.new("RGB", (50, 50), BLUE)
        for kind in ("GIF", "PNG", "WEBP", "MPO"):
            (picture,) = made_from(encoded(still, kind, save_all=True, append_images=[moved] * 5))
            assert getattr(picture, "n_frames", 1) == 1
            assert near(picture.getpixel((25, 25)), RED)


class TestOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_a_picture_stands_upright_however_the_camera_was_held(self, kind, orientation):
        # Lay the upright scene down as the camera would, so that turning it back gives the scene.
        laid_down = {
            1: None,
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }[orientation]
        stored = scene() if laid_down is None else scene().transpose(laid_down)
        exif = Image.Exif()
        exif[0x0112] = orientation
        largest = made_from(encoded(stored, kind, exif=exif))[-1]
        assert largest.size == (600, 300)
        for colour, expected in zip(corners(largest), (RED, GREEN, BLUE), strict=True):
            assert near(colour, expected)

    def test_a_heic_is_turned_once(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        largest = made_from(
            encoded(scene().transpose(Image.Transpose.ROTATE_90), "HEIF", exif=exif.tobytes())
        )[-1]
        assert largest.size == (600, 300)
        assert near(corners(largest)[0], RED)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    @pytest.mark.parametrize("exif", [b"nonsense", b"II*\0", b"Exif\0\0II+\0\x08\0\0\0"])
    def test_metadata_that_cannot_be_read_turns_nothing(self, kind, exif):
        assert made_from(encoded(scene(), kind, exif=exif))[-1].size == (600, 300)


class TestColours:
    @pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
    def test_every_mode_becomes_rgb(self, mode):
        grey = Image.new("L", (64, 64), 200)
        picture = (
            grey.convert("I").point(lambda v: v * 257).convert("I;16")
            if mode == "I;16"
            else grey.convert(mode)
        )
        (made,) = made_from(encoded(picture, "JPEG" if mode == "CMYK" else "PNG"))
        level = 255 if mode == "1" and made.getpixel((3, 3))[0] > 127 else 200
        if mode != "1":
            assert near(made.getpixel((32, 32)), (level,) * 3, 6)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
    def test_what_is_transparent_stands_on_white(self, kind):
        picture = Image.new("RGBA", (64, 64), (*RED, 0))
        picture.paste((*BLUE, 255), (0, 0, 32, 64))
        (made,) = made_from(encoded(picture, kind))
        assert near(made.getpixel((55, 32)), WHITE, 12)
        assert near(made.getpixel((8, 32)), BLUE)

    def test_a_wide_profile_is_brought_to_srgb(self):
        # A profile whose red and blue are swapped shows beyond doubt that it was applied.
        swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
        swapped = bytearray(swapped)
        swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
        (made,) = made_from(
            encoded(Image.new("RGB", (64, 64), (255, 0, 0)), "PNG", icc_profile=bytes(swapped))
        )
        assert near(made.getpixel((32, 32)), (0, 0, 255))

    @pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 200])
    def test_a_profile_that_cannot_be_read_is_ignored(self, profile):
        (made,) = made_from(encoded(Image.new("RGB", (64, 64), RED), "PNG", icc_profile=profile))
        assert near(made.getpixel((32, 32)), RED)

    def test_a_profile_of_other_colours_is_ignored(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        (made,) = made_from(encoded(Image.new("RGB", (64, 64), RED), "PNG", icc_profile=profile))
        assert near(made.getpixel((32, 32)), RED)


class TestHostilePictures:
    @pytest.mark.parametrize("size", [(8_000, 6_401), (100_000, 100_000), (2**31 - 1, 1), (60_000, 854)])
    def test_more_pixels_than_the_limit_are_refused_undecoded(self, size):
        assert refusal(png_of(*size)) == TOO_MANY_PIXELS

    def test_the_limit_of_a_heic_is_checked_before_it_is_decoded(self, monkeypatch):
        payload = encoded(scene(), "HEIF")
        monkeypatch.setattr(pictures, "MAX_PIXELS", 600 * 300)
        assert reencode(payload)
        monkeypatch.setattr(pictures, "MAX_PIXELS", 600 * 300 - 1)
        assert refusal(payload) == TOO_MANY_PIXELS

    def test_a_webp_has_a_limit_of_its_own(self, monkeypatch):
        payload = encoded(scene(), "WEBP")
        monkeypatch.setattr(pictures, "MAX_PIXELS_WEBP", 600 * 300 - 1)
        assert refusal(payload) == TOO_MANY_PIXELS

    def test_running_out_of_memory_is_said_as_too_many_pixels(self, monkeypatch):
        def no_memory(_picture):
            raise MemoryError

        monkeypatch.setattr(pictures, "_shrunk", no_memory)
        assert refusal(encoded(scene(), "PNG")) == TOO_MANY_PIXELS

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
    def test_a_picture_cut_short_is_refused(self, kind):
        payload = encoded(scene(), kind)
        for keep in (16, len(payload) // 3, len(payload) * 2 // 3):
            assert refusal(payload[:keep]) == BROKEN

    KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
    WHOLE = {kind: encoded(scene(80, 60), kind) for kind in KINDS}

    @settings(max_examples=120, deadline=None)
    @given(
        st.sampled_from(KINDS),
        st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
    )
    def test_bytes_changed_anywhere_give_a_picture_or_a_code(self, kind, changes):
        payload = bytearray(self.WHOLE[kind])
        for where, value in changes:
            payload[int(where * (len(payload) - 1))] = value
        try:
            assert unpack(reencode(bytes(payload)))
        except ValueError as refused:
            assert str(refused) in photo_limits.REFUSALS  # noqa: PT017 - either outcome is right


class TestPackedAnswer:
    def test_what_the_child_made_comes_back_whole(self):
        small, large = unpack(reencode(encoded(scene(), "PNG")))
        assert (small.width, small.height, large.width, large.height) == (400, 200, 600, 300)

    WEBP = encoded(scene(40, 20), "WEBP")

    @pytest.mark.parametrize(
        "packed",
        [
            b"",
            b"\n",
            b"[]\n",
            b"null\nx",
            b"{}\n",
            b"nonsense\n",
            b"[" * 100_000 + b"\n",
            json.dumps([[40, 20, len(WEBP)]]).encode(),
            json.dumps([[40, 20, len(WEBP)]]).encode() + b"\n" + WEBP + b"more",
            json.dumps([[40, 20, len(WEBP) + 1]]).encode() + b"\n" + WEBP,
            json.dumps([[40, 20, -1]]).encode() + b"\n" + WEBP,
            json.dumps([[40, 20]]).encode() + b"\n" + WEBP,
            json.dumps([["a", 20, len(WEBP)]]).encode() + b"\n" + WEBP,
            json.dumps([[0, 20, len(WEBP)]]).encode() + b"\n" + WEBP,
            json.dumps([[1601, 20, len(WEBP)]]).encode() + b"\n" + WEBP,
            json.dumps([[40, 2049, len(WEBP)]]).encode() + b"\n" + WEBP,
            b"[[40, 20, 9]]\n<script>x",
        ],
    )
    def test_an_answer_of_any_other_shape_is_not_believed(self, packed):
        with pytest.raises(ValueError, match=BROKEN):
            unpack(packed)
