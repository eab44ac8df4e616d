"""Story 2: somebody writes first, signs up last, comes back to the finished draft, edits what they sent."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from community.models import Draft, Member, Photo, Post
from tests.factories import make_member, make_product, make_product_page

WORDS = "It grinds evenly for pour-over, and after half a year the burrs are as sharp as on the first day."


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two photos, as a telephone would bring them."""
    found = []
    for name, colour in (("kvern", "peru"), ("burrs", "slategrey")):
        path = tmp_path / f"{name}.jpg"
        Image.new("RGB", (1200, 900), colour).save(path, "JPEG")
        found.append(path)
    return found


def editor(page: Page) -> Locator:
    return page.locator(".ProseMirror[contenteditable]")


def write(page: Page, words: str) -> None:
    """Type into the editor."""
    editor(page).click()
    page.keyboard.type(words)
    expect(editor(page)).to_contain_text(words.strip()[-20:])


def test_a_review_first_and_the_account_last(
    site: str, someone: Callable[..., Page], shoot: Callable[[Page, str], None], photos: list[Path]
) -> None:
    make_product_page(make_product("kvern", names={"en": "Kvern", "nb": "Kverna"}))
    page = someone()

    # The review, with stars and two photos, before there is any account.
    page.goto("/products/kvern/")
    page.get_by_role("link", name="Write a review").first.click()
    expect(page.get_by_role("combobox", name="Product")).to_have_value("Kvern")
    page.locator(".stars-input label").nth(3).click()
    page.get_by_label("Title").fill("Half a year with the Kvern")
    write(page, WORDS)
    page.get_by_label("Choose photos, or drop them here").set_input_files(photos)
    rows = page.locator("[data-photo-list] > li")
    expect(rows).to_have_count(2)
    for row, alt in zip(rows.all(), ["The grinder on a bench", "The burrs, taken out"], strict=True):
        expect(row.locator("img")).to_be_visible()
        row.get_by_role("textbox").fill(alt)
    shoot(page, "1-written")
    page.get_by_role("button", name="Publish").click()

    # The account, as the last step.
    expect(page.get_by_role("heading", name="Become a member")).to_be_visible()
    page.get_by_label("Email").fill("kari@example.org")
    page.get_by_label("Your name").fill("Kari Nordmann")
    page.get_by_label("Password", exact=True).fill("pour-over-at-seven")
    page.get_by_label("I am 16 or older.").check()
    page.get_by_label("I accept the community rules").check()
    shoot(page, "2-sign-up")
    page.get_by_role("button", name="Create my account").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    shoot(page, "3-look-in-your-mail")

    # The mailed link asks before it confirms, and leads back to the finished draft.
    page.goto("/dev/mail/")
    page.locator("[data-mail]").first.get_by_role("link", name="/accounts/confirm-email/").click()
    expect(page.get_by_role("heading", name="Confirm your address")).to_be_visible()
    member = Member.objects.get()
    assert not member.emailaddress_set.get().verified
    shoot(page, "4-confirm")
    page.get_by_role("button", name="Yes, confirm it").click()
    expect(page.get_by_label("Title")).to_have_value("Half a year with the Kvern")
    expect(editor(page)).to_contain_text("as sharp as on the first day")
    expect(page.locator(".stars-input input").nth(3)).to_be_checked()
    expect(page.locator("[data-photo-list] img")).to_have_count(2)
    shoot(page, "5-the-finished-draft")
    page.get_by_role("button", name="Publish").click()

    # It is public, with both photos, and the draft is a post now.
    expect(page.get_by_role("heading", level=1)).to_have_text("Half a year with the Kvern")
    expect(page.get_by_alt_text("The burrs, taken out")).to_be_visible()
    expect(page.get_by_alt_text("The grinder on a bench")).to_be_visible()
    shoot(page, "6-public")
    assert not Draft.objects.exists()
    assert set(Photo.objects.values_list("state", "owner")) == {(Photo.State.READY, member.pk)}
    stranger = someone()
    stranger.goto("/products/kvern/")
    expect(
        stranger.locator("#all-reviews").get_by_role("link", name="Half a year with the Kvern")
    ).to_be_visible()


def test_a_tip_with_a_link_and_what_became_of_both(
    site: str, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    kari = make_member("Kari")
    page = someone(kari)

    page.goto("/community/")
    page.get_by_role("banner").get_by_role("link", name="Write").click()
    page.get_by_role("link", name=re.compile("^Tip|A tip")).first.click()
    page.get_by_label("Title").fill("Rinse the paper with hot water")
    write(
        page,
        "The first cup then tastes of coffee, not of paper: https://coffee.example/rinse says why. ",
    )
    expect(page.get_by_text("Draft saved")).to_be_visible()
    shoot(page, "1-tip")
    page.get_by_role("button", name="Publish").click()
    link = page.locator("main").get_by_role("link", name="coffee.example/rinse")
    expect(link).to_have_attribute("rel", "nofollow ugc noopener")
    shoot(page, "2-tip-public")

    # Both stand on "My posts", with their states.
    page.goto("/posts/new/question/")
    page.get_by_label("Title").fill("How coarse for a press?")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved. Your draft waits for you here.")).to_be_visible()
    page.goto("/my/posts/")
    tip = page.locator("[data-post]")
    expect(tip).to_have_attribute("data-state", "published")
    expect(page.get_by_role("link", name="How coarse for a press?", exact=True)).to_be_visible()
    shoot(page, "3-my-posts")

    # One of them is edited.
    tip.get_by_role("link", name="Edit").click()
    expect(editor(page)).to_contain_text("tastes of coffee")
    page.get_by_label("Title").fill("Rinse the paper twice")
    shoot(page, "4-edit")
    page.get_by_role("button", name="Publish the new version").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rinse the paper twice")
    post = Post.objects.get()
    assert (post.revisions.count(), post.public_revision.title) == (2, "Rinse the paper twice")

    # Taken back, it is gone for everybody else, and its author still has it.
    stranger = someone()
    stranger.goto(post.get_absolute_url())
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Rinse the paper twice")
    page.goto("/my/posts/")
    page.get_by_role("link", name="Take back").click()
    page.get_by_role("button", name="Take").click()
    expect(page.locator("[data-post]")).to_have_attribute("data-state", "withdrawn")
    shoot(page, "5-taken-back")


def test_the_link_of_a_mail_opened_on_another_device(
    site: str, someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    page = someone()
    page.goto("/nb/posts/new/tip/")
    page.get_by_label("Tittel").fill("Skyll filteret")
    write(page, "Skyll papirfilteret med varmt vann først, så smaker den første koppen av kaffe.")
    page.get_by_role("button", name="Publiser").click()
    page.get_by_label("E-post").fill("kari@example.org")
    page.get_by_label("Navnet ditt").fill("Kari")
    page.get_by_label("Passord", exact=True).fill("pour-over-at-seven")
    for box in page.get_by_role("checkbox").all():
        box.check()
    shoot(page, "1-sign-up")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/nb/accounts/confirm-email/"))

    telephone = someone(width=390, language="nb-NO")
    telephone.goto("/dev/mail/")
    telephone.get_by_role("link", name="/nb/accounts/confirm-email/").click()
    telephone.locator("main form button[type=submit]").click()
    expect(telephone).to_have_url(re.compile("/nb/accounts/login/"))
    telephone.get_by_label("E-post").fill("kari@example.org")
    telephone.get_by_label("Passord", exact=True).fill("pour-over-at-seven")
    telephone.locator("main form button[type=submit]").first.click()
    expect(telephone.get_by_label("Tittel")).to_have_value("Skyll filteret")
    shoot(telephone, "2-draft-on-the-telephone")
