"""Which lines an import refuses, and what it says then."""

import hashlib
import json
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image as PillowImage
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model

from content.models import BrandImage, BrandSettings, HomePage, LandingPage, Product
from content.transfer.importing import import_site
from tests.content.transferring import GOOD_MANIFEST, make_zip, run
from tests.factories import make_picture, make_product, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PRODUCT = {"slug": "kvern", "names": {"en": "Hand grinder"}}
KEY = "0f3c6e64-8d8e-4f43-9f43-1d3f5fbb2f10"


def png(width: int = 20) -> bytes:
    file = BytesIO()
    PillowImage.new("RGB", (width, 20), "teal").save(file, "PNG")
    return file.getvalue()


def picture_line(content: bytes) -> dict[str, str]:
    return {"hash": hashlib.sha1(content, usedforsecurity=False).hexdigest(), "title": "A cup"}


def page_line(**changes: object) -> dict[str, object]:
    """A landing page in English, public and right unless `changes` say otherwise."""
    parent = str(HomePage.objects.get(locale__language_code="en").translation_key)
    fields = {"title": "Week", "slug": "week"} | changes.pop("fields", {})
    line = {"type": "LandingPage", "language": "en", "key": KEY, "parent": parent, "state": "live"}
    return line | {"fields": fields} | changes


def body(kind: str, value: object) -> dict[str, object]:
    return {"body": [{"type": kind, "value": value}]}


class TestLines:
    """Each is named with its file and number; the good ones beside it go in."""

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            (b"{", "It is no JSON."),
            (b"[1]", "It is no JSON object."),
            (b'"text"', "It is no JSON object."),
            (b'{"slug": NaN}', "It is no JSON."),
            (b"[" * 100_000, "It is no JSON."),
            (b'{"slug": "a\\u0000b"}', "holds a character that no text holds"),
            (b'{"slug": "\\ud800"}', "holds a character that no text holds"),
            (b"\xff\xfe{}", "It is no JSON."),
            ({}, "“slug” must be text."),
            ({"slug": 5}, "“slug” must be text."),
            ({"slug": "svane"}, "“svane”: “names” is missing."),
            ({"slug": "svane", "names": []}, "“names” must be an object."),
            ({"slug": "svane", "names": {"en": 5}}, "“en” must be text."),
            ({"slug": "svane", "names": {"xx": "Svane"}}, "“xx”, which is no language of this site"),
            ({"slug": "svane", "names": {"nb": "Svane"}}, "“Name (English)”: This field is required."),
            (
                {"slug": "svane", "names": {"en": "x" * 81}},
                "“Name (English)”: Ensure this value has at most 80",
            ),
            ({"slug": "Svane!", "names": {"en": "Svane"}}, "Use small letters, digits and single hyphens."),
            ({"slug": "svane", "names": {"en": "Svane"}, "colour": "red"}, "“colour” is not known here."),
            (
                {"slug": "svane", "names": {"en": "Svane"}, "position": "1"},
                "“position” must be a whole number.",
            ),
            (
                {"slug": "svane", "names": {"en": "Svane"}, "position": True},
                "“position” must be a whole number.",
            ),
            ({"slug": "svane", "names": {"en": "Svane"}, "tags": [5]}, "“tags” must be a list of texts."),
            ({"slug": "svane", "names": {"en": "Svane"}, "tags": ["taken"]}, "“taken” is a tag of"),
            ({"slug": "svane", "names": {"en": "Svane"}, "retired_at": "soon"}, "“retired_at” is no time"),
            ({"slug": "svane", "names": {"en": "Svane"}, "picture": "a" * 40}, "There is no picture “aaa"),
        ],
    )
    def test_of_products(self, tmp_path, line, why):
        make_product("other").tags.create(tag="taken")
        path = make_zip(tmp_path / "a.zip", products=[PRODUCT, line, PRODUCT | {"slug": "trakt"}])
        said, code = run("import_site", path)

        assert code == 1
        assert said.startswith("products.jsonl:2 refused: ")
        assert why in said
        assert "products.jsonl: 2 created, 0 changed, 0 unchanged, 1 refused" in said
        assert set(Product.objects.values_list("slug", flat=True)) == {"kvern", "trakt", "other"}

    def test_that_are_too_long(self, tmp_path):
        line = json.dumps(PRODUCT | {"summaries": {"en": " ".join(map(str, range(400_000)))}}).encode()
        report = import_site(make_zip(tmp_path / "a.zip", products=[line]))

        assert report.remarks == ["products.jsonl:1 refused: It is longer than 2 MB."]

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"type": "Member"}, "There is no kind of page “Member”."),
            ({"type": "HomePage"}, "No HomePage can be made there."),
            ({"type": "ProductPage"}, "No ProductPage can be made there."),
            ({"language": "xx"}, "“xx” is no language of this site."),
            ({"key": "none"}, "is not a valid UUID"),
            ({"parent": KEY}, "The page above it is not here."),
            ({"parent": None}, "No LandingPage can be made there."),
            ({"state": "public"}, "“state” is live, scheduled or draft."),
            ({"first_published_at": "2026"}, "“first_published_at” is no time"),
            ({"fields": {"colour": "red"}}, "“colour” is no field of a LandingPage."),
            ({"fields": {"title": ""}}, "“title” is empty."),
            ({"fields": {"title": 5}}, "“title” must be text."),
            ({"fields": {"title": "x" * 300}}, "“title”: Ensure this value has at most 255"),
            ({"fields": {"slug": "search"}}, "“slug”: This address belongs to the site itself."),
            ({"fields": {"slug": "stories"}}, "“slug”: The slug 'stories' is already in use"),
            ({"fields": {"feed_boost": "much"}}, "“feed_boost”"),
            ({"fields": {"feed_boost": 99}}, "“feed_boost”: Value 99 is not a valid choice."),
            ({"fields": {"picture": "a" * 40}}, "There is no picture “aaa"),
            ({"fields": {"body": {}}}, "“body” holds what it cannot hold."),
            ({"fields": {"body": [5]}}, "holds what it cannot hold."),
            ({"fields": body("script", "x")}, "There is no block “script” here."),
            ({"fields": body("text", ["x"])}, "“text” holds what it cannot hold."),
            ({"fields": body("quote", {"text": "Hm", "by": "", "to": ""})}, "“quote” has no part “to”."),
            ({"fields": body("quote", {"text": "", "by": ""})}, "“block 1”: “text”: This field is required."),
            ({"fields": body("call", {"text": "Go", "address": "javascript:alert(1)"})}, "Begin with /"),
            (
                {"fields": body("feature", {"heading": "A", "text": "<p>b</p>", "topic": "no"})},
                "no topic “no”",
            ),
            (
                {"fields": body("comparison", {"table": {"columns": [{"type": "x"}], "rows": []}})},
                "a kind that",
            ),
            ({"fields": body("picture", {"picture": {"image": "b" * 40}})}, "There is no picture “bbb"),
            ({"fields": body("voices", {"count": "many"})}, "“block 1”: "),
        ],
    )
    def test_of_pages(self, tmp_path, changes, why):
        good = page_line(key="1f3c6e64-8d8e-4f43-9f43-1d3f5fbb2f10", fields={"slug": "other"})
        said, code = run("import_site", make_zip(tmp_path / "a.zip", pages=[page_line(**changes), good]))

        assert code == 1
        assert said.startswith("pages.jsonl:1 refused: ")
        assert why in said
        assert [page.slug for page in LandingPage.objects.all()] == ["other"]

    def test_of_pages_that_are_of_another_kind_here(self, tmp_path):
        story = make_story("Water")
        line = page_line(key=str(story.translation_key))
        report = import_site(make_zip(tmp_path / "a.zip", pages=[line]))

        assert report.remarks == ["pages.jsonl:1 refused: “Week”: Here it is a StoryPage."]
        story.refresh_from_db()
        assert story.title == "Water"

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ({"from": "old", "to": "/new/"}, "“from” is an address of this site"),
            ({"from": "/", "to": "/new/"}, "and not the front page"),
            ({"from": "/old/", "to": "javascript:alert(1)"}, "“to” begins with / or https://."),
            ({"from": "/old/", "to": "//evil.example/"}, "“to” begins with / or https://."),
            ({"from": "/old/", "page": f"en:{KEY}"}, "which is not here."),
        ],
    )
    def test_of_redirects(self, tmp_path, line, why):
        report = import_site(
            make_zip(tmp_path / "a.zip", redirects=[line, {"from": "/good/", "to": "/new/"}])
        )

        assert why in report.remarks[0]
        assert [row.old_path for row in Redirect.objects.all()] == ["/good"]

    def test_of_the_brand(self, tmp_path):
        links = [{"name": "Bad", "url": "javascript:alert(1)"}]
        report = import_site(
            make_zip(tmp_path / "a.zip", brand=[{"name": "B", "social_links": links}, {"primary": "red"}])
        )

        assert report.refused == 2
        assert not BrandSettings.objects.exists()


class TestPictures:
    @pytest.mark.parametrize(
        ("content", "named", "why"),
        [
            (b"<svg onload='alert(1)'/>", "png", "Not a valid .png image."),
            (b"no picture at all", "png", "Upload a valid image."),
            (b"GIF89a nothing follows", "gif", "It is no picture that can be read."),
            (png(), "svg", "Not a supported image format."),
            (png(), "jpg", "Not a valid .jpeg image."),
        ],
    )
    def test_that_are_none(self, tmp_path, content, named, why):
        line = picture_line(content)
        files, before = {f"pictures/{line['hash']}.{named}": content}, stored()
        report = import_site(make_zip(tmp_path / "a.zip", files=files, pictures=[line]))

        assert why in report.remarks[0]
        assert not BrandImage.objects.exists()
        assert stored() == before

    def test_whose_file_is_missing_or_another(self, tmp_path):
        one, other = picture_line(png(30)), picture_line(png(40))
        files = {f"pictures/{one['hash']}.png": png(50)}
        report = import_site(make_zip(tmp_path / "a.zip", files=files, pictures=[one, other]))

        assert report.remarks == [
            "pictures.jsonl:1 refused: “A cup”: Its file holds other bytes than its hash says.",
            "pictures.jsonl:2 refused: “A cup”: The zip does not hold its file.",
        ]

    def test_whose_bytes_are_damaged_keep_no_other_line_out(self, tmp_path):
        one, other = picture_line(png(30)), picture_line(png(40))
        files = {f"pictures/{line['hash']}.png": png(width) for line, width in ((one, 30), (other, 40))}
        path = make_zip(tmp_path / "a.zip", files=files, pictures=[one, other])
        content = bytearray(path.read_bytes())
        name = f"{one['hash']}.png".encode()
        content[content.index(name) + len(name) + 20] ^= 0xFF
        path.write_bytes(content)
        report = import_site(path)

        assert "is damaged" in report.remarks[0]
        assert report.counts["pictures.jsonl"] == {"refused": 1, "created": 1}

    @pytest.mark.parametrize("focus", [[1, 2, 3], [1, 2, 3, "4"], [-1, 0, 1, 1], [True, 1, 1, 1]])
    def test_leave_no_file_behind_where_their_line_is_wrong(self, tmp_path, focus):
        line = picture_line(png())
        files, before = {f"pictures/{line['hash']}.png": png()}, stored()
        report = import_site(
            make_zip(tmp_path / "a.zip", files=files, pictures=[line | {"focal_point": focus}])
        )

        assert "four whole numbers" in report.remarks[0]
        assert stored() == before

    def test_that_are_here_already_are_not_stored_again(self, tmp_path):
        picture = make_picture("A cup")
        line = {"hash": picture.get_file_hash(), "title": "Another name"}
        report = import_site(make_zip(tmp_path / "a.zip", pictures=[line]))

        assert report.remarks == []
        assert BrandImage.objects.get().title == "Another name"

    def test_documents_are_pdfs(self, tmp_path):
        content = b"<html>no pdf</html>"
        line = picture_line(content)
        files = {f"documents/{line['hash']}.pdf": content}
        report = import_site(make_zip(tmp_path / "a.zip", files=files, documents=[line]))

        assert report.remarks == ["documents.jsonl:1 refused: “A cup”: It is no PDF."]
        assert not get_document_model().objects.exists()


def stored() -> list[str]:
    """Return the names of the files that such pictures have in storage."""
    return [path.name for path in settings.MEDIA_ROOT.rglob("*cup*") if path.is_file()]


class TestWords:
    """A file's rich text is a stranger's: it is kept as the editor would have kept it."""

    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("<p>Good <b>day</b></p>", "<p>Good <b>day</b></p>"),
            ("<p>Hi<script>alert(1)</script></p>", "<p>Hialert(1)</p>"),
            ('<p onclick="x()">Hi</p>', "<p>Hi</p>"),
            ('<p><a href="javascript:alert(1)">Hi</a></p>', "<p><a>Hi</a></p>"),
            ('<p>Hi <img src="https://evil.example/x.png" onerror="x()"/></p>', "<p>Hi</p>"),
            ('<iframe src="https://evil.example"></iframe><p>Hi</p>', "<p></p><p>Hi</p>"),
        ],
    )
    def test_are_cleaned(self, tmp_path, written, kept):
        import_site(make_zip(tmp_path / "a.zip", pages=[page_line(fields=body("text", written))]))

        assert LandingPage.objects.get().body.raw_data[0]["value"] == kept

    def test_of_drafts_too(self, tmp_path):
        line = page_line(state="draft", fields=body("text", "<p>Hi<script>x()</script></p>"))
        import_site(make_zip(tmp_path / "a.zip", pages=[line]))

        draft = LandingPage.objects.get().get_latest_revision_as_object()
        assert draft.body.raw_data[0]["value"] == "<p>Hix()</p>"

    def test_a_link_to_a_page_that_is_not_here_is_told(self, tmp_path):
        words = f'<p>See <a linktype="page" id="en:{KEY[:-1]}1">that</a></p>'
        path = make_zip(tmp_path / "a.zip", pages=[page_line(fields=body("text", words))])

        for _time in ("first", "second"):
            assert import_site(path).remarks == [
                f"pages.jsonl:1 links to a page that is not here (en:{KEY[:-1]}1)."
            ]
        assert LandingPage.objects.get().live


class TestTwice:
    def test_lines_written_by_hand_change_nothing_the_second_time(self, tmp_path):
        voices = {"heading": "", "product": "kvern", "topic": "", "kind": "", "count": 2, "posts": []}
        fields = body("voices", voices)
        fields["body"] += body("text", "<p>Hi<u>!</u></p>")["body"]
        fields["body"] += body("steps", [{"heading": "One", "text": "<p>Do</p>"}])["body"]
        tags = PRODUCT | {"tags": ["#Pour Over", "pour_over"]}
        path = make_zip(tmp_path / "a.zip", GOOD_MANIFEST, products=[tags], pages=[page_line(fields=fields)])
        first, second = import_site(path), import_site(path)

        assert first.counts == {"products.jsonl": {"created": 1}, "pages.jsonl": {"created": 1}}
        assert second.counts == {"products.jsonl": {"unchanged": 1}, "pages.jsonl": {"unchanged": 1}}
