"""The files of the brand's pictures: made by a worker on upload, found again by the sweep, never twice."""

from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, strategies as st
from PIL import Image as PillowImage

from content import sizes
from content.actions import pictures
from content.actions.pictures import prepare_avif, prepare_picture, sweep_pictures
from content.cards import pictures_of
from content.models import BrandImage
from content.sizes import first_size, focus_of, is_prepared, make_sizes, sizes_of
from tests.factories import make_picture, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(sizes, "PATIENCE", 0)


def drawn(width=900, height=600, mode="RGB", colour="teal", kind="PNG", **options) -> bytes:
    file = BytesIO()
    PillowImage.new(mode, (width, height), colour).save(file, kind, **options)
    return file.getvalue()


def stored(payload: bytes, name: str = "cup.png") -> BrandImage:
    """A picture in the library that no worker has been at."""
    picture = BrandImage(title="Cup", file=ImageFile(BytesIO(payload), name=name))
    picture.save()
    return picture


def prepared(payload: bytes, name: str = "cup.png") -> BrandImage:
    picture = stored(payload, name)
    prepare_picture(picture.pk)
    prepare_avif(picture.pk)
    picture.refresh_from_db()
    return picture


def opened(size: sizes.Size) -> PillowImage.Image:
    with default_storage.open(size["name"]) as file:
        return PillowImage.open(BytesIO(file.read()))


def upload_form(payload: bytes, **fields: object) -> dict[str, object]:
    return {
        "title": "Cup",
        "file": SimpleUploadedFile("cup.png", payload, "image/png"),
        "description": "",
        "tags": "",
        **fields,
    }


class TestUpload:
    def check(self, widths=(400, 800)):
        picture = BrandImage.objects.get()
        for file_format in ("webp", "avif"):
            files = sizes_of(picture, file_format)
            assert tuple(file["width"] for file in files) == widths
            assert {opened(file).format for file in files} == {file_format.upper()}

    def test_in_the_library(self, marketer, committing):
        with committing():
            assert marketer.post(reverse("wagtailimages:add"), upload_form(drawn())).status_code == 302
        self.check()

    def test_in_a_chooser(self, marketer, committing):
        form = {f"image-chooser-upload-{name}": value for name, value in upload_form(drawn(1700)).items()}
        with committing():
            assert marketer.post(reverse("wagtailimages_chooser:create"), form).json()["step"] == "chosen"
        self.check((400, 800, 1600))

    def test_of_many_files_is_found_by_the_sweep(self, marketer, committing):
        file = SimpleUploadedFile("cup.png", drawn(), "image/png")
        with committing():
            answer = marketer.post(reverse("wagtailimages:add_multiple"), {"title": "Cup", "files[]": file})
        assert answer.json()["success"]
        with committing():
            sweep_pictures()
        self.check()

    def test_whose_message_was_lost_is_found_by_the_sweep(self, marketer, committing, no_worker):
        from celery import current_app

        with committing():
            marketer.post(reverse("wagtailimages:add"), upload_form(drawn()))
        assert not is_prepared(BrandImage.objects.get())
        current_app.conf.task_always_eager = True
        with committing():
            sweep_pictures()
        self.check()

    def test_whose_avif_was_lost_is_found_too(self, committing):
        make_picture()
        with committing():
            sweep_pictures()
        self.check()

    def test_a_sweep_with_nothing_to_do_asks_for_nothing(self, committing, django_assert_num_queries):
        prepared(drawn())
        with committing() as work, django_assert_num_queries(2):
            sweep_pictures()
        assert work == []

    def test_of_more_pixels_than_a_worker_can_hold_is_refused(self, marketer):
        payload = drawn(7200, 7200, "1", 0)
        answer = marketer.post(reverse("wagtailimages:add"), upload_form(payload))
        assert "too many pixels" in answer.content.decode()
        assert not BrandImage.objects.exists()


class TestReaderBeforeTheWorker:
    def test_gets_one_file_of_middle_width(self):
        picture = stored(drawn(1700))
        shown = pictures_of([picture])[picture.pk]

        assert (shown.width, shown.avif) == (800, "")
        assert shown.srcset.split()[1:] == ["800w"]
        assert picture.renditions.count() == 1

    def test_and_the_worker_does_not_make_it_again(self):
        picture = stored(drawn(1700))
        (first,) = first_size(picture)
        prepare_picture(picture.pk)
        picture.refresh_from_db()

        assert sizes_of(picture)[1] == first
        assert picture.renditions.count() == 3

    def test_does_not_make_what_another_is_making(self, impatient):
        picture = stored(drawn())
        lock = f"rendition:{picture.pk}:{picture.file.name}:width-800|format-webp"
        caches["database"].add(lock, 1, 60)

        assert pictures_of([picture]) == {}
        assert make_sizes(picture, "webp") is None
        assert [row.width for row in picture.renditions.all()] == [400]

        caches["database"].delete(lock)
        assert len(pictures_of([picture])) == 1

    def test_is_served_while_redis_is_away(self, redis_away):
        picture = stored(drawn())
        assert len(pictures_of([picture])) == 1

    def test_gets_a_page_that_nobody_else_gets(self, site, impatient):
        picture = stored(drawn())
        caches["database"].add(f"rendition:{picture.pk}:{picture.file.name}:width-800|format-webp", 1, 60)
        make_story("Water", picture=picture)

        assert [site.get("/stories/water/").cache for _ in range(2)] == ["bypass", "bypass"]


class TestKinds:
    @pytest.mark.parametrize("file_format", ["webp", "avif"])
    def test_a_transparent_one_stays_transparent(self, file_format):
        picture = prepared(drawn(mode="RGBA", colour=(0, 128, 128, 0)))

        shown = opened(sizes_of(picture, file_format)[0])
        assert shown.mode == "RGBA"
        assert shown.getpixel((10, 10))[3] == 0

    def test_an_animation_shows_its_first_frame(self):
        frames = [PillowImage.new("RGB", (900, 600), colour) for colour in ("red", "blue")]
        file = BytesIO()
        frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
        picture = prepared(file.getvalue(), "cup.gif")

        for file_format in ("webp", "avif"):
            shown = opened(sizes_of(picture, file_format)[0])
            assert getattr(shown, "n_frames", 1) == 1
            assert shown.convert("RGB").getpixel((10, 10))[0] > 240

    def test_one_taken_upright_stands_and_says_nothing_of_the_place(self):
        exif = PillowImage.Exif()
        exif[0x0112] = 6  # a quarter turn
        exif.get_ifd(0x8825)[1] = "N"
        picture = prepared(drawn(kind="JPEG", exif=exif), "cup.jpg")

        for file_format in ("webp", "avif"):
            shown = opened(sizes_of(picture, file_format)[0])
            assert shown.size == (400, 600)
            assert not shown.getexif().get_ifd(0x8825)
            assert "exif" not in shown.info

    @pytest.mark.parametrize("mode", ["CMYK", "L"])
    def test_print_colours_and_greys_are_drawn(self, mode):
        picture = prepared(drawn(mode=mode, colour=0, kind="JPEG"), "cup.jpg")
        assert opened(sizes_of(picture, "avif")[0]).convert("RGB").width == 400

    @pytest.mark.parametrize(
        ("kind", "turned", "size", "blocks"),
        [("JPEG", 1, (800, 480), 9), ("JPEG", 6, (800, 1333), 9), ("PNG", 1, (800, 480), 13)],
    )
    def test_a_large_one_is_not_held_whole_twice(self, kind, turned, size, blocks):
        exif = PillowImage.Exif()
        exif[0x0112] = turned
        picture = stored(drawn(5000, 3000, kind=kind, exif=exif), f"cup.{kind.lower()}")
        # Pillow takes memory in blocks of 16 MB at most: five for this picture as it is.
        PillowImage.core.reset_stats()
        made = picture.get_rendition("width-800|format-webp")

        assert (made.width, made.height) == size
        assert PillowImage.core.get_stats()["allocated_blocks"] <= blocks

    def test_a_crop_goes_by_places_in_the_original(self):
        file = BytesIO()
        with PillowImage.new("RGB", (2000, 500), "white") as wide:
            wide.paste("red", (1600, 0, 2000, 500))
            wide.save(file, "PNG")
        picture = stored(file.getvalue())
        picture.focal_point_x, picture.focal_point_y = 1800, 250
        picture.focal_point_width = picture.focal_point_height = 100

        made = picture.get_rendition("fill-100x100-c100|format-png")
        with made.file.open() as data, PillowImage.open(data) as crop:
            assert crop.convert("RGB").getpixel((50, 50)) == (255, 0, 0)

    def test_a_broken_one_is_left_out_and_tried_once(self, committing, site):
        picture = stored(drawn(kind="JPEG"), "cup.jpg")
        whole = drawn(kind="JPEG")
        default_storage.delete(picture.file.name)
        default_storage.save(picture.file.name, ContentFile(whole[: len(whole) // 2]))
        make_story("Water", picture=picture)
        assert site.get("/stories/water/").status == 200

        with committing():
            sweep_pictures()
        picture = BrandImage.objects.get()
        assert (is_prepared(picture), pictures_of([picture])) == (True, {})
        with committing() as work:
            sweep_pictures()
        assert work == []

    def test_a_full_disk_is_not_the_pictures_fault(self, monkeypatch):
        def full(*args: object, **options: object) -> str:
            raise OSError(28, "No space left on device")

        picture = stored(drawn())
        monkeypatch.setattr(default_storage, "save", full)
        with pytest.raises(OSError, match="No space left"):
            prepare_picture(picture.pk)
        picture.refresh_from_db()
        assert not is_prepared(picture)

    def test_a_missing_file_is_waited_for(self):
        picture = stored(drawn())
        default_storage.delete(picture.file.name)

        assert pictures_of([picture]) == {}
        with pytest.raises(OSError, match="No such file"):
            prepare_picture(picture.pk)
        assert not is_prepared(BrandImage.objects.get())

    def test_a_task_for_a_deleted_picture_does_nothing(self):
        prepare_picture(10_000)
        prepare_avif(10_000)


class TestReplaced:
    def test_has_new_files_and_the_old_ones_are_gone(self, marketer, committing):
        picture = prepared(drawn())
        old = [picture.file.name, *(file["name"] for file in sizes_of(picture))]
        with committing():
            form = upload_form(drawn(1700, colour="red"))
            marketer.post(reverse("wagtailimages:edit", args=[picture.pk]), form)

        picture.refresh_from_db()
        assert [file["width"] for file in sizes_of(picture)] == [400, 800, 1600]
        assert opened(sizes_of(picture)[0]).convert("RGB").getpixel((5, 5))[0] > 240
        assert [name for name in old if default_storage.exists(name)] == []

    def test_a_file_made_of_the_old_original_is_not_taken_for_the_new(self):
        picture = stored(drawn(colour="red"))
        make_sizes(picture, "webp")
        picture.file = ImageFile(BytesIO(drawn(colour="blue")), name="cup.png")
        picture.save()

        prepare_picture(picture.pk)
        picture.refresh_from_db()
        assert opened(sizes_of(picture)[0]).convert("RGB").getpixel((5, 5))[2] > 240

    def test_while_the_worker_draws_it_is_drawn_again(self):
        picture = stored(drawn())
        late = BrandImage.objects.get()
        picture.file = ImageFile(BytesIO(drawn()), name="cup.png")
        picture.save()
        pictures._prepare(late, "webp", {"of": late.file.name})
        assert list(BrandImage.objects.without_webp()) == [picture]


class TestDeleted:
    def names(self, picture: BrandImage) -> list[str]:
        files = [*sizes_of(picture), *sizes_of(picture, "avif")]
        return [picture.file.name, *(file["name"] for file in files)]

    def test_all_its_files_go(self, marketer, committing):
        names = self.names(picture := prepared(drawn()))
        with committing():
            marketer.post(reverse("wagtailimages:delete", args=[picture.pk]))

        assert not BrandImage.objects.exists()
        assert len(names) == 5
        assert [name for name in names if default_storage.exists(name)] == []

    def test_and_so_they_do_when_many_are_deleted(self, marketer, committing):
        doomed = [prepared(drawn()), prepared(drawn())]
        names = [name for picture in doomed for name in self.names(picture)]
        address = reverse("wagtail_bulk_action", args=["content", "brandimage", "delete"])
        with committing():
            marketer.post(f"{address}?{urlencode({'id': [picture.pk for picture in doomed]}, doseq=True)}")

        assert not BrandImage.objects.exists()
        assert [name for name in names if default_storage.exists(name)] == []


class TestFocus:
    WHOLE = 1000

    def test_is_the_middle_where_nothing_is_said(self):
        assert focus_of(make_picture(prepared=False)) == (50, 50)

    def test_of_an_area_at_the_edge_is_the_edge(self):
        area = {
            "focal_point_x": 850,
            "focal_point_y": 50,
            "focal_point_width": 100,
            "focal_point_height": 100,
        }
        assert focus_of(make_picture(prepared=False, **area)) == (100, 0)

    def test_an_area_as_wide_as_the_picture_is_held_in_the_middle(self):
        area = {"focal_point_x": 450, "focal_point_y": 0, "focal_point_width": 900, "focal_point_height": 0}
        assert focus_of(make_picture(prepared=False, **area)) == (50, 0)

    @given(start=st.integers(0, 999), end=st.integers(1, 1000), crop=st.integers(1, 1000))
    def test_every_crop_that_can_hold_the_area_holds_it(self, start, end, crop):
        start, end = sorted((start, end))
        position = sizes._held(start, end, self.WHOLE) / 100
        left = position * (self.WHOLE - crop)

        if crop >= end - start:
            # A twentieth is what tenths cost.
            slack = 0.05 * (self.WHOLE - crop) + 1e-6
            assert left <= start + slack
            assert left + crop >= end - slack
