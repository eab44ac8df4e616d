"""Share pictures: what they say, that they are drawn once, and that nobody sees one of what is not public."""

import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image
from wagtail.models import PageViewRestriction

from community import actions
from community.models import Post
from community.share_pictures import draw_for_post, sheet_of_post, sweep_posts
from content.actions.pictures import prepare_picture
from content.models import BrandSettings, StoryPage
from content.share_drawing import LARGEST, SIZE, Sheet, draw, fitted_title
from content.share_pictures import draw_for_page, drawn, private, share_of_page, sheet_of_page, sweep_pages
from tests.factories import (
    make_brand_member,
    make_member,
    make_picture,
    make_post,
    make_product,
    make_story,
    make_waiting_post,
)

SHEET = Sheet(
    kicker="Story",
    title="Ærlig talt: hvorfor vi sliper kvernstålene på nytt",
    brand="Morgenro",
    primary="#24505a",
    accent="#a8501b",
    type_pair="magazine",
)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Files outlive a test, and ids come again."""
    shutil.rmtree(private().path("share"), ignore_errors=True)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=["JPEG"])


def noise() -> bytes:
    """A picture that no JPEG makes small."""
    file = io.BytesIO()
    Image.effect_noise((900, 900), 120).convert("RGB").save(file, "PNG")
    return file.getvalue()


def kept(subject: str) -> list[str]:
    folder = f"share/{subject}"
    return sorted(private().listdir(folder)[1]) if private().exists(folder) else []


class TestDrawing:
    @pytest.mark.parametrize("type_pair", ["magazine", "plain", "bookish"])
    @pytest.mark.parametrize("picture", [None, noise()])
    def test_has_the_size_every_network_shows(self, type_pair, picture):
        made = draw(replace(SHEET, type_pair=type_pair), picture)

        assert opened(made).size == SIZE == (1200, 630)
        assert len(made) <= LARGEST

    @pytest.mark.parametrize(
        "title",
        [
            "",
            "🎉🎉",
            "Grinds like a dream 🎉, squeaks like a door",
            "中文 и العربية",
            "W" * 140,
            "Hvor ofte bør man rengjøre kvernen? " * 4,
            "\u202egnihtyna\u0000\ud7ff",
        ],
    )
    def test_takes_whatever_people_write(self, title):
        said = replace(SHEET, title=title, said_by=title, note=title, stars=4, stars_in_words="4 of 5 stars")

        assert opened(draw(said, None)).size == SIZE

    def test_norwegian_letters_are_drawn_each_as_itself(self):
        pictures = {draw(replace(SHEET, title=letter), None) for letter in "æøåÆØÅaoAO"}

        assert len(pictures) == 10

    def test_what_stood_before_an_emoji_stands_before_what_follows_it(self):
        assert draw(replace(SHEET, title="A dream 🎉, indeed"), None) == draw(
            replace(SHEET, title="A dream, indeed"), None
        )

    def test_a_long_word_is_written_smaller_before_it_is_broken(self):
        short, whole = fitted_title("Uke", "Morgenro", "serif-bold", 580, 380)
        long, unbroken = fitted_title("Vinterbryggeuken", "Morgenro", "serif-bold", 400, 380)
        _smallest, broken = fitted_title("W" * 60, "Morgenro", "serif-bold", 400, 380)

        assert (whole, unbroken) == (["Uke"], ["Vinterbryggeuken"])
        assert long.size < short.size
        assert "".join(broken) == "W" * 60

    def test_a_title_too_long_for_the_smallest_type_ends_in_dots(self):
        _font, lines = fitted_title("Hvor ofte bør man rengjøre? " * 9, "Morgenro", "sans-bold", 580, 200)

        assert lines[-1].endswith("…")

    @pytest.mark.parametrize("primary", ["#ffffff", "#ffe600", "#000000"])
    def test_any_colour_of_a_brand_can_be_read(self, primary):
        edge = opened(draw(replace(SHEET, primary=primary), None)).convert("L").getpixel((5, 300))

        assert edge < 130

    def test_a_picture_that_cannot_be_read_is_left_out(self):
        assert draw(SHEET, b"no picture") == draw(SHEET, None)

    def test_the_focus_stays_in_view(self):
        file = io.BytesIO()
        wide = Image.new("RGB", (2000, 500), "white")
        wide.paste("red", (1600, 0, 2000, 500))
        wide.save(file, "PNG")

        left, right = (
            opened(draw(replace(SHEET, focus=(x, 0.5)), file.getvalue())).getpixel((950, 300)) for x in (0, 1)
        )
        assert min(left) > 240
        assert right[0] > 200 > 60 > right[1]

    def test_whatever_it_says_is_in_its_fingerprint(self):
        other = {
            "kicker": "Tip", "title": "Other", "brand": "Aftenro", "primary": "#000000", "accent": "#000000",
            "type_pair": "plain", "picture": "a.webp", "focus": (0.1, 0.1), "said_by": "Kari", "stars": 3,
            "stars_in_words": "3", "note": "Got something for this.",
        }  # fmt: skip
        changed = {replace(SHEET, **{name: value}).fingerprint for name, value in other.items()}

        assert len(changed | {SHEET.fingerprint}) == len(other) + 1


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def story(self, db: None) -> StoryPage:
        return make_story("Soft water")

    def address(self, story: StoryPage) -> str:
        brand = BrandSettings.objects.first() or BrandSettings()
        return share_of_page(story, brand, "en").url.removeprefix("http://localhost:8000")

    def test_is_a_picture_that_must_be_asked_for_again(self, client, story):
        response = client.get(self.address(story))

        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert opened(response.content).size == SIZE
        assert response["Cache-Control"] == "public, no-cache"
        again = client.get(self.address(story), headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_is_in_the_head_of_its_page(self, client, story):
        assert (
            f'content="http://localhost:8000{self.address(story)}"' in client.get(story.url).content.decode()
        )

    def test_what_it_said_before_leads_to_what_it_says_now(self, client, story):
        before = self.address(story)
        client.get(before)
        story.title = "Softer water"
        story.save_revision().publish()
        story.refresh_from_db()

        assert client.get(before)["Location"] == self.address(story) != before
        client.get(self.address(story))
        assert len(kept(f"page-{story.pk}")) == 1

    @pytest.mark.parametrize("before", ["a", "page", "share", "1"])
    def test_whatever_it_was_called_leads_to_it(self, client, story, before):
        assert (
            client.get(f"/share/page-{story.pk}-{before}.jpg", follow=True).request["PATH_INFO"]
            == client.get(self.address(story)).request["PATH_INFO"]
        )

    def test_a_draft_has_none(self, client, story):
        address = self.address(story)
        story.unpublish()

        assert client.get(address).status_code == 404

    def test_a_private_page_has_none(self, client, story):
        address = self.address(story)
        client.get(address)
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)

        assert client.get(address).status_code == 404

    def test_the_words_of_a_draft_are_not_in_it(self, client, story):
        address = self.address(story)
        story.title = "Not yet"
        story.save_revision()

        assert client.get(address).status_code == 200

    def test_a_new_brand_has_new_pictures(self, client, story):
        before = self.address(story)
        BrandSettings.objects.create(name="Morgenro", primary="#112233")

        assert client.get(before)["Location"] == self.address(story)

    def test_shows_the_picture_once_a_worker_has_made_its_files(self, story):
        story.picture = make_picture()
        story.picture.sizes = {}
        brand = BrandSettings()
        before = sheet_of_page(story, brand, "en")
        prepare_picture(story.picture.pk)
        story.picture.refresh_from_db()

        assert before.picture == ""
        assert sheet_of_page(story, brand, "en").picture == story.picture.sizes["webp"][-1]["name"]

    def test_speaks_the_pages_language(self, story):
        assert sheet_of_page(story, BrandSettings(), "nb").kicker == "Historie"
        assert sheet_of_page(story, BrandSettings(), "en").kicker == "Story"

    def test_is_drawn_when_the_page_is_published(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            story = make_story("Soft water")

        assert len(kept(f"page-{story.pk}")) == 1

    def test_drawing_ahead_passes_over_what_nobody_may_read(self, story):
        story.unpublish()
        draw_for_page(story.pk)
        draw_for_page(10_000)

        assert kept(f"page-{story.pk}") == []

    def test_of_a_page_taken_down_is_swept_away(self, story):
        stays = make_story("Milk")
        draw_for_page(story.pk)
        draw_for_page(stays.pk)
        story.unpublish()
        sweep_pages()

        assert not private().exists(f"share/page-{story.pk}")
        assert len(kept(f"page-{stays.pk}")) == 1

    def test_every_other_page_has_the_brands(self, client):
        BrandSettings.objects.create(name="Morgenro", tagline="Six things for a calm morning.")
        html = client.get("/community/").content.decode()

        address = html.split('og:image" content="http://localhost:8000')[1].split('"')[0]
        assert address.startswith("/share/site-en-")
        assert opened(client.get(address).content).size == SIZE
        assert client.get(address.replace("site-en", "site-xx")).status_code == 404


@pytest.mark.django_db
class TestPost:
    def address(self, post: Post) -> str:
        fingerprint = sheet_of_post(post, BrandSettings.objects.first() or BrandSettings()).fingerprint
        return f"/share/post-{post.pk}-{fingerprint}.jpg"

    def test_says_whose_words_they_are(self):
        kari = make_member("Kari Nordmann")
        post = make_post(
            kari, kind="review", product=make_product("kvern"), stars=2, title="Squeaks",
            incentivised=True, incentive="a mug",
        )  # fmt: skip

        sheet = sheet_of_post(post, BrandSettings(name="Morgenro"))
        assert (sheet.kicker, sheet.title) == ("A customer’s words · Review", "Squeaks")
        assert sheet.said_by == "Kari Nordmann on Kvern"
        assert (sheet.stars, sheet.stars_in_words) == (2, "2 of 5 stars")
        assert sheet.note == "Got something for this: a mug."

    def test_of_somebody_with_a_tie_says_so_and_shows_no_stars(self):
        brand = BrandSettings(name="Morgenro")
        own = sheet_of_post(make_post(make_brand_member()), brand)
        tied = sheet_of_post(make_post(kind="review", stars=5, works_for_brand=True), brand)

        assert own.kicker == "Product designer, Morgenro · Tip"
        assert tied.kicker == "A member’s words · Review"
        assert (tied.stars, tied.note) == (0, "Works for or with Morgenro.")

    def test_speaks_the_posts_language_as_far_as_the_site_does(self):
        kinds = {
            code: sheet_of_post(make_post(language=code), BrandSettings()).kicker for code in ("nb", "fi")
        }

        assert kinds["nb"].endswith(" · Tips")
        assert kinds["fi"].endswith(" · Tip")

    def test_stands_in_the_head_in_every_language(self, client):
        post = make_post()

        for prefix in ("", "/nb"):
            html = client.get(prefix + post.get_absolute_url()).content.decode()
            assert f'content="http://localhost:8000{self.address(post)}"' in html
        assert opened(client.get(self.address(post)).content).size == SIZE

    def test_of_a_post_that_is_not_public_nobody_sees_it(self, client):
        post = make_waiting_post()
        client.force_login(post.author)

        assert client.get(self.address(post)).status_code == 404
        draw_for_post(post.pk)
        assert kept(f"post-{post.pk}") == []

    @pytest.mark.parametrize("step", ["withdraw", "remove"])
    def test_of_a_post_taken_down_it_is_gone_at_once(self, client, step):
        post = make_post()
        address = self.address(post)
        assert client.get(address).status_code == 200
        actions.withdraw(post, by=post.author) if step == "withdraw" else actions.remove(post)

        assert client.get(address).status_code == 404
        sweep_posts()
        assert not private().exists(f"share/post-{post.pk}")

    def test_is_drawn_when_the_post_is_published(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            post = make_post()

        assert len(kept(f"post-{post.pk}")) == 1


class TestOnce:
    def test_of_many_who_ask_at_once_one_draws(self, monkeypatch):
        encoded = []

        def save(image: Image.Image, *args: object, **options: object) -> None:
            encoded.append(image.size)
            pillows(image, *args, **options)

        pillows = Image.Image.save
        monkeypatch.setattr(Image.Image, "save", save)
        with ThreadPoolExecutor(8) as visitors:
            answers = list(visitors.map(lambda _: drawn("page-1", SHEET), range(8)))

        assert encoded == [SIZE]
        assert len(set(answers)) == 1

    def test_one_whose_writer_was_killed_is_drawn_again(self):
        whole = drawn("page-1", SHEET)
        with open(private().path(f"share/page-1/{SHEET.fingerprint}.jpg"), "r+b") as file:
            file.truncate(len(whole) // 2)

        assert drawn("page-1", SHEET) == whole
        assert kept("page-1") == [f"{SHEET.fingerprint}.jpg"]
