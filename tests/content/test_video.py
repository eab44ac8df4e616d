"""Films on pages: which are known, what is asked about them and when, and what a reader's browser is told."""

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.blocks import StructBlockValidationError

from content.actions.videos import AGAIN, SHORTEST, fetch_video, sweep_videos
from content.blocks import VideoBlock
from content.models import StoryPage, Video
from content.video import WIDE, film_at, read_description
from tests.factories import make_story

PAGE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
VIMEO = "https://vimeo.com/76979871"


def png(width: int = 480, height: int = 360) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "peru").save(file, "PNG")
    return file.getvalue()


class FilmSite:
    """A film's site on this machine: what it tells, and what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[str] = []
        self.answers: dict[str, tuple[int, bytes]] = {}

    def tell(self, status: int = 200, **told: Any) -> None:
        """Answer so about the film; its picture is `self.picture` unless another is named."""
        whole = {
            "type": "video",
            "title": "How we grind",
            "author_name": "Fjord & Kvern",
            "width": 640,
            "height": 360,
            "thumbnail_url": f"{self.address}/vi/hqdefault.png",
            "html": "<script>alert(1)</script>",
        }
        self.answers["/oembed"] = (status, json.dumps(whole | told).encode())

    def ask_about(self, video: Video) -> Video:
        Video.objects.filter(pk=video.pk).update(due_at=timezone.now())
        fetch_video(video.pk, oembed=f"{self.address}/oembed")
        return Video.objects.get(pk=video.pk)


@pytest.fixture
def film_site(settings: Any) -> Iterator[FilmSite]:
    settings.FETCHING_ALLOW_LOOPBACK = True
    site = FilmSite()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            status, body = site.answers.get(self.path, (404, b""))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    site.answers["/vi/hqdefault.png"] = (200, png())
    site.tell()
    yield site
    server.shutdown()
    server.server_close()


def story_with(address: str = PAGE, title: str = "Films") -> StoryPage:
    return make_story(title, body=[("video", {"address": address, "caption": "A morning at the mill"})])


@pytest.fixture
def video(db: None, no_worker: None) -> Video:
    """A film of a live page that nobody has asked about yet."""
    story_with()
    return Video.objects.get()


class TestAddress:
    @pytest.mark.parametrize(
        "address",
        [
            PAGE,
            "http://youtube.com/watch?v=aqz-KE-bpKQ&t=42s&list=PL1",
            "https://m.youtube.com/watch?app=desktop&v=aqz-KE-bpKQ",
            "https://youtu.be/aqz-KE-bpKQ?si=xyz",
            "https://www.youtube.com/shorts/aqz-KE-bpKQ",
            "https://www.youtube.com/live/aqz-KE-bpKQ/",
            "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
            "  https://www.youtube.com:443/watch?v=aqz-KE-bpKQ#t=3 ",
        ],
    )
    def test_of_a_film_at_youtube_has_one_page_and_the_player_that_keeps_no_cookies(self, address):
        film = film_at(address)

        assert film is not None
        assert film.page == PAGE
        assert film.player == "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1&rel=0"
        assert film.player_origin == "https://www.youtube-nocookie.com"
        assert film.oembed.startswith(
            "https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch"
        )

    @pytest.mark.parametrize(
        ("address", "page", "player"),
        [
            (VIMEO, VIMEO, "76979871?autoplay=1&dnt=1"),
            ("https://vimeo.com/channels/staffpicks/76979871", VIMEO, "76979871?autoplay=1&dnt=1"),
            ("https://player.vimeo.com/video/76979871", VIMEO, "76979871?autoplay=1&dnt=1"),
            (f"{VIMEO}/8a1b2c3d4e", f"{VIMEO}/8a1b2c3d4e", "76979871?autoplay=1&dnt=1&h=8a1b2c3d4e"),
            (f"{VIMEO}?h=8a1b2c3d4e", f"{VIMEO}/8a1b2c3d4e", "76979871?autoplay=1&dnt=1&h=8a1b2c3d4e"),
        ],
    )
    def test_of_a_film_at_vimeo_keeps_the_secret_of_an_unlisted_one(self, address, page, player):
        film = film_at(address)

        assert film is not None
        assert (film.page, film.player) == (page, f"https://player.vimeo.com/video/{player}")

    def test_of_a_peertube_site_counts_where_the_operator_names_it(self, settings):
        address = "https://films.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d"
        assert film_at(address) is None

        settings.PEERTUBE_HOSTS = ["films.example"]
        film = film_at(address)
        assert film is not None
        assert film.page == "https://films.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d"
        assert film.player_origin == "https://films.example"

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "javascript:alert(1)",
            "https://www.youtube.com/",
            "https://www.youtube.com/@fjordkvern",
            "https://www.youtube.com/playlist?list=PL1",
            "https://www.youtube.com/watch?v=short",
            "https://www.youtube.com/evil?v=aqz-KE-bpKQ",
            "https://www.youtube.com:8080/watch?v=aqz-KE-bpKQ",
            "https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
            "https://evil.example/?u=https://youtu.be/aqz-KE-bpKQ",
            "https://youtu.be/aqz-KE-bpKQ/more",
            "https://vimeo.com/about",
            "https://vimeo.com/76979871/'onload",
            "https://vimeo.com/76979871?h='onload",
            "https://[vimeo.com/1",
            "ftp://vimeo.com/76979871",
        ],
    )
    def test_of_anything_else_is_refused_at_its_field(self, address):
        assert film_at(address) is None
        block = VideoBlock()
        with pytest.raises(StructBlockValidationError) as refusal:
            block.clean(block.to_python({"address": address, "caption": "A film"}))
        assert set(refusal.value.block_errors) == {"address"}


class TestDescription:
    def test_without_a_shape_is_wide(self):
        told = read_description(b'{"type": "video", "title": 7, "width": "100%", "height": null}')

        assert (told.title, told.author, told.picture_url) == ("", "", "")
        assert (told.width, told.height) == WIDE

    @pytest.mark.parametrize(
        "answer", [b"", b"<html>", b"[]", b'{"type": "photo"}', b"\xff\xfe", b"[" * 60_000]
    )
    def test_of_no_film_is_refused(self, answer):
        with pytest.raises(ValueError, match=r"\w"):
            read_description(answer)


class TestPublishing:
    def test_notes_each_film_once_whatever_its_spelling(self, db, no_worker):
        story_with(PAGE)
        story_with("https://youtu.be/aqz-KE-bpKQ", "Again")

        assert Video.objects.get().page == PAGE
        assert Video.objects.get().state == Video.State.WAITING

    def test_asks_again_about_a_film_that_is_not_well(self, video):
        Video.objects.update(state=Video.State.GONE, attempts=4, due_at=timezone.now() + AGAIN)
        StoryPage.objects.get().save_revision().publish()

        video.refresh_from_db()
        assert Video.objects.due().get().attempts == 0


class TestAsking:
    def test_keeps_the_words_the_shape_and_a_picture_of_our_own(self, video, film_site):
        video = film_site.ask_about(video)

        assert (video.state, video.title, video.author) == ("ready", "How we grind", "Fjord & Kvern")
        assert (video.width, video.height) == (640, 360)
        assert film_site.asked == ["/oembed", "/vi/maxresdefault.png", "/vi/hqdefault.png"]
        assert [size["width"] for size in video.renditions] == [400, 480]
        with default_storage.open(video.renditions[-1]["name"]) as file:
            assert Image.open(file).format == "WEBP"
        assert video.due_at - timezone.now() > AGAIN - timedelta(minutes=1)

    def test_takes_the_largest_picture_there_is(self, video, film_site):
        film_site.answers["/vi/maxresdefault.png"] = (200, png(1280, 720))

        assert [size["width"] for size in film_site.ask_about(video).renditions] == [400, 800, 1280]

    def test_happens_only_when_it_is_due_and_once(self, video, film_site):
        Video.objects.update(due_at=timezone.now() + timedelta(hours=1))
        fetch_video(video.pk, oembed=f"{film_site.address}/oembed")
        fetch_video(99, oembed=f"{film_site.address}/oembed")

        assert film_site.asked == []
        assert Video.objects.get().state == Video.State.WAITING

    @pytest.mark.parametrize(
        ("status", "state"), [(404, "gone"), (410, "gone"), (401, "elsewhere"), (403, "elsewhere")]
    )
    def test_believes_a_site_that_says_no(self, video, film_site, status, state):
        film_site.ask_about(video)
        film_site.tell(status)
        video = film_site.ask_about(video)

        assert (video.state, video.title) == (state, "How we grind")
        film_site.tell()
        assert film_site.ask_about(video).state == "ready"

    @pytest.mark.parametrize("answer", [(500, b""), (429, b""), (200, b"<html>"), (200, b" " * 70_000)])
    def test_waits_longer_after_each_failure_and_forgets_nothing(self, video, film_site, answer):
        film_site.ask_about(video)
        film_site.answers["/oembed"] = answer
        waits = []
        for _attempt in range(3):
            asked_at = timezone.now()
            video = film_site.ask_about(video)
            waits.append(round((video.due_at - asked_at) / SHORTEST))

        assert (video.state, video.title, len(video.renditions)) == ("ready", "How we grind", 2)
        assert (video.attempts, waits) == (3, [1, 2, 4])

    @pytest.mark.parametrize(
        "picture", [(404, b""), (200, b"<svg onload=alert(1)>"), (200, b"\x89PNG\r\n\x1a\nbroken")]
    )
    def test_shows_the_film_without_a_picture_that_cannot_be_read(self, video, film_site, picture):
        film_site.answers["/vi/hqdefault.png"] = picture
        video = film_site.ask_about(video)

        assert (video.state, video.renditions, video.attempts) == ("ready", [], 1)
        film_site.answers["/vi/hqdefault.png"] = (200, png())
        assert len(film_site.ask_about(video).renditions) == 2

    def test_fetches_a_picture_again_only_when_it_has_another_address(self, video, film_site):
        before = film_site.ask_about(video).renditions
        film_site.asked.clear()
        assert film_site.ask_about(video).renditions == before
        assert film_site.asked == ["/oembed"]

        film_site.answers["/vi/new.png"] = (200, png())
        film_site.tell(thumbnail_url=f"{film_site.address}/vi/new.png")
        after = film_site.ask_about(video).renditions
        assert not default_storage.exists(before[0]["name"])
        assert default_storage.exists(after[0]["name"])

    def test_never_goes_where_nobody_may(self, video, film_site, settings):
        settings.FETCHING_ALLOW_LOOPBACK = False
        video = film_site.ask_about(video)

        assert film_site.asked == []
        assert (video.state, video.attempts) == ("waiting", 1)

    def test_forgets_a_film_no_page_shows(self, video, film_site):
        video = film_site.ask_about(video)
        story = StoryPage.objects.get()
        story.body = []
        story.save_revision().publish()
        fetch_video(video.pk, oembed=f"{film_site.address}/oembed")
        assert Video.objects.exists(), "it is not due"

        Video.objects.update(due_at=timezone.now())
        fetch_video(video.pk, oembed=f"{film_site.address}/oembed")
        assert not Video.objects.exists()
        assert not default_storage.exists(video.renditions[0]["name"])

    def test_is_found_by_the_sweep(self, db, django_capture_on_commit_callbacks):
        Video.objects.create(page=VIMEO, due_at=timezone.now() + timedelta(hours=1))
        Video.objects.create(page="https://vimeo.com/1")
        with django_capture_on_commit_callbacks(execute=True):
            sweep_videos()

        # No page shows it, so that asking ends with forgetting it.
        assert Video.objects.get().page == VIMEO


class TestReading:
    def read(self) -> Any:
        return Client().get("/stories/films/")

    def test_asks_nobody_else_until_play_is_pressed(self, video, film_site):
        film_site.ask_about(video)
        answer = self.read()

        for there in (
            f'href="{PAGE}"',
            'data-player="https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1&amp;rel=0"',
            'data-title="A morning at the mill"',
            'viewBox="0 0 640 360"',
            'src="/media/videos/',
            "By Fjord &amp; Kvern.",
            "/static/js/video.js",
        ):
            assert there in answer.text, there
        assert "<iframe" not in answer.text
        assert "ytimg" not in answer.text
        assert "alert(1)" not in answer.text

    def test_is_the_same_before_anything_is_known(self, video):
        answer = self.read()

        assert 'viewBox="0 0 1280 720"' in answer.text
        assert "data-player=" in answer.text
        assert "/media/videos/" not in answer.text

    def test_lets_in_the_players_of_this_page_and_nobody_else(self, video):
        make_story("Without films")

        policy = self.read()["Content-Security-Policy"]
        assert "frame-src 'self' https://www.youtube-nocookie.com;" in f"{policy};"
        assert "unsafe-inline" not in policy
        plain = Client().get("/stories/without-films/")
        assert "youtube" not in plain["Content-Security-Policy"]
        assert "video.js" not in plain.text

    @pytest.mark.parametrize(
        ("state", "said"),
        [("gone", "This film is no longer at YouTube."), ("elsewhere", "Watch at YouTube")],
    )
    def test_of_a_film_that_cannot_be_played_offers_no_button(self, video, state, said):
        Video.objects.update(state=state)
        text = self.read().text

        assert said in text
        assert "A morning at the mill" in text
        assert "data-player" not in text

    def test_costs_one_query_for_all_films_of_a_page(self, db, no_worker):
        def cost(*addresses: str) -> int:
            blocks = [("video", {"address": address, "caption": "A film"}) for address in addresses]
            story = make_story(body=blocks)
            Client().get(f"/stories/{story.slug}/")
            with CaptureQueriesContext(connection) as captured:
                assert Client().get(f"/stories/{story.slug}/").status_code == 200
            return len(captured)

        assert cost(PAGE) == cost() + 1
        assert cost(PAGE, VIMEO) == cost() + 1


class TestCache:
    def test_a_described_film_is_drawn_at_once(
        self, site, video, film_site, django_capture_on_commit_callbacks
    ):
        site.get("/stories/films/")
        assert site.get("/stories/films/").cache == "hit"
        with django_capture_on_commit_callbacks(execute=True):
            film_site.ask_about(video)

        drawn = site.get("/stories/films/")
        assert drawn.cache == "miss"
        assert b"By Fjord &amp; Kvern." in drawn.body
        # Nothing new in the week after: the page stays, as any other does all along.
        site.get("/stories/films/")
        with django_capture_on_commit_callbacks(execute=True):
            film_site.ask_about(video)
        assert site.get("/stories/films/").cache == "hit"
