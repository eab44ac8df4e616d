"""A site goes into a file, and out of it into another site."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from content.actions.pictures import prepare_avif, prepare_picture
from content.models import (
    BrandImage,
    BrandSettings,
    LandingPage,
    Product,
    ProductPage,
    ProductTag,
    StoryIndexPage,
    StoryPage,
    Topic,
)
from content.transfer.catalogue import Brand, Products, Topics
from content.transfer.exporting import export_site
from content.transfer.importing import import_site
from content.transfer.pages import Pages, fields_of, kinds
from content.transfer.report import Report
from feeds.models import PendingSync
from tests.content.transferring import empty_site, lines_of, make_site, make_zip, run
from tests.factories import home, make_post, make_product, make_story, plan_feeds, publish_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGES = [
    "/",
    "/nb/",
    "/products/",
    "/products/kvern/",
    "/nb/products/kvern/",
    "/stories/water/",
    "/topics/grinding/",
]


@pytest.fixture(scope="class")
def exported(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The file of a small site, which is still there: made once for a class, whose tests are rolled back."""
    path = tmp_path_factory.mktemp("exported") / "site.zip"
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        make_site()
        export_site(path)
        yield path
        transaction.set_rollback(True)


def drawn(client, path: str) -> str:
    """Return what a page shows, without names of files, times of publishing and numbers of editions."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    differs = r"/(media|documents|share)/[^\s\"]+|(?<=dateModified\":\")[^\"]+|(?<=since=)\w+"
    return re.sub(differs, "*", answer.text)


def forget_others() -> None:
    """Take away what `empty_site` left so that the numbers of rows differ."""
    StoryPage.objects.get(slug="another").delete()
    for model in (Product, Topic):
        model.objects.filter(slug__startswith="another").delete()
    BrandImage.objects.get(title="Another").delete()


def make_all_sizes() -> None:
    for pk in BrandImage.objects.values_list("pk", flat=True):
        prepare_picture(pk)
        prepare_avif(pk)


class TestRoundTrip:
    def test_pages_look_as_before(self, client, exported, django_capture_on_commit_callbacks):
        make_all_sizes()
        plan_feeds()
        before = [drawn(client, path) for path in PAGES]
        empty_site()
        with django_capture_on_commit_callbacks(execute=True):
            report = import_site(exported)
        make_all_sizes()
        forget_others()
        plan_feeds()

        assert report.remarks == []
        for path, shown in zip(PAGES, before, strict=True):
            assert drawn(client, path) == shown, path

    def test_what_comes_out_again_is_what_went_in(self, exported, tmp_path):
        empty_site()
        import_site(exported)
        forget_others()
        export_site(tmp_path / "again.zip")

        with zipfile.ZipFile(exported) as one, zipfile.ZipFile(tmp_path / "again.zip") as other:
            assert sorted(one.namelist()) == sorted(other.namelist())
            for name in filter(re.compile("jsonl$").search, one.namelist()):
                told, again = sorted(one.read(name).splitlines()), sorted(other.read(name).splitlines())
                assert [json.loads(line) for line in told] == [json.loads(line) for line in again], name

    def test_everything_comes_with_it(self, exported):
        empty_site()
        import_site(exported)

        product = Product.objects.get(slug="kvern")
        assert product.names == {"en": "Kvern", "nb": "Kvern (nb)"}
        assert (product.picture.title, product.retired_at is not None) == ("A cup", True)
        assert list(product.tags.values_list("tag", flat=True)) == ["grinder-club"]
        cup = product.picture
        assert (cup.focal_point_x, cup.focal_point_height, list(cup.tags.names())) == (400, 80, ["cups"])
        assert get_document_model().objects.get().title == "Size sheet"
        brand = BrandSettings.objects.get()
        assert (brand.name, brand.logo.title, brand.words["nb"]["tagline"]) == (
            "Morgenro",
            "The loft",
            "Rolige morgener",
        )
        english, norwegian = ProductPage.objects.order_by("locale__language_code")
        assert english.translation_key != norwegian.translation_key
        assert english.product == product
        assert Redirect.objects.get(old_path="/old-story").redirect_page.slug == "water"
        assert Redirect.objects.get(old_path="/shop").is_permanent is False

    def test_pages_are_as_public_as_they_were(self, exported):
        published = ProductPage.objects.filter(locale__language_code="en").get().first_published_at
        empty_site()
        import_site(exported)

        story = StoryPage.objects.get(slug="water")
        assert (story.live, story.title, story.draft_title) == (True, "Water", "Unfinished")
        assert LandingPage.objects.get(slug="week").live is False
        soon = LandingPage.objects.get(slug="soon")
        assert (soon.live, soon.revisions.exclude(approved_go_live_at=None).count()) == (False, 1)
        assert ProductPage.objects.get(locale__language_code="en").first_published_at == published

    def test_pages_are_told_of_like_any_that_is_published(self, exported, no_worker):
        empty_site()
        PendingSync.objects.all().delete()
        import_site(exported)

        story = StoryPage.objects.get(slug="water")
        assert PendingSync.objects.filter(page=story.pk).exists()
        assert story.latest_revision is not None

    def test_links_lead_to_the_pages_of_this_site_also_those_further_down(self, exported):
        empty_site()
        import_site(exported)

        story, product = StoryPage.objects.get(slug="water"), ProductPage.objects.filter(slug="kvern")
        assert f'id="{product.get(locale__language_code="nb").pk}"' in str(story.body.raw_data[0]["value"])
        for page in product:
            assert f'id="{story.pk}"' in str(page.body.raw_data[0]["value"])
            feature = next(block for block in page.body if block.block_type == "feature")
            assert feature.value["topic"] == str(Topic.objects.get(slug="grinding").pk)


class TestTwice:
    def test_on_the_same_site_nothing_changes(self, exported):
        said, code = run("import_site", exported)

        assert code == 0
        assert "0 created, 0 changed, 2 unchanged, 0 refused" in said
        assert re.findall(r"[1-9]\d* (created|changed|refused)", said) == []

    def test_on_another_site_nothing_changes_the_second_time(self, exported):
        empty_site()
        import_site(exported)
        revisions = {page.pk: page.revisions.count() for page in ProductPage.objects.all()}
        said, code = run("import_site", exported)

        assert code == 0
        assert re.findall(r"[1-9]\d* (created|changed|refused)", said) == []
        assert {page.pk: page.revisions.count() for page in ProductPage.objects.all()} == revisions

    def test_the_same_site_makes_the_same_file(self, exported, tmp_path):
        export_site(tmp_path / "again.zip")

        assert exported.read_bytes() == (tmp_path / "again.zip").read_bytes()

    def test_what_is_here_and_not_in_the_file_stays(self, exported):
        make_story("Milk")
        make_product("svane")
        import_site(exported)

        assert StoryPage.objects.get(slug="milk").live
        assert Product.objects.filter(slug="svane").exists()


class TestChanges:
    def test_go_in_as_revisions_that_can_be_taken_back(self, exported):
        story = StoryPage.objects.get(slug="water")
        before = story.revisions.count()
        story.summary = "Soft or hard."
        story.save_revision().publish()
        report = import_site(exported)

        assert report.counts["pages.jsonl"]["changed"] == 1
        story.refresh_from_db()
        assert (story.summary, story.draft_title) == ("", "Unfinished")
        assert story.revisions.count() == before + 3

    def test_a_line_may_hold_only_what_is_to_change(self, exported, tmp_path):
        page = StoryPage.objects.get(slug="water")
        names = {"key": str(page.translation_key), "language": "en"}
        line = {**names, "fields": {"byline": "Ada"}}
        report = import_site(
            make_zip(tmp_path / "a.zip", pages=[line], products=[{"slug": "kvern", "position": 9}])
        )

        assert report.remarks == []
        page.refresh_from_db()
        assert (page.byline, page.title, page.draft_title) == ("Ada", "Water", "Unfinished")
        assert Product.objects.get().position == 9
        assert ProductTag.objects.count() == 1

    def test_a_page_moves_with_its_parent_in_the_file(self, exported, tmp_path):
        news = publish_page(home(), StoryIndexPage(title="News", slug="news"))
        line = next(line for line in lines_of(exported, "pages.jsonl") if line["type"] == "StoryPage")
        moved = line | {"parent": str(news.translation_key)}
        report = import_site(make_zip(tmp_path / "moved.zip", pages=[moved]))

        assert report.remarks == []
        assert StoryPage.objects.get(slug="water").url_path == "/home/news/water/"

    def test_a_page_that_is_a_draft_in_the_file_is_taken_down(self, exported, tmp_path):
        line = next(line for line in lines_of(exported, "pages.jsonl") if line["type"] == "StoryPage")
        import_site(make_zip(tmp_path / "down.zip", pages=[line | {"state": "draft", "draft": None}]))

        assert StoryPage.objects.get(slug="water").live is False


class TestPrivatePages:
    def test_are_drafts_where_nobody_said_who_may_read_them(self, tmp_path):
        story = make_story("Secret")
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
        export_site(tmp_path / "site.zip")
        assert import_site(tmp_path / "site.zip").counts["pages.jsonl"]["changed"] == 0
        assert StoryPage.objects.get().live
        story.delete()
        report = import_site(tmp_path / "site.zip")

        assert StoryPage.objects.get().live is False
        assert report.remarks == ["“Secret” is private where it comes from: a draft here."]
        assert import_site(tmp_path / "site.zip").counts["pages.jsonl"]["changed"] == 0


class TestPosts:
    @pytest.mark.parametrize(
        ("site", "is_kept"), [("http://localhost:8000", True), ("https://a.example", False)]
    )
    def test_are_those_of_their_own_site_only(self, exported, tmp_path, site, is_kept):
        post = make_post()
        line = next(line for line in lines_of(exported, "pages.jsonl") if line["type"] == "ProductPage")
        numbers = [{"type": "item", "value": post.pk}, {"type": "item", "value": 10_000}]
        line["fields"]["facts"][0]["value"]["posts"] = numbers
        manifest = {"format": "alongside-site", "version": 1, "site": site}
        report = import_site(make_zip(tmp_path / "posts.zip", manifest, pages=[line]))

        assert report.remarks == []
        page = ProductPage.objects.get(locale__language_code=line["language"])
        assert list(page.facts[0].value["posts"]) == ([post.pk] if is_kept else [])


class TestDryRun:
    def test_says_the_same_and_keeps_nothing(self, exported):
        empty_site()
        stored = sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
        said, code = run("import_site", exported, "--dry-run")

        assert code == 0
        assert "products.jsonl: 1 created, 0 changed, 0 unchanged, 0 refused" in said
        assert said.endswith("Nothing was kept: this was a trial.\n")
        assert not Product.objects.filter(slug="kvern").exists()
        assert not ProductPage.objects.exists()
        assert sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()) == stored


class TestCommand:
    def test_writes_over_nothing(self, tmp_path):
        (tmp_path / "site.zip").write_text("mine")
        with pytest.raises(CommandError, match="cannot be written: File exists"):
            call_command("export_site", str(tmp_path / "site.zip"))

        assert (tmp_path / "site.zip").read_text() == "mine"

    def test_tells_what_it_wrote(self, exported, tmp_path):
        said, _code = run("export_site", tmp_path / "more.zip")

        assert "products.jsonl: 1 lines" in said

    def test_a_picture_whose_file_is_lost_is_left_out(self, exported, tmp_path):
        BrandImage.objects.filter(title="The loft").update(file="original_images/lost.png")
        said, _code = run("export_site", tmp_path / "more.zip")

        assert "“The loft” is left out: its file is lost." in said
        assert "pictures.jsonl: 1 lines" in said


class TestFormat:
    def test_holds_every_field_that_a_marketer_fills_in(self):
        """A new field of a page comes along by itself; one of the others needs its line here and there."""
        product = {"id", "slug", "names", "summaries", "picture", "position", "retired_at"}
        assert {field.name for field in Product._meta.fields} == product
        assert product - {"id"} | {"tags"} == set(Products.shape)
        assert {field.name for field in Topic._meta.fields} == product - {"retired_at"}
        assert product - {"id", "retired_at"} == set(Topics.shape)
        filled_in = {field.name for field in BrandSettings._meta.fields if field.editable} - {"id"}
        assert filled_in == set(Brand.shape)

    def test_can_hold_every_kind_of_page_there_is(self, exported):
        told = {line["type"] for line in lines_of(exported, "pages.jsonl")}
        assert told <= set(kinds())
        for kind in kinds().values():
            page = kind(locale_id=1)
            pages = Pages(Report())
            assert set(pages._values(page)) == {field.name for field in fields_of(kind)}
            json.dumps(pages._values(page))
