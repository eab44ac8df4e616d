"""A marketer puts a story into Norwegian, side by side; it keeps up with the original until they let go."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from content.models import StoryPage
from tests.browser.watching import Watch
from tests.factories import make_marketer, make_picture, make_post, make_product, make_story


def make_every_block() -> list[tuple[str, Any]]:
    """Return one of each block that holds words."""
    picture = make_picture("Burrs")
    picture.contextual_alt_text, picture.decorative = "Burrs up close", False
    water = {"columns": [{"type": "text", "heading": "Water"}, {"type": "number", "heading": "Lime"}]}
    rows = [{"values": ["Bergen", "4"]}, {"values": ["London", "110"]}]
    voices = {"heading": "They say", "product": "", "topic": "", "kind": "", "count": 1, "posts": []}
    return [
        ("text", "<h2>Two things</h2><p>Two things in <b>water</b> matter.</p>"),
        ("picture", {"picture": picture, "caption": "The burrs"}),
        ("quote", {"text": "Eleven springs.", "by": "Kari"}),
        ("feature", {"heading": "Straight", "text": "<p>Two bearings.</p>", "topic": "", "picture": None}),
        ("steps", [{"heading": "Fill", "text": "<p>Cold water.</p>"}]),
        ("questions", [{"question": "Is it hard?", "answer": "<p>No.</p>"}]),
        ("comparison", {"heading": "By town", "table": {**water, "rows": rows, "caption": "Our water"}}),
        ("video", {"address": "https://www.youtube.com/watch?v=aaaaaaaaaaa", "caption": "How it pours"}),
        ("call", {"text": "Write a tip", "address": "/posts/new/tip/", "tactic": "water"}),
        ("voices", voices),
        ("change", {"said": "Too loud.", "did": "<p>We made it quiet.</p>", "posts": []}),
    ]


WORDS = {
    "Soft water": "Bløtt vann",
    "What is in the tap.": "Det som er i springen.",
    "A tap": "En kran",
    "Two things": "To ting",
    "Two things in <b>water</b> matter.": "To ting i <b>vann</b> betyr noe.",
    "Burrs up close": "Kverner på nært hold",
    "The burrs": "Kvernene",
    "Eleven springs.": "Elleve fjærer.",
    "Kari": "Kari",
    "Straight": "Rett",
    "Two bearings.": "To lagre.",
    "Fill": "Fyll",
    "Cold water.": "Kaldt vann.",
    "Is it hard?": "Er det vanskelig?",
    "No.": "Nei.",
    "By town": "By for by",
    "Our water": "Vannet vårt",
    "Water": "Vann",
    "Lime": "Kalk",
    "Bergen": "Bergen",
    "London": "London",
    "How it pours": "Slik heller den",
    "Write a tip": "Skriv et tips",
    "They say": "De sier",
    "Too loud.": "For høy.",
    "We made it quiet.": "Vi gjorde den stille.",
}


def untranslated(page: Page) -> Locator:
    """Return the words that still wait for a translator."""
    return page.locator("li.incomplete")


def translate(row: Locator, words: str) -> None:
    row.get_by_role("button", name="Translate", exact=True).click()
    row.locator("textarea").fill(words)
    row.get_by_role("button", name="Save", exact=True).click()


def test_a_story_is_translated_keeps_up_and_is_let_go(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch, settings: Any
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    product = make_product("kvern")
    make_post(product=product, title="Fin kaffe", language="nb")
    story = make_story(
        "Soft water",
        summary="What is in the tap.",
        byline="Ingrid",
        product=product,
        picture=make_picture("Tap"),
        picture_alt="A tap",
        body=make_every_block(),
    )
    page, stranger = someone(make_marketer("Ingrid"), width=1400), someone()

    # Until then readers of Norwegian read it in English, and are told so.
    stranger.goto("/nb/stories/")
    stranger.get_by_role("link", name="Soft water").click()
    expect(stranger).to_have_url("/nb/stories/soft-water/")
    expect(stranger.get_by_role("note")).to_be_visible()
    shoot(stranger, "1-fallback")

    # Put before a translator it is a draft: nothing changes for readers yet.
    page.goto(f"/cms/pages/{story.pk}/edit/")
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name="Translate this page").first.click()
    page.get_by_label("Norwegian bokmål").check()
    page.get_by_role("button", name="Submit").click()
    expect(untranslated(page)).to_have_count(len(WORDS))
    shoot(page, "2-side-by-side")
    twin = StoryPage.objects.get(locale__language_code="nb")
    assert (twin.live, twin.product, twin.byline) == (False, product, "Ingrid")

    # Word by word.
    for left in range(len(WORDS), 0, -1):
        row = untranslated(page).first
        translate(row, WORDS[row.locator("p").first.inner_text()])
        expect(untranslated(page)).to_have_count(left - 1)
    page.get_by_role("button", name="Publish in Norwegian bokmål").click()
    expect(page.get_by_text("Published 'Bløtt vann' in Norwegian bokmål.")).to_be_visible()
    shoot(page, "3-published")

    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Bløtt vann")
    expect(stranger.get_by_role("note")).to_have_count(0)
    for words in {*WORDS.values()} - {"En kran", "Kverner på nært hold", "Nei."}:
        plain = words.replace("<b>", "").replace("</b>", "")
        expect(stranger.get_by_text(plain, exact=True).first).to_be_visible()
    expect(stranger.get_by_alt_text("Kverner på nært hold")).to_have_count(1)
    button = stranger.get_by_role("link", name="Skriv et tips")
    expect(button).to_have_attribute("href", "/nb/posts/new/tip/")
    expect(button).to_have_attribute("data-tactic", "water")
    shoot(stranger, "4-norwegian")
    stranger.get_by_role("link", name="English").first.click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Soft water")

    # The original changes: the translator sees what is new, and all else is still translated.
    page.goto(f"/cms/pages/{story.pk}/edit/")
    page.get_by_role("textbox", name="Title", exact=False).first.fill("Softer water")
    page.get_by_role("button", name="More actions", exact=False).last.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(re.compile("Page 'Softer water' .*published"))).to_be_visible()
    page.goto(f"/cms/pages/{story.pk}/edit/")
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name="Sync translated pages").first.click()
    page.get_by_role("button", name="Submit").click()
    page.goto(f"/cms/pages/{twin.pk}/edit/")
    expect(untranslated(page)).to_have_count(1)
    expect(untranslated(page)).to_contain_text("Softer water")
    shoot(page, "5-changed")
    translate(untranslated(page), "Bløtere vann")
    expect(untranslated(page)).to_have_count(0)
    page.get_by_role("button", name="Publish in Norwegian bokmål").click()
    expect(page.get_by_text("Published 'Bløtere vann' in Norwegian bokmål.")).to_be_visible()

    # Let go, it is a page of its own in the ordinary editor.
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Stop Synced translation").click()
    expect(page.get_by_role("textbox", name="Title", exact=False).first).to_have_value("Bløtere vann")
    shoot(page, "6-on-its-own")
