"""What an editor counts on: drafts are kept, schedules hold to the minute, two pairs of eyes where wanted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.embeds.finders import get_finders
from wagtail.models import Collection, Page, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from community.models import Member
from content.models import BrandSettings, StoryIndexPage, StoryPage
from content.tasks import publish_scheduled
from tests.content.test_editing import IMAGE, add_url
from tests.factories import make_admin, make_marketer, make_picture, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OSLO = ZoneInfo("Europe/Oslo")


def stories() -> StoryIndexPage:
    return StoryIndexPage.objects.get(locale__language_code="en")


def story_data(**changes: Any) -> dict[str, Any]:
    """What the editor's form of a story sends."""
    data = {
        "title": "Water",
        "slug": "water",
        "summary": "",
        "picture": "",
        "picture_alt": "",
        "picture_is_decoration": "",
        "byline": "",
        "product": "",
        "topic": "",
        "body": streamfield([]),
        "seo_title": "",
        "search_description": "",
        "feed_boost": "0",
        "comments": inline_formset([]),
    }
    return nested_form_data(data | changes)


def signed_in(member: Any) -> Client:
    client = Client()
    client.force_login(member)
    return client


def two_marketers() -> tuple[Client, Client]:
    first, second = (
        signed_in(make_marketer(name, email=f"{name.lower()}@example.com")) for name in ("Ingrid", "Henrik")
    )
    return first, second


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Move the clock to a moment, and let the worker's beat come by."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        publish_scheduled()

    return move


class TestDraft:
    """What is missing is asked for when readers shall see the page, not while it is written."""

    def unfinished(self) -> dict[str, Any]:
        picture = IMAGE | {"image": str(make_picture("Inside").pk)}
        blocks = [
            ("picture", {"picture": picture, "caption": ""}),
            ("video", {"address": "", "caption": ""}),
            ("call", {"text": "", "address": "", "tactic": ""}),
            ("quote", {"text": "", "by": ""}),
        ]
        return story_data(picture=str(make_picture().pk), body=streamfield(blocks))

    def test_is_saved_with_what_is_missing_and_shown_in_preview(self, marketer):
        data = self.unfinished()
        answer = marketer.post(add_url(StoryPage, stories()), data)

        story = StoryPage.objects.get()
        assert answer.status_code == 302
        assert not story.live
        edit = f"/cms/pages/{story.pk}/edit/"
        assert marketer.get(edit).status_code == 200
        assert marketer.post(f"{edit}preview/", data).json() == {"is_valid": True, "is_available": True}
        assert marketer.get(f"{edit}preview/").status_code == 200

    def test_lets_the_player_of_its_film_into_its_preview_only(self, marketer):
        story = make_story("Water")
        film = {"address": "https://youtu.be/aqz-KE-bpKQ", "caption": "A morning at the mill"}
        data = story_data(body=streamfield([("video", film)]))
        preview = f"/cms/pages/{story.pk}/edit/preview/"
        marketer.post(preview, data)

        shown = marketer.get(preview)
        assert "data-player" in shown.text
        assert "frame-src 'self' https://www.youtube-nocookie.com" in shown["Content-Security-Policy"]
        assert "youtube" not in marketer.get(f"/cms/pages/{story.pk}/edit/")["Content-Security-Policy"]

    def test_of_a_live_page_is_saved_too_and_changes_nothing(self, marketer, client):
        story = make_story("Water", summary="Soft water.")
        data = self.unfinished() | {"summary": "Hard water."}
        answer = marketer.post(f"/cms/pages/{story.pk}/edit/", data)

        assert answer.status_code == 302
        story.refresh_from_db()
        assert (story.has_unpublished_changes, story.summary) == (True, "Soft water.")
        assert "Soft water." in client.get("/stories/water/").text

    def test_is_not_published_before_it_is_whole(self, marketer):
        answer = marketer.post(add_url(StoryPage, stories()), self.unfinished() | {"action-publish": "1"})

        errors = answer.context["form"].errors
        assert answer.status_code == 200
        assert "what the picture shows" in str(errors["picture_alt"])
        assert errors["body"].as_data()[0].block_errors.keys() == {0, 1, 2, 3}
        assert not StoryPage.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("video", {"address": "https://example.com/film.mp4", "caption": "A film"}),
            ("call", {"text": "Buy", "address": "shop", "tactic": ""}),
        ],
    )
    def test_says_at_once_that_an_address_leads_nowhere(self, marketer, kind, value):
        answer = marketer.post(add_url(StoryPage, stories()), story_data(body=streamfield([(kind, value)])))

        assert answer.status_code == 200
        assert not StoryPage.objects.exists()


class TestClock:
    def test_of_the_staff_is_the_brands(self, marketer, at):
        BrandSettings.objects.create(time_zone="Pacific/Auckland")
        start = datetime(2031, 3, 1, 9, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
        story = make_story("Water")
        data = story_data(go_live_at="2031-03-01 09:30", expire_at="2031-03-08 09:30")
        marketer.post(f"/cms/pages/{story.pk}/edit/", data | {"action-publish": "1"})

        assert story.revisions.latest("pk").approved_go_live_at == start
        assert "2031-03-01 09:30" in marketer.get(f"/cms/pages/{story.pk}/edit/").text

    def test_follows_the_brand_when_it_moves(self, marketer):
        brand = BrandSettings.objects.create(time_zone="Pacific/Auckland")
        story = make_story("Water", go_live_at=datetime(2031, 3, 1, 9, 30, tzinfo=OSLO))
        assert "2031-03-01 21:30" in marketer.get(f"/cms/pages/{story.pk}/edit/").text

        BrandSettings.objects.filter(pk=brand.pk).update(time_zone="Europe/Oslo")
        assert "2031-03-01 09:30" in marketer.get(f"/cms/pages/{story.pk}/edit/").text

    def test_is_not_a_choice_of_ones_own(self, marketer):
        account = marketer.get("/cms/account/")

        assert account.status_code == 200
        assert 'name="locale-preferred_language"' in account.text
        for field in ("locale-current_time_zone", "name_email-first_name", "avatar-avatar"):
            assert f'name="{field}"' not in account.text
        look = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
        answer = marketer.post("/cms/account/", look | {"locale-preferred_language": "nb"})
        assert answer.status_code == 302
        assert "Sider" in marketer.get("/cms/").text


class TestLanguage:
    def test_of_the_staff_pages_is_the_members_until_they_choose_another(self, marketer):
        Member.objects.update(language="nb")
        assert '<html lang="nb"' in marketer.get("/cms/").text

        look = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
        marketer.post("/cms/account/", look | {"locale-preferred_language": "en"})
        assert '<html lang="en"' in marketer.get("/cms/").text


class TestSchedule:
    def test_appears_and_goes_with_the_minute(self, marketer, client, at):
        start = (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
        end = start + timedelta(days=3)
        typed = {
            "go_live_at": f"{start.astimezone(OSLO):%Y-%m-%d %H:%M}",
            "expire_at": f"{end.astimezone(OSLO):%Y-%m-%d %H:%M}",
        }
        marketer.post(add_url(StoryPage, stories()), story_data(**typed) | {"action-publish": "1"})

        beat = timedelta(seconds=30)
        for moment, status in ((start, 404), (start + beat, 200), (end, 200), (end + beat, 404)):
            at(moment)
            assert client.get("/stories/water/").status_code == status, moment
        assert client.get("/stories/").text.count("Water") == 0

    def test_of_a_live_page_brings_the_newer_words_in_their_time(self, marketer, client, at):
        story = make_story("Water", summary="Soft water.")
        start = timezone.now() + timedelta(days=1)
        typed = f"{start.astimezone(OSLO):%Y-%m-%d %H:%M}"
        data = story_data(summary="Hard water.", go_live_at=typed)
        marketer.post(f"/cms/pages/{story.pk}/edit/", data | {"action-publish": "1"})

        assert "Soft water." in client.get("/stories/water/").text
        at(start + timedelta(seconds=30))
        assert "Hard water." in client.get("/stories/water/").text


class TestApproval:
    """Off, as a site begins; with EDITORIAL_APPROVAL, what one marketer hands in another reads."""

    @pytest.fixture
    def on(self, settings: Any) -> None:
        settings.WAGTAIL_WORKFLOW_ENABLED = True

    @pytest.fixture
    def handed_in(self, on: None) -> tuple[Client, Client, StoryPage]:
        """Two marketers, and a story the first has handed in."""
        first, second = two_marketers()
        first.post(add_url(StoryPage, stories()), story_data() | {"action-submit": "1"})
        return first, second, StoryPage.objects.get()

    def act(self, client: Client, story: Page, action: str) -> Any:
        state = story.current_workflow_task_state
        return client.post(f"/cms/pages/workflow/action/{story.pk}/{action}/{state.pk}/")

    def test_is_off(self, marketer):
        story = make_story("Water")
        editor = marketer.get(f"/cms/pages/{story.pk}/edit/").text

        assert 'name="action-publish"' in editor
        assert "action-submit" not in editor
        assert "/cms/reports/workflow" not in marketer.get("/cms/").text

    def test_stands_ready_for_every_page(self, on):
        workflow = Workflow.objects.get()
        assert workflow.name == "Editorial approval"
        assert [group.name for group in workflow.tasks.get().specific.groups.all()] == ["Marketing"]
        assert make_story().get_workflow() == workflow

    def test_lets_no_marketer_publish_alone(self, on, marketer):
        story = make_story("Water")
        for address in (add_url(StoryPage, stories()), f"/cms/pages/{story.pk}/edit/"):
            assert 'name="action-publish"' not in marketer.get(address).text
            marketer.post(address, story_data(summary="Alone.", slug="alone") | {"action-publish": "1"})

        assert not StoryPage.objects.filter(summary="Alone.", live=True).exists()
        story.refresh_from_db()
        assert story.summary == ""

    def test_publishes_what_somebody_else_has_read(self, handed_in, client):
        _first, second, story = handed_in
        assert not story.live
        assert self.act(second, story, "approve").status_code == 302

        story.refresh_from_db()
        assert story.live
        assert client.get("/stories/water/").status_code == 200

    def test_lets_nobody_approve_their_own(self, handed_in):
        first, _second, story = handed_in
        assert "Approve" not in first.get(f"/cms/pages/{story.pk}/edit/").text
        assert self.act(first, story, "approve").status_code == 302

        story.refresh_from_db()
        assert not story.live
        assert story.workflow_in_progress

    def test_tells_the_second_reader_and_then_the_first(self, handed_in):
        _first, second, story = handed_in
        assert [message.to for message in mail.outbox] == [["henrik@example.com"]]
        self.act(second, story, "reject")

        story.refresh_from_db()
        assert not story.live
        assert [message.to for message in mail.outbox[1:]] == [["ingrid@example.com"]]

    def test_leaves_an_admin_free(self, on):
        admin = signed_in(make_admin())
        admin.post(add_url(StoryPage, stories()), story_data() | {"action-publish": "1"})

        assert StoryPage.objects.get().live

    def test_lets_a_marketer_take_a_page_down_at_once(self, on, marketer):
        story = make_story("Water")
        marketer.post(f"/cms/pages/{story.pk}/unpublish/")

        story.refresh_from_db()
        assert not story.live

    def test_waits_for_the_hour_when_one_is_set(self, on, client, at):
        start = timezone.now() + timedelta(days=1)
        typed = f"{start.astimezone(OSLO):%Y-%m-%d %H:%M}"
        first, second = two_marketers()
        first.post(add_url(StoryPage, stories()), story_data(go_live_at=typed) | {"action-submit": "1"})
        story = StoryPage.objects.get()
        self.act(second, story, "approve")
        assert client.get("/stories/water/").status_code == 404

        at(start + timedelta(seconds=30))
        assert client.get("/stories/water/").status_code == 200


class TestRichText:
    def test_takes_no_pictures_and_no_embeds(self, marketer):
        editor = marketer.get(add_url(StoryPage, stories())).text

        assert "draftail-embed" not in editor
        assert '"type": "IMAGE"' not in editor
        assert '"type": "EMBED"' not in editor
        words = rich_text('<p>Look</p><embed embedtype="media" url="https://youtu.be/aqz-KE-bpKQ"/>')
        data = story_data(body=streamfield([("text", words)]))
        marketer.post(add_url(StoryPage, stories()), data | {"action-publish": "1"})
        assert "youtu" not in str(StoryPage.objects.get().body.raw_data[0])
        assert get_finders() == [], "Wagtail itself asks no site about films"


class TestPapers:
    def send(self, marketer: Client, name: str) -> Any:
        file = SimpleUploadedFile(name, b"%PDF-1.4")
        collection = str(Collection.get_first_root_node().pk)
        return marketer.post(
            "/cms/documents/multiple/add/", {"files[]": file, "collection": collection}
        ).json()

    def test_are_what_customers_open(self, marketer, client):
        for name in ("manual.pdf", "press.docx", "prices.xlsx"):
            assert self.send(marketer, name)["success"]

        for paper in Document.objects.all():
            answer = client.get(paper.url)
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("name", ["page.html", "picture.svg", "program.exe", "script.js"])
    def test_are_nothing_that_runs(self, marketer, name):
        assert not self.send(marketer, name)["success"]
        assert not Document.objects.exists()

    def test_are_linked_to_from_words(self, marketer, client):
        self.send(marketer, "manual.pdf")
        paper = Document.objects.get()
        words = rich_text(f'<p>Read <a linktype="document" id="{paper.pk}">the manual</a>.</p>')
        body = streamfield([("text", words)])
        marketer.post(add_url(StoryPage, stories()), story_data(body=body) | {"action-publish": "1"})

        assert f'<a href="{paper.url}">the manual</a>' in client.get("/stories/water/").text
