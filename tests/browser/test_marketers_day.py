"""A marketer's day at Wagtail's editor: write, preview, note, schedule, compare, restore; two at one page."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.documents.models import Document

from content.models import BrandSettings, StoryIndexPage, StoryPage
from content.tasks import publish_scheduled
from tests.browser.test_marketer import add_block
from tests.browser.watching import Watch
from tests.factories import (
    make_marketer,
    make_picture,
    make_story,
)

STORY = "/stories/nineteen-minutes/"


def stories() -> StoryIndexPage:
    return StoryIndexPage.objects.get(locale__language_code="en")


def open_editor(page: Page, address: str) -> None:
    """Open a page's editor, and wait until it watches what is changed."""
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watches = ''; })"
    )
    page.goto(address)
    expect(page.locator("html[data-watches]")).to_be_attached()


@contextmanager
def saved_by_itself(page: Page) -> Iterator[None]:
    """Do something in the editor, and wait until Wagtail has saved it without being asked."""
    is_save = re.compile(r"/cms/pages/(add/.+|\d+/edit)/$")
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and bool(is_save.search(answer.url))
    ):
        yield
    expect(page.locator(".w-autosave-indicator__text").get_by_text("Saved", exact=True)).to_be_visible()


def press(page: Page, name: str) -> None:
    """Press one of the buttons behind "Save draft"."""
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name=name).click()


def beside(page: Page, name: str) -> None:
    """Open one of the panels beside the form."""
    page.get_by_role("button", name=f"Toggle {name}", exact=True).click()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Move the clock to a moment, and let the worker's beat come by."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        publish_scheduled()

    return move


def test_from_the_first_word_to_the_last_day(
    someone: Callable[..., Page],
    shoot: Callable[[Page, str], None],
    watch: Watch,
    at: Callable[[datetime], None],
    settings: Any,
) -> None:
    watch.expected = {404}
    BrandSettings.objects.create(time_zone="Europe/Oslo")
    page, stranger = someone(make_marketer("Ingrid"), width=1400), someone()

    # Written: saved by itself, incomplete as it is.
    open_editor(page, f"/cms/pages/add/content/storypage/{stories().pk}/")
    with saved_by_itself(page):
        page.locator("#id_title").fill("Nineteen minutes")
        page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"/edit/$"))
    add_block(page, "quote")
    with saved_by_itself(page):
        page.locator('[name="body-0-value-text"]').fill("The kettle is the alarm clock.")
        page.locator("#id_summary").fill("From bed to the first cup.")
    assert StoryPage.objects.get().get_latest_revision_as_object().summary == "From bed to the first cup."

    # Seen as readers will, on their phone and on their desk.
    beside(page, "preview")
    frame = page.frame_locator("iframe[title=Preview]").first
    expect(frame.get_by_text("The kettle is the alarm clock.")).to_be_visible()
    widths = []
    for size in ("mobile", "desktop"):
        page.get_by_label(f"Preview in {size} size").check(force=True)
        widths.append(frame.locator("html").evaluate("html => html.clientWidth"))
    assert widths[0] < 400 < 1200 < widths[1]

    # Set to appear in two hours and to go after three days, by the brand's clock.
    start = (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    end = start + timedelta(days=3)
    oslo = BrandSettings().zone
    beside(page, "status")
    page.get_by_role("button", name="Set schedule").click()
    dialog = page.get_by_role("dialog")
    for label, moment in {"Go live": start, "Expiry": end}.items():
        calendar = page.locator(".xdsoft_datetimepicker:visible")
        # Else its own save and the dialog's would race for the newest version, and one be refused.
        with saved_by_itself(page):
            dialog.get_by_label(label).click()
            expect(calendar).to_have_count(1)
            page.keyboard.type(f"{moment.astimezone(oslo):%Y-%m-%d %H:%M}")
            dialog.get_by_role("heading", name="Set publishing").click()
            expect(calendar).to_have_count(0)
    shoot(page, "1-schedule")
    dialog.get_by_role("button", name="Save schedule").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    press(page, "Schedule to publish")
    expect(page.get_by_text(re.compile("has been scheduled for publishing"))).to_be_visible()
    story = StoryPage.objects.get()
    assert (story.live, story.go_live_at or story.scheduled_revision.approved_go_live_at) == (False, start)

    # It comes and goes within the minute: the worker's beat comes by every half of one.
    beat = timedelta(seconds=settings.CELERY_BEAT_SCHEDULE["scheduled pages"]["schedule"])
    assert beat < timedelta(minutes=1)
    for moment, before, after in ((start, 404, 200), (end, 200, 404)):
        at(moment)
        assert stranger.goto(STORY).status == before
        at(moment + beat)
        assert stranger.goto(STORY).status == after


def test_two_at_one_page(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch, settings: Any
) -> None:
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 1000
    story = make_story(
        "Nineteen minutes", body=[("quote", {"text": "The kettle is the alarm clock.", "by": ""})]
    )
    first, second = make_marketer("Ingrid"), make_marketer("Henrik")
    page, other = someone(first, width=1400), someone(second, width=1400)
    edit = f"/cms/pages/{story.pk}/edit/"

    # A note at a field, for whoever comes next.
    open_editor(page, edit)
    page.locator("#id_summary").hover()
    page.get_by_role("button", name="Add comment").nth(1).click()
    page.get_by_placeholder("Enter your comments").fill("Is it really nineteen?")
    with saved_by_itself(page):
        page.get_by_role("button", name="Comment", exact=True).click()
    shoot(page, "1-note")
    open_editor(other, edit)
    beside(other, "comments")
    expect(other.get_by_text("Is it really nineteen?")).to_be_visible()

    # Each sees that the other is there, and what they save.
    expect(other.get_by_role("button", name="Ingrid")).to_be_visible()
    with saved_by_itself(page):
        page.locator('[name="body-0-value-text"]').fill("The grinder is the alarm clock.")
    expect(other.get_by_role("button", name="Ingrid saved a new version")).to_be_visible()
    shoot(other, "2-collision")

    # Whoever locks a page has it to herself, until she unlocks it.
    beside(page, "status")
    page.get_by_role("checkbox", name="Lock").or_(page.get_by_role("switch", name="Lock")).click(force=True)
    expect(page.get_by_text("Locked by you").first).to_be_visible()
    other.goto(edit)
    expect(other.get_by_text("was locked by Ingrid").first).to_be_visible()
    shoot(other, "3-locked")
    # Wagtail's box for notes looks for the focus when it closes, and now and then finds none.
    watch.faults = [fault for fault in watch.faults if "focus-trap" not in fault]


def test_an_earlier_version_is_compared_and_brought_back(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], settings: Any
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    blocks = [("quote", {"text": "The kettle is the alarm clock.", "by": ""})]
    story = make_story("Nineteen minutes", body=blocks)
    page, stranger = someone(make_marketer("Ingrid"), width=1400), someone()
    page.goto(f"/cms/pages/{story.pk}/edit/")
    page.locator('[name="body-0-value-text"]').fill("The grinder is the alarm clock.")
    press(page, "Publish")
    expect(page.get_by_text(re.compile("Page 'Nineteen minutes' .*published"))).to_be_visible()
    stranger.goto(STORY)
    expect(stranger.get_by_text("The grinder is")).to_be_visible()

    page.goto(f"/cms/pages/{story.pk}/history/")
    shoot(page, "1-history")
    page.locator("table").get_by_role("button", name="Actions").first.click()
    page.get_by_role("link", name="Compare with previous").first.click()
    expect(page.locator(".comparison .deletion").first).to_contain_text("kettle")
    expect(page.locator(".comparison .addition").first).to_contain_text("grinder")
    shoot(page, "2-compared")

    first = story.revisions.earliest("created_at")
    page.goto(f"/cms/pages/{story.pk}/revisions/{first.pk}/revert/")
    expect(page.get_by_text("You are viewing a previous version")).to_be_visible()
    expect(page.locator('[name="body-0-value-text"]')).to_have_value("The kettle is the alarm clock.")
    shoot(page, "3-earlier")
    press(page, "Publish this version")
    expect(page.get_by_text(re.compile("'Nineteen minutes' has been published"))).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_text("The kettle is the alarm clock.")).to_be_visible()


def test_the_library_keeps_pictures_documents_and_addresses(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    picture = make_picture("Kvern on a bench")
    story = make_story("Nineteen minutes", picture=picture)
    paper = tmp_path / "manual.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF")
    page, stranger = someone(make_marketer("Ingrid"), width=1400), someone()

    # What must stay in view when a picture is cropped.
    page.goto(f"/cms/images/{picture.pk}/")
    chooser = page.locator(".jcrop-holder")
    expect(chooser).to_be_visible()
    box = chooser.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 140, steps=5)
    page.mouse.up()
    shoot(page, "1-focal-point")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Image 'Kvern on a bench' updated.")).to_be_visible()
    picture.refresh_from_db()
    assert picture.has_focal_point()
    page.goto(f"/cms/images/usage/{picture.pk}/")
    expect(page.get_by_role("link", name=story.title)).to_be_visible()

    # A paper for customers: handed out as a file, never opened as a page of ours.
    page.goto("/cms/documents/multiple/add/")
    page.locator("#fileupload").set_input_files(paper)
    expect(page.get_by_text("Upload successful")).to_be_visible()
    shoot(page, "2-document")
    answer = stranger.request.get(Document.objects.get().url)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")

    # An old address leads on.
    page.goto("/cms/redirects/add/")
    page.get_by_label("Redirect from").fill("/old-story/")
    page.get_by_role("button", name="Choose a page").click()
    modal = page.locator(".modal-content")
    modal.get_by_role("searchbox").or_(modal.get_by_label("Search term")).first.fill("nineteen")
    modal.get_by_role("link", name=story.title).click()
    expect(modal).to_have_count(0)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Redirect '/old-story' added.")).to_be_visible()
    stranger.goto("/old-story/")
    expect(stranger).to_have_url(re.compile(f"{STORY}$"))

    # And everything is found.
    page.goto("/cms/pages/search/?q=nineteen")
    expect(page.get_by_role("link", name=story.title).first).to_be_visible()
    page.goto("/cms/images/?q=kvern")
    expect(page.get_by_text("Kvern on a bench").first).to_be_visible()
    page.goto("/cms/reports/site-history/")
    shoot(page, "3-history")


def size_of(page: Page) -> list[int]:
    """Return where the film stands in its page, and its width and height."""
    return page.locator(".video-frame").evaluate("one => [one.offsetTop, one.offsetWidth, one.offsetHeight]")


@pytest.mark.usefixtures("no_worker")
def test_a_film_is_asked_for_when_play_is_pressed(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch
) -> None:
    film = {"address": "https://youtu.be/aqz-KE-bpKQ", "caption": "A morning at the mill"}
    make_story("Nineteen minutes", body=[("video", film)])
    page = someone()
    page.route("https://www.youtube-nocookie.com/**", lambda route: route.fulfill(body="<p>It plays.</p>"))
    page.goto(STORY)
    button = page.get_by_role("button", name=re.compile("Play the film ?: A morning at the mill"))
    before = size_of(page)
    shoot(page, "1-before")
    assert watch.faults == []

    button.focus()
    page.keyboard.press("Enter")
    frame = page.get_by_title("A morning at the mill")
    expect(frame).to_be_focused()
    expect(frame.content_frame.get_by_text("It plays.")).to_be_visible()
    assert size_of(page) == before
    player = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1&rel=0"
    assert watch.faults == [f"asked a stranger: {player}"]
    watch.faults.clear()
