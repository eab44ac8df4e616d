"""Writing, for those with a telephone, without scripts, offline, signed out meanwhile, and on two devices."""

import re
from collections.abc import Callable
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from community.models import Draft, Photo, Post
from tests.browser.watching import Watch
from tests.factories import PASSWORD, make_member, make_product
from tests.pasted import PASTED

Someone = Callable[..., Page]
Shoot = Callable[[Page, str], None]

# What is to become of it all.
WORDS = (
    "<h2>Better water</h2><p><strong>Soft</strong> water</p><ol><li><p>Boil</p></li><li><p>Cool</p></li></ol>"
    "<p><strong><em>Kept</em></strong> cold</p><ul><li><p>filtered</p></li></ul>"
    '<p><em>Fresh</em> every <a href="https://example.org/week" rel="nofollow ugc noopener">week</a></p>'
)
PASTE = """([element, html, text]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  element.dispatchEvent(paste);
}"""


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    """What is in a telephone: two photos, one that browsers cannot show, and a file that is none."""
    pillow_heif.register_heif_opener()
    found = {}
    for name, colour in (("kvern.jpg", "peru"), ("burrs.jpg", "slategrey"), ("cup.heic", "olive")):
        Image.new("RGB", (1200, 900), colour).save(tmp_path / name)
        found[name.partition(".")[0]] = tmp_path / name
    found["notes"] = tmp_path / "notes.jpg"
    found["notes"].write_bytes(b"These are words.")
    return found


def editor(page: Page) -> Locator:
    return page.locator(".ProseMirror[contenteditable]")


def photos(page: Page) -> Locator:
    return page.locator("[data-photo-list] > li:visible")


def write(page: Page, words: str) -> None:
    editor(page).click()
    page.keyboard.type(words)
    expect(editor(page)).to_contain_text(words.strip())


def later(page: Page) -> None:
    """Let the ten seconds pass after which the form is saved."""
    page.clock.fast_forward(10_500)


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def test_a_tip_with_photos_on_a_telephone(
    site: str, someone: Someone, shoot: Shoot, pictures: dict[str, Path]
) -> None:
    page = someone(make_member("Kari"), width=390)
    page.goto("/posts/new/tip/")
    page.get_by_label("Title").fill("Take the burrs out")
    write(page, "Once a month, with a brush.")
    page.get_by_label("Choose photos").set_input_files(
        [pictures["kvern"], pictures["cup"], pictures["notes"]]
    )
    expect(photos(page)).to_have_count(3)

    # Each is spoken of by itself, and the words are safe whatever becomes of it.
    expect(photos(page).nth(2)).to_contain_text("This file is not a photo we can read.")
    photos(page).nth(2).get_by_role("button", name="Take photo 3 out").click()
    expect(page.get_by_text("Photo 3 is left out.")).to_be_visible()
    # What no browser shows comes back redrawn.
    expect(photos(page).nth(1).locator("img")).to_have_js_property("naturalWidth", 400)
    page.get_by_label("Choose photos").set_input_files(pictures["burrs"])
    expect(page.get_by_text("Photo 3 has arrived.")).to_be_visible()
    for item, alt in zip(photos(page).all(), ["The grinder", "A cup", "The burrs"], strict=True):
        item.get_by_label("What does it show?").fill(alt)
    shoot(page, "1-three-photos")

    # By keyboard: the last one first, and the second out and back in.
    photos(page).nth(2).get_by_role("button", name="Move photo 3 forward").press("Enter")
    expect(page.get_by_text("It is photo 2 now.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(photos(page).first.get_by_label("What does it show?")).to_have_value("The burrs")
    photos(page).nth(2).get_by_role("button", name="Take photo 3 out").press("Enter")
    expect(photos(page)).to_have_count(2)
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(photos(page)).to_have_count(3)

    # One of them stands in the words, and writing goes on below it.
    photos(page).first.get_by_role("button", name="Put photo 1 into the text").click()
    expect(editor(page)).to_be_focused()
    page.keyboard.type("Then they look like this.")
    expect(editor(page).locator("img")).to_have_attribute("alt", "The burrs")

    # The order is the draft's: it is there after a reload, and goes with the post.
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved. Your draft waits for you here.")).to_be_visible()
    alts = [item.get_by_label("What does it show?").input_value() for item in photos(page).all()]
    assert alts == ["The burrs", "The grinder", "A cup"]
    expect(editor(page).locator("img")).to_have_count(1)
    shoot(page, "2-the-draft")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take the burrs out")
    expect(page.locator(".post-body").get_by_alt_text("The burrs")).to_be_visible()
    expect(page.get_by_alt_text("The grinder")).to_be_visible()
    shoot(page, "3-public")
    revision = Post.objects.get().public_revision
    assert revision is not None
    assert [use.alt for use in revision.photos.all()] == ["The burrs", "The grinder", "A cup"]
    assert re.fullmatch(
        r'<p>Once a month, with a brush.</p><img data-photo="\d+"><p>Then they look like this.</p>',
        revision.body_html,
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_a_review_without_scripts_and_the_account_last(
    site: str, someone: Someone, shoot: Shoot, pictures: dict[str, Path], width: int
) -> None:
    make_product("kvern", names={"en": "Kvern", "nb": "Kverna"})
    page = someone(scripts=False, width=width)
    page.goto("/posts/new/review/?product=kvern")
    page.locator("[name=stars][value='4']").check(force=True)
    page.get_by_label("Title").fill("Half a year with it")
    page.get_by_label("Your words").fill("It grinds evenly.\n\n- quiet\n- quick\n\nWe like it.")
    page.get_by_label("Choose photos").set_input_files([pictures["kvern"], pictures["burrs"]])
    page.get_by_role("button", name="Save draft").click()
    expect(photos(page)).to_have_count(2)
    for item, alt, place in zip(photos(page).all(), ["The grinder", "The burrs"], ["1", "1"], strict=True):
        item.get_by_label("What does it show?").fill(alt)
        item.get_by_label("Place in the row").fill(place)
    shoot(page, f"{width}-1-the-draft")
    page.get_by_role("button", name="Publish").click()

    page.get_by_label("Email").fill("kari@example.org")
    page.get_by_label("Your name").fill("Kari Nordmann")
    page.get_by_label("Password", exact=True).fill("pour-over-at-seven")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Create my account").click()
    page.goto("/dev/mail/")
    page.locator("[data-mail]").first.get_by_role("link", name="/accounts/confirm-email/").click()
    page.get_by_role("button", name="Yes, confirm it").click()
    expect(page.get_by_label("Your words")).to_have_value(
        "It grinds evenly.\n\n- quiet\n- quick\n\nWe like it."
    )
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Half a year with it")
    expect(page.locator(".prose li")).to_have_text(["quiet", "quick"])
    alts = [image.get_attribute("alt") for image in page.locator("main img[alt^=The]").all()]
    assert alts == ["The burrs", "The grinder"]
    shoot(page, f"{width}-2-public")
    assert not Draft.objects.exists()


def test_nothing_typed_is_lost(
    site: str, someone: Someone, shoot: Shoot, watch: Watch, pictures: dict[str, Path]
) -> None:
    watch.expected |= {403, 500}
    kari = make_member("Kari")
    page = someone(kari, width=390)
    context = page.context
    page.clock.install()
    page.goto("/posts/new/tip/")
    write(page, "Rinse the paper.")
    page.get_by_text("The steps").click()
    page.get_by_label("Step by step: Step 1").fill("Boil the water")

    # Offline: kept here, said so, and nothing is sent; a photo waits.
    context.set_offline(True)
    page.get_by_label("Title").fill("Rinse first")
    later(page)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    page.get_by_label("Choose photos").set_input_files(pictures["kvern"])
    expect(photos(page)).to_contain_text("You are offline.")
    page.get_by_role("button", name="Save draft").click()
    expect(photos(page).get_by_role("button", name="Try again")).to_be_visible()
    assert not Draft.objects.exists()
    shoot(page, "1-offline")
    context.set_offline(False)
    expect(page.get_by_text("Photo 1 has arrived.")).to_be_visible()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert Draft.objects.get().fields["title"] == "Rinse first"
    photos(page).get_by_label("What does it show?").fill("A filter")

    # The site fails, while saving and when it is sent off.
    def fail(route: Route) -> None:
        route.fulfill(status=500, body="<h1>500</h1>")

    page.route("**/drafts/*/", fail)
    page.get_by_label("Title").fill("Rinse first, always")
    later(page)
    expect(page.get_by_text("Kept in this browser", exact=True)).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The site did not answer.")).to_be_visible()
    page.unroute("**/drafts/*/")
    page.route(
        "**/posts/new/tip/",
        lambda route: fail(route) if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="500")).to_be_visible()
    page.unroute("**/posts/new/tip/")

    # The tab is closed; a new form leads to what was begun.
    page.close()
    page = context.new_page()
    page.goto("/posts/new/tip/")
    expect(page).to_have_url(re.compile("/my/drafts/"))
    expect(page.get_by_label("Title")).to_have_value("Rinse first, always")
    expect(photos(page).get_by_label("What does it show?")).to_have_value("A filter")
    shoot(page, "2-the-tab-was-closed")

    # The sign-in ends, cookies and all, before anything is saved.
    context.clear_cookies()
    write(page, " Hot water first.")
    page.get_by_label("Step by step: Step 1").fill("Boil the water, then wait")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Your sign-in has ended.")).to_be_visible()
    shoot(page, "3-signed-out")
    page.get_by_role("link", name="Sign in again").click()
    sign_in(page, kari.email)
    expect(page).to_have_url(re.compile("/my/drafts/"))
    expect(editor(page)).to_contain_text("Hot water first.")
    expect(page.get_by_label("Step by step: Step 1")).to_have_value("Boil the water, then wait")
    expect(photos(page).get_by_label("What does it show?")).to_have_value("A filter")

    # Signed in again in another tab, the one that was open goes on.
    context.clear_cookies()
    page.get_by_label("Title").fill("Rinse first, then brew")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Your sign-in has ended.")).to_be_visible()
    other = context.new_page()
    other.goto("/accounts/login/")
    sign_in(other, kari.email)
    expect(other.get_by_role("banner").get_by_role("link", name="Sign in")).to_have_count(0)
    other.close()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rinse first, then brew")
    post = Post.objects.get()
    assert (post.author, post.public_revision.photos.get().alt) == (kari, "A filter")
    assert not Draft.objects.exists()
    assert Photo.objects.count() == 1


def test_without_scripts_an_ended_session_brings_words_and_photos_back(
    site: str, someone: Someone, watch: Watch, pictures: dict[str, Path]
) -> None:
    watch.expected.add(403)
    kari = make_member("Kari")
    page = someone(kari, scripts=False)
    page.goto("/posts/new/tip/")
    page.get_by_label("Title").fill("Begun")
    page.get_by_label("Your words").fill("Rinse the paper first.")
    page.get_by_label("Choose photos").set_input_files(pictures["kvern"])
    page.get_by_role("button", name="Save draft").click()
    page.get_by_label("Title").fill("Finished")
    page.get_by_label("What does it show?").fill("The grinder")
    page.context.clear_cookies()
    page.get_by_role("button", name="Publish").click()
    # Not even the form's own cookie is there any more.
    expect(page.get_by_role("heading", name="The form has gone cold")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Finished")
    page.get_by_role("button", name="Publish").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    sign_in(page, kari.email)
    expect(page.get_by_label("Title")).to_have_value("Finished")
    expect(photos(page)).to_have_count(1)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Finished")
    assert Post.objects.get().public_revision.photos.count() == 1
    assert not Draft.objects.exists()


def test_of_two_devices_neither_overwrites_the_other(
    site: str, someone: Someone, shoot: Shoot, watch: Watch
) -> None:
    watch.expected.add(409)
    kari = make_member("Kari")
    telephone, desktop = someone(kari, width=390), someone(kari)
    for page in (telephone, desktop):
        page.clock.install()
    telephone.goto("/posts/new/tip/")
    telephone.get_by_label("Title").fill("On the telephone")
    later(telephone)
    expect(telephone.get_by_text("Draft saved")).to_be_visible()

    # A new form on the other device leads to what was begun.
    desktop.goto("/posts/new/tip/")
    expect(desktop.get_by_text("You began “On the telephone” and did not finish it.")).to_be_visible()
    shoot(desktop, "1-begun-elsewhere")
    desktop.get_by_role("link", name="Go on with it").click()
    desktop.get_by_label("Title").fill("On the desktop")
    later(desktop)
    expect(desktop.get_by_text("Draft saved")).to_be_visible()

    # The telephone, which went on meanwhile, is asked; the later version comes, its own lies aside.
    telephone.get_by_label("Title").fill("On the telephone, in bed")
    later(telephone)
    expect(telephone.get_by_text("This draft was saved later on another device.")).to_be_visible()
    shoot(telephone, "2-asked")
    telephone.get_by_role("button", name="Show the later version").click()
    expect(telephone.get_by_label("Title")).to_have_value("On the desktop")
    telephone.get_by_role("button", name="Show the other version").click()
    expect(telephone.get_by_label("Title")).to_have_value("On the telephone, in bed")
    shoot(telephone, "3-the-other-version")
    later(telephone)
    expect(telephone.get_by_text("Draft saved")).to_be_visible()
    titles = sorted(Draft.objects.values_list("fields__title", flat=True))
    assert titles == ["On the desktop", "On the telephone, in bed"]


def test_what_a_word_processor_lays_on_the_clipboard_comes_out_clean(
    site: str, someone: Someone, shoot: Shoot
) -> None:
    page = someone(make_member("Kari"), width=320)
    page.goto("/posts/new/tip/")
    page.get_by_label("Title").fill("Water")
    editor(page).click()
    for html in PASTED:
        page.evaluate(PASTE, [editor(page).element_handle(), html, "words"])
        page.keyboard.press("ControlOrMeta+End")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("every week")

    # The menu by keyboard: one stop, arrows within, and its names.
    page.keyboard.press("ControlOrMeta+a")
    expect(page.get_by_role("button", name="insert link")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Shift+Tab")
    menu = page.get_by_role("toolbar", name="Formatting")
    expect(menu.locator(":focus")).to_have_count(1)
    page.keyboard.press("Home")
    expect(menu.locator(":focus")).to_have_attribute("aria-label", re.compile("^Kind of paragraph"))
    shoot(page, "1-pasted")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Water")
    body = re.sub(r"\s+", " ", Post.objects.get().public_revision.body_html)
    assert body == WORDS, body
    shoot(page, "2-public")
