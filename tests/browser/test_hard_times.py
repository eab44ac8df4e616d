"""A slow line, no cookies, no storage, no scripts: it reads everywhere, and nothing typed is lost."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, Route, expect

from community.models import Post
from tests.browser.conftest import PATIENCE
from tests.browser.watching import Watch
from tests.factories import (
    PASSWORD,
    make_member,
    make_picture,
    make_post,
    make_product,
    make_product_page,
    make_story,
    plan_feeds,
)

Someone = Callable[..., Page]
Shoot = Callable[[Page, str], None]
# A telephone on a 3G line: bytes a second, milliseconds there and back.
LINE = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}
# From the first paint on.
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      window.shifts.push([one.value, ...one.sources.map(({ node }) => node?.outerHTML ?? node?.nodeName)]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
FIRST_PAINT = """() => new Promise((done) => {
  const tell = (list) => done(list.getEntriesByName("first-contentful-paint")[0]?.startTime);
  new PerformanceObserver(tell).observe({ type: "paint", buffered: true });
})"""


def slow(page: Page) -> Callable[[bool], None]:
    """Give a page a slow line; returns what breaks it, and makes it a good one."""
    cdp = page.context.new_cdp_session(page)

    def set_offline(is_offline: bool) -> None:
        good = {"offline": is_offline, "downloadThroughput": -1, "uploadThroughput": -1, "latency": 0}
        cdp.send("Network.emulateNetworkConditions", good)

    cdp.send("Network.emulateNetworkConditions", LINE)
    return set_offline


@pytest.fixture
def brand(site: str) -> None:
    """A site with a product, a story and what members say, with pictures."""
    product = make_product("kvern", names={"en": "Kvern", "nb": "Kverna"})
    make_product_page(product, picture=make_picture("Kvern"), picture_alt="A grinder")
    make_story("From the workshop", picture=make_picture("Bench"), picture_alt="A bench")
    for number in range(4):
        make_post(make_member(), title=f"Tip number {number}")
    make_post(make_member(), kind="review", product=product, title="Half a year with it")
    plan_feeds()


@pytest.fixture
def refusing(
    site: str, watch: Watch, browser_type: BrowserType, browser_type_launch_args: Any, tmp_path: Path
) -> Iterator[Page]:
    """A page of a browser whose owner lets no site keep anything: no cookie, no storage."""
    (tmp_path / "Default").mkdir()
    choice = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(choice))
    context = browser_type.launch_persistent_context(
        tmp_path,
        **browser_type_launch_args,
        base_url=site,
        locale="en-GB",
        viewport={"width": 390, "height": 844},
    )
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    yield context.pages[0]
    context.close()


def test_a_telephone_on_a_slow_line(brand: None, someone: Someone, shoot: Shoot) -> None:
    page = someone(width=390)
    held: list[Route] = []
    page.context.route(re.compile("/media/"), lambda route: held.append(route))
    page.add_init_script(SHIFTS)
    slow(page)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})

    # Everything is there to be read before the first picture is, and nothing moves when they come.
    page.goto("/", wait_until="commit")
    expect(page.get_by_role("link", name="Half a year with it")).to_be_visible()
    assert page.evaluate(FIRST_PAINT) > 0
    assert held
    assert not page.evaluate("[...document.images].some((image) => image.naturalWidth)")
    for route in held:
        route.continue_()
    page.context.unroute(re.compile("/media/"))
    expect(page.locator("main img").first).not_to_have_js_property("naturalWidth", 0)
    page.wait_for_load_state("load")
    shoot(page, "1-home")
    assert page.evaluate("shifts") == []


def test_writing_on_a_slow_line_that_breaks(site: str, someone: Someone, shoot: Shoot, watch: Watch) -> None:
    page = someone(make_member("Kari"), width=390)
    set_offline = slow(page)

    # Who begins before the editor has come keeps what they typed.
    page.goto("/posts/new/tip/", wait_until="commit")
    page.get_by_label("Your words").fill("Begun early.")
    # The tests' server sends it uncompressed: on this line that takes its time.
    expect(page.locator(".ProseMirror[contenteditable]")).to_contain_text(
        "Begun early.", timeout=4 * PATIENCE
    )
    set_offline(False)
    page.get_by_label("Title").fill("On the train")
    expect(page.get_by_text("Kept in this browser", exact=True)).to_be_visible()

    # The line breaks after the form has looked whether the site is there.
    page.route(
        "**/posts/new/tip/",
        lambda route: (
            route.abort("internetdisconnected") if route.request.method == "POST" else route.continue_()
        ),
    )
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.get_by_role("button", name="Publish").click()
    page.unroute("**/posts/new/tip/")
    page.goto("/posts/new/tip/")
    expect(page.get_by_text("This is what you were writing here before.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("On the train")
    # The tests' server sends it uncompressed: on this line that takes its time.
    expect(page.locator(".ProseMirror[contenteditable]")).to_contain_text(
        "Begun early.", timeout=4 * PATIENCE
    )

    # And while there is none, the button says so and nothing goes away.
    set_offline(True)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("You are offline. Kept in this browser")).to_be_in_viewport()
    expect(page.get_by_label("Title")).to_have_value("On the train")
    shoot(page, "1-offline")
    set_offline(False)
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On the train")
    assert Post.objects.get().is_public


def test_a_browser_that_keeps_nothing(brand: None, refusing: Page, shoot: Shoot, watch: Watch) -> None:
    watch.expected = {403}
    page, post = refusing, Post.objects.get(kind="review")
    assert page.context.cookies() == []
    for address in ("/", post.get_absolute_url(), "/products/kvern/", "/community/", "/search/?q=year"):
        page.goto(address)
        expect(page.get_by_text("Half a year with it").first).to_be_visible()
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", re.compile("dark|light"))

    # Signing in says what is missing.
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("kari@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Cookies are needed here")).to_be_visible()
    shoot(page, "1-signing-in")

    # Writing says so before anything is typed, and gives back what was typed all the same.
    page.goto("/posts/new/tip/")
    expect(page.get_by_text("Your browser refuses cookies.")).to_be_visible()
    page.get_by_label("Title").fill("Warm water")
    editor = page.locator(".ProseMirror[contenteditable]")
    editor.click()
    page.keyboard.type("Twice is enough.")
    shoot(page, "2-writing")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Your browser sent no cookie with it.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Warm water")
    expect(editor).to_contain_text("Twice is enough.")
    shoot(page, "3-given-back")


def test_scripts_that_somebody_holds_back(brand: None, someone: Someone, shoot: Shoot) -> None:
    member = make_member("Kari")
    page = someone(member, width=390)
    page.context.route(
        re.compile(r"/(share|video|site|prose[-_]editor|editor)[^/]*\.js"),
        lambda route: route.abort("blockedbyclient"),
    )
    for address in ("/", Post.objects.get(kind="review").get_absolute_url(), "/products/kvern/"):
        page.goto(address)
        expect(page.get_by_text("Half a year with it").first).to_be_visible()
        shoot(page, f"1-{address.strip('/').partition('/')[0] or 'home'}")
    page.goto("/posts/new/tip/")
    page.get_by_label("Title").fill("Warm water")
    page.get_by_label("Your words").fill("Twice is enough.\n\n- cheap\n- quick")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Warm water")
    expect(page.locator(".prose li")).to_have_text(["cheap", "quick"])
    shoot(page, "2-written")
