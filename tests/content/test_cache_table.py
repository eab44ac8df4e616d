"""The table of the cache in ARCHITECTURE.md: each row happens here, to a site whose pages are all kept."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import transaction

from tests.content import cache_pages, cache_parts, cache_words
from tests.content.cache_table import ROWS, World
from tests.pagecache.conftest import Site
from tests.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FEEDS = ("/", "/nb/", "/topics/grinding/", "/products/kvern/")
SCENES = [scene for scenes in ROWS.values() for scene in scenes]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The site that each scene finds, made once: what a scene changes in the database is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield World.make()
        transaction.set_rollback(True)


def table() -> list[str]:
    """Return the changes that the table names, in its order."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.split("\n## The cache\n", 1)[1].split("\n## ", 1)[0]
    names = re.findall(r"^\| ([^|]+?) \|", section, re.MULTILINE)
    return [name for name in names if name not in ("change", "---")]


def see(site: Any, path: str, expected: str | int) -> None:
    answer = site.get(path)
    assert answer.cache != "hit", path
    if isinstance(expected, int):
        assert answer.status == expected, path
    elif expected.startswith("-"):
        assert expected[1:] not in answer.body.decode(), path
    else:
        assert expected in answer.body.decode(), path


def drawn_anew(site: Any, path: str) -> tuple[str, str]:
    """Return a page past the cache, put together from the pieces that are kept, and drawn without any."""
    past = f"{path}?from=elsewhere"  # No view knows it, so the page cache does not either.
    return site.get(past).body.decode(), Site(get_wsgi_application()).get(past).body.decode()


class TestTable:
    def test_every_row_has_its_test_and_every_test_its_row(self):
        assert cache_words and cache_pages and cache_parts  # they have filled ROWS
        assert sorted(ROWS) == sorted(table())

    @pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
    def test_what_must_change_changes_and_what_need_not_stays(
        self, scene, world, site, django_capture_on_commit_callbacks
    ):
        change = scene(deepcopy(world))
        for path in FEEDS:
            drawn_anew(site, path)
        for path in (*change.stale, *change.stays):
            if site.get(path).status == 200:
                assert site.get(path).cache == "hit", path
            if isinstance(shown := change.stale.get(path), str):
                words = shown.removeprefix("-")
                assert (words in site.get(path).body.decode()) == shown.startswith("-"), path

        with django_capture_on_commit_callbacks(execute=True):
            change.happens()

        for path in change.stays:
            assert site.get(path).cache == "hit", path
        for path, expected in change.stale.items():
            see(site, path, expected)
        for path in FEEDS:
            of_pieces, of_nothing = drawn_anew(site, path)
            assert of_pieces == of_nothing, path
