"""Pieces of pages are kept by generation: drawn once, never stale, whoever asks."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from pagecache import keeping as kept
from tests.pagecache.content import publish
from tests.pagecache.urls import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MEMBER = {"HTTP_COOKIE": "sessionid=x"}


@pytest.fixture(autouse=True)
def _notices(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        publish("soup", 1)
        publish("bread", 1)


@pytest.fixture
def ask(site):
    """Ask for the page past the page cache; return what it says and how many queries it cost."""

    def ask(query: str = "") -> tuple[str, int]:
        with CaptureQueriesContext(connection) as captured:
            answer = site.get(f"/mosaic/{query}", **MEMBER)
        assert answer.cache == "bypass"
        return answer.body.decode(), sum("jobs_heartbeat" in query["sql"] for query in captured)

    return ask


class TestPieces:
    def test_are_drawn_once_for_everybody(self, site, ask):
        assert ask() == ("soup 1 bread 1", 2)
        assert ask() == ("soup 1 bread 1", 0)
        assert site.get("/mosaic/").body == b"soup 1 bread 1"

    def test_only_what_has_changed_is_drawn_anew(self, ask, django_capture_on_commit_callbacks):
        ask()
        with django_capture_on_commit_callbacks(execute=True):
            publish("bread", 2)
        assert ask() == ("soup 1 bread 2", 1)
        assert ask() == ("soup 1 bread 2", 0)

    def test_what_is_drawn_otherwise_is_another_piece(self, ask):
        ask()
        assert ask("?wide") == ("soup 1 bread 1", 2)

    def test_a_page_of_kept_pieces_goes_stale_with_each_of_them(
        self, site, ask, django_capture_on_commit_callbacks
    ):
        ask()
        assert [site.get("/mosaic/").cache for _ in range(2)] == ["miss", "hit"]
        with django_capture_on_commit_callbacks(execute=True):
            publish("soup", 3)
        assert site.get("/mosaic/").body == b"soup 3 bread 1"

    def test_what_changes_while_it_is_drawn_is_drawn_again(self, ask, django_capture_on_commit_callbacks):
        def change() -> None:
            with django_capture_on_commit_callbacks(execute=True):
                publish("soup", 2)

        meanwhile.append(change)
        assert ask()[0] == "soup 1 bread 1"  # It was read before the change.
        assert ask() == ("soup 2 bread 1", 1)

    def test_what_must_not_be_kept_is_not_and_neither_is_its_page(
        self, site, ask, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            publish("soup", 13)
        assert [ask()[1] for _ in range(2)] == [2, 1]
        assert site.get("/mosaic/").cache == "bypass"

    def test_a_transaction_neither_keeps_nor_takes_any(self, ask):
        assert [ask("?bound")[1] for _ in range(2)] == [2, 2]
        ask()
        assert ask("?bound")[1] == 2

    @override_settings(ROOT_URLCONF="tests.pagecache.urls")
    def test_only_requests_that_came_through_the_cache_use_them(self, client: Client, ask):
        ask()
        with CaptureQueriesContext(connection) as captured:
            client.get("/mosaic/")
        assert sum("jobs_heartbeat" in query["sql"] for query in captured) == 2

    def test_redis_away_costs_the_drawing_alone(self, ask, redis_server):
        ask()
        redis_server.stop()
        assert ask() == ("soup 1 bread 1", 2)

    def test_who_walks_through_everything_fills_no_more_than_is_allowed(self, ask, monkeypatch):
        monkeypatch.setattr(kept, "PIECES_KEPT", 3)
        assert [ask("?deep")[1] for _ in range(2)] == [2, 0]
        assert [ask("?deep&wide")[1] for _ in range(2)] == [2, 2]
        assert [ask("?wide")[1] for _ in range(2)] == [2, 0]

    def test_live_no_longer_than_the_generations_they_are_checked_against(self):
        assert kept.PIECE_SECONDS < kept.GENERATION_SECONDS


class TestRelease:
    def test_is_another_with_other_code_templates_words_or_packages(self, tmp_path, settings, monkeypatch):
        settings.BASE_DIR = tmp_path
        files = ["requirements.txt", "templates/a/b.html", "locale/nb/LC_MESSAGES/django.mo", "feeds/page.py"]
        monkeypatch.setattr(apps.get_app_config("feeds"), "path", str(tmp_path / "feeds"))
        for name in files:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("1")
        releases = [kept._release.__wrapped__()]
        for name in files:
            (tmp_path / name).write_text("2")
            releases.append(kept._release.__wrapped__())
        assert len(set(releases)) == 1 + len(files)


class TestPiece:
    def test_is_parted_by_the_marks_its_template_set(self):
        piece = kept.Piece("<p><!--here--></p>")
        assert [part.__html__() for part in piece.parts("<!--here-->")] == ["<p>", "</p>"]
