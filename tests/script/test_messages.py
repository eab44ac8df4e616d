"""The check of compiled translations."""

from pathlib import Path

import polib
import pytest

from script.messages import is_stale


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "django.po"
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Review", msgstr="Anmeldelse"))
    catalogue.save(str(path))
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))
    return path


class TestStaleness:
    def test_a_fresh_one_passes(self, source):
        assert not is_stale(source)

    def test_a_missing_one_is_stale(self, source):
        source.with_suffix(".mo").unlink()
        assert is_stale(source)

    def test_a_changed_translation_is_stale(self, source):
        source.write_text(source.read_text().replace("Anmeldelse", "Omtale"))
        assert is_stale(source)

    def test_a_new_place_in_the_code_is_not(self, source):
        source.write_text(source.read_text().replace('msgid "Review"', '#: feeds/views.py:3\nmsgid "Review"'))
        assert not is_stale(source)
