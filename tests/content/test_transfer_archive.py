"""What is refused as a whole: files that are none of ours, or want to do harm."""

import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from content.models import BrandImage, BrandSettings, Product, Topic
from content.transfer import archive
from tests.content.transferring import make_zip

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PRODUCT = {"slug": "kvern", "names": {"en": "Hand grinder"}}


def counts() -> list[int]:
    kinds = (Page, Product, Topic, BrandImage, BrandSettings, Redirect, get_document_model())
    return [kind.objects.count() for kind in kinds]


class TestFiles:
    """None of these is used at all."""

    def refused(self, path: Path) -> str:
        before = counts()
        with pytest.raises(CommandError) as refusal:
            call_command("import_site", str(path))
        assert counts() == before
        assert str(refusal.value).endswith("Nothing was brought in.")
        return str(refusal.value)

    def test_that_are_not_there_or_no_zip(self, tmp_path):
        (tmp_path / "a.zip").write_bytes(b"no zip at all")

        assert "no zip file that can be read" in self.refused(tmp_path / "a.zip")
        assert "no zip file that can be read" in self.refused(tmp_path / "none.zip")

    @pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
    def test_that_were_cut_short(self, tmp_path, cut):
        whole = make_zip(tmp_path / "a.zip", products=[PRODUCT]).read_bytes()
        (tmp_path / "a.zip").write_bytes(whole[: int(len(whole) * cut)])

        assert "no zip file that can be read" in self.refused(tmp_path / "a.zip")

    @pytest.mark.parametrize(
        ("manifest", "why"),
        [
            (None, "no manifest.json"),
            ([], "does not say that it is an export"),
            ({"format": "other", "version": 1}, "does not say that it is an export"),
            ({"format": "alongside-site", "version": 2}, "of version 2; this site reads 1"),
        ],
    )
    def test_that_are_no_export_of_ours(self, tmp_path, manifest, why):
        assert why in self.refused(make_zip(tmp_path / "a.zip", manifest, products=[PRODUCT]))

    @pytest.mark.parametrize(
        "name",
        [
            "../../etc/passwd",
            "/etc/passwd",
            "pictures/../settings.py",
            "pictures/cup.png",
            f"pictures/{'a' * 40}.png/../../x",
            f"pictures\\{'a' * 40}.png",
            "members.jsonl",
            "notes.txt",
        ],
    )
    def test_that_hold_what_does_not_belong(self, tmp_path, name):
        path = make_zip(tmp_path / "a.zip", files={name: b"x"}, products=[PRODUCT])

        assert "does not belong in such a file" in self.refused(path)
        assert not (tmp_path.parent / "etc").exists()

    def test_that_hold_a_name_twice(self, tmp_path):
        path = make_zip(tmp_path / "a.zip", products=[PRODUCT])
        with zipfile.ZipFile(path, "a") as again, pytest.warns(UserWarning, match="Duplicate"):
            again.writestr("products.jsonl", b"")

        assert "“products.jsonl” is in it twice" in self.refused(path)

    def test_that_are_bombs(self, tmp_path):
        path = make_zip(tmp_path / "a.zip", products=[b" " * 30_000_000])

        assert path.stat().st_size < 100_000
        assert "packed more tightly" in self.refused(path)

    @pytest.mark.parametrize(
        ("limit", "why"),
        [
            ("MOST_FILES", "It holds 2 files; 1 are the most."),
            ("LARGEST_SITE", "Unpacked it would be larger"),
            ("LARGEST_TABLE", "is larger than"),
        ],
    )
    def test_that_are_larger_than_any_site_needs(self, tmp_path, monkeypatch, limit, why):
        monkeypatch.setattr(archive, limit, 1)

        assert why in self.refused(make_zip(tmp_path / "a.zip", products=[PRODUCT]))

    def test_whose_bytes_are_damaged(self, tmp_path):
        path = make_zip(tmp_path / "a.zip", products=[PRODUCT])
        content = bytearray(path.read_bytes())
        start = content.index(b"products.jsonl") + len(b"products.jsonl")
        content[start + 5] ^= 0xFF
        path.write_bytes(content)

        assert "damaged" in self.refused(path)

    def test_that_are_encrypted(self, tmp_path):
        path = make_zip(tmp_path / "a.zip", products=[PRODUCT])
        content = bytearray(path.read_bytes())
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(mark) + place] |= 1
        path.write_bytes(content)

        assert "is encrypted" in self.refused(path)
