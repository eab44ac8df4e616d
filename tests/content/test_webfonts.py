"""The fonts of the pages: cut from their packages, found by Django, and called by no reserved name."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from content import webfonts
from content.brand import FONTS, TYPE
from tests.source import ROOT

NORWEGIAN_AND_SIGNS = "ÆØÅæøåéüß “”„‘’«»–—…·×°€→−"


@pytest.fixture(scope="module")
def sans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("fonts") / "sans.woff2"
    file.write_bytes(webfonts.cut(webfonts.FACES["sans.woff2"]))
    return file


class TestCutting:
    def test_it_is_small_and_has_the_letters_of_our_languages(self, sans):
        assert sans.stat().st_size < 16_000
        letters = TTFont(sans).getBestCmap()
        assert [letter for letter in NORWEGIAN_AND_SIGNS if ord(letter) not in letters] == []

    def test_it_keeps_its_licence_and_not_its_reserved_name(self, sans):
        names = {record.nameID: record.toUnicode() for record in TTFont(sans)["name"].names}
        assert "SIL Open Font License" in names[webfonts.LICENCE]
        assert names[webfonts.FAMILY] == "Alongside"
        assert set(names) == {webfonts.COPYRIGHT, webfonts.FAMILY, webfonts.LICENCE, webfonts.LICENCE_URL}

    def test_a_second_making_gives_the_same(self, sans):
        assert webfonts.cut(webfonts.FACES["sans.woff2"]) == sans.read_bytes()


class TestFinding:
    def test_django_finds_it_and_makes_it_once(self, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        file = Path(finders.find("fonts/sans.woff2"))
        assert file.read_bytes()[:4] == b"wOF2"
        before = file.stat()
        assert finders.find("fonts/sans.woff2", find_all=True) == [str(file)]
        assert file.stat().st_ino == before.st_ino
        assert [other.name for other in file.parent.iterdir()] == ["sans.woff2"]

    @pytest.mark.parametrize("path", ["sans.woff2", "fonts/other.woff2", "fonts/x/sans.woff2", "fonts/"])
    def test_nothing_else_is_found(self, path):
        assert not webfonts.WebFonts().find(path)

    def test_what_pages_and_styles_name_is_there(self):
        told = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', (ROOT / "static/css/tokens.css").read_text())
        faces = {f"fonts/{name}" for name in webfonts.FACES}
        assert set(told) == faces
        assert {name for names in FONTS.values() for name in names} <= faces
        assert FONTS.keys() == TYPE.keys()
