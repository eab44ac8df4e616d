"""Story 4: a marketer publishes a product's page, and pins a customer's review to slot 2 of the home page."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import current_app
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from community.models import Post
from content.models import BrandSettings, ProductIndexPage
from demo.seeding.feeds import sync_everything
from feeds.models import Placement
from tests.browser.watching import Watch
from tests.factories import make_marketer, make_member, make_post, make_product, make_story

SOON = 2.0
"""Seconds after the click until a stranger sees it."""


def test_a_product_page_with_blocks_and_a_picture(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], settings: Any, tmp_path: Path
) -> None:
    # Wagtail also saves by itself while one types: who publishes in that very moment is asked to try again.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    make_product("kvern", names={"en": "Kvern", "nb": "Kverna"})
    picture = tmp_path / "kvern.png"
    Image.new("RGB", (1600, 1000), "peru").save(picture)
    index = ProductIndexPage.objects.get(locale__language_code="en")
    page = someone(make_marketer("Ingrid"), width=1400)

    # The page: a product of the catalogue, a picture that is brought along, and blocks.
    page.goto("/cms/")
    page.goto(f"/cms/pages/add/content/productpage/{index.pk}/")
    page.get_by_role("textbox", name="Title", exact=False).first.fill("Kvern hand grinder")
    page.get_by_role("button", name="Choose product").click()
    modal = page.locator(".modal-content")
    modal.get_by_role("link", name="Kvern").click()
    page.locator("#id_summary").fill("Steel burrs, forty clicks, one winter of tuning.")
    page.get_by_role("button", name="Choose an image").first.click()
    modal.get_by_role("tab", name="Upload").click()
    modal.locator("input[type=file]").set_input_files(picture)
    modal.get_by_role("tabpanel", name="Upload").get_by_label("Title").fill("Kvern")
    modal.get_by_role("button", name="Upload").click()
    expect(modal).to_have_count(0)
    page.locator("#id_picture_alt").fill("The grinder on a bench")
    page.locator("#id_price").fill("1 490 kr")
    add_block(page, "quote")
    page.locator('[name="body-0-value-text"]').fill("It took us eleven springs.")
    shoot(page, "1-editor")
    page.get_by_role("button", name="More actions", exact=False).last.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(re.compile("Page 'Kvern hand grinder' .*published"))).to_be_visible()

    # A stranger reads it at the product's address, the picture drawn anew in its sizes.
    stranger = someone()
    stranger.goto("/products/kvern/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Kvern hand grinder")
    expect(stranger.get_by_text("It took us eleven springs.")).to_be_visible()
    image = stranger.get_by_alt_text("The grinder on a bench").first
    expect(image).to_be_visible()
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    assert image.get_attribute("srcset")
    shoot(stranger, "2-product")
    stranger.goto("/")
    expect(stranger.locator('[data-feed="home"] > article[data-lane="editorial"]')).to_contain_text(
        "Kvern hand grinder"
    )


def add_block(page: Page, kind: str) -> None:
    """Add a block to the body, the last of the page's streams."""
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name=kind).first.click()


def test_a_review_pinned_to_slot_2(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], watch: Watch
) -> None:
    watch.expected = {409}
    current_app.conf.task_always_eager = False
    for number in range(4):
        make_story(f"From the workshop, part {number + 1}")
    review = make_post(make_member("Kari"), kind=Post.Kind.REVIEW, title="It pours slowly and well", stars=3)
    for number in range(9):
        make_post(make_member(), title=f"A newer tip, number {number}")
    sync_everything()
    current_app.conf.task_always_eager = True
    marketer = make_marketer("Ingrid")
    page, stranger = someone(marketer), someone()
    stranger.goto("/")
    second = stranger.locator('[data-feed="home"] > article').nth(1)
    expect(second).not_to_contain_text(review.title)

    # From the review itself to a place in a feed, until a date in the brand's own time.
    until = timezone.now().astimezone(BrandSettings().zone) + timedelta(days=7)
    page.goto(review.get_absolute_url())
    page.get_by_role("link", name="Feature this post").click()
    page.get_by_label("Front page (en)").check()
    page.get_by_label("Slot").fill("2")
    page.get_by_label("Until").fill(until.strftime("%Y-%m-%dT%H:%M"))
    shoot(page, "1-placing")
    page.get_by_role("button", name="Place this post").click()
    clicked = time.monotonic()
    expect(page.get_by_text("Placed. The author has been told.")).to_be_visible()
    stranger.reload()
    expect(second).to_contain_text(review.title)
    assert time.monotonic() - clicked < SOON
    expect(second).to_have_attribute("data-slot", "2")
    second.locator("summary").first.click()
    shoot(stranger, "2-home")
    expect(second.locator(".why-body")).to_contain_text("Chosen by Alongside until")
    shoot(page, "3-placements")
    assert Placement.objects.get().slot == 2

    # The same slot is not given away twice.
    other = Post.objects.exclude(pk=review.pk).first()
    page.goto(f"/cms/placements/posts/{other.pk}/")
    page.get_by_label("Front page (en)").check()
    page.get_by_label("Slot").fill("2")
    page.get_by_role("button", name="Place this post").click()
    expect(page.get_by_text("Slot 2 is taken for part of that time.")).to_be_visible()
    shoot(page, "4-taken")

    # Taken back, the feed closes up.
    page.goto("/cms/placements/")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    stranger.reload()
    expect(second).not_to_contain_text(review.title)
