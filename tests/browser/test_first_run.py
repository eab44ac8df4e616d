"""The first run without the demo: from the link the machine prints to a site that a visitor reads."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from community.actions.first_admin import first_admin_token
from community.models import Invitation
from content import contrast
from content.models import LegalPage

STEPS = ["Your brand", "Your first product", "The four legal pages", "Your colleagues", "Ten customers"]


def test_from_an_empty_site_to_one_with_readers(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None], settings: Any
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    stranger, page = someone(), someone(width=1400)

    # A visitor of the first hour is not sent away by empty shelves.
    stranger.goto("/")
    expect(stranger.get_by_text("right beside it what the people who own them say")).to_be_visible()
    expect(stranger.locator(".empty").get_by_role("link", name="Write a post")).to_be_visible()
    shoot(stranger, "1-empty")

    # The link the machine prints makes the admin, who finds the card.
    page.goto(f"/accounts/first-admin/{first_admin_token()}/")
    page.get_by_label("Your name").fill("Ada Berg")
    page.get_by_label("Mail address").fill("ada@example.com")
    page.get_by_label("Password").fill("seven-cups-a-day")
    page.get_by_role("button", name="Become the admin").click()
    card = page.get_by_role("region", name="From an empty site to one with readers")
    expect(card.get_by_text("0 of 5 steps done")).to_be_visible()
    assert card.get_by_role("heading", level=3).all_text_contents() == STEPS
    shoot(page, "2-card")

    # The brand: a yellow that cannot be read is refused, with the nearest colour that can.
    card.get_by_role("link", name="Set the brand").click()
    page.locator("#id_name").fill("Morgenro")
    page.locator("#id_tagline").fill("Six things for a calm morning.")
    page.locator("#id_contact_email").fill("hei@example.com")
    page.locator("#id_primary").fill("#ffe600")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("#ffe600 is too light to be read")).to_be_visible()
    offered = contrast.nearest_readable("#ffe600")
    expect(page.get_by_label(f"{offered}: the nearest colour that can be read")).to_be_checked()
    shoot(page, "3-colour")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Brand updated.")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Six things for a calm morning.")
    assert button_colour(stranger) == offered

    # The first product: one form, and its page in the editor, to be published.
    page.goto("/cms/")
    expect(card.get_by_text("1 of 5 steps done")).to_be_visible()
    card.get_by_role("link", name="Add a product").click()
    page.get_by_label("Name (English)").fill("Kvern hand grinder")
    page.get_by_label("What it is, in a sentence (English)").fill("Forty-five seconds of work.")
    page.get_by_label("Price").fill("NOK 1,890")
    page.get_by_role("button", name="Go on to its page").click()
    expect(page.locator("#id_title")).to_have_value("Kvern hand grinder")
    publish(page)
    stranger.goto("/products/kvern-hand-grinder/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Kvern hand grinder")
    shoot(stranger, "4-product")

    # The legal pages: drafts in both languages, none of which is published unread.
    page.goto("/cms/")
    card.get_by_role("link", name="See the legal pages").click()
    page.get_by_role("button", name="Write the missing drafts").click()
    expect(page.get_by_text("8 drafts were written.")).to_be_visible()
    shoot(page, "5-legal")
    page.get_by_role("link", name="Community rules").click()
    publish(page, expected="Have a lawyer read this page")
    expect(page.get_by_text("Have a lawyer read this page, then tick here and publish.")).to_be_visible()
    page.get_by_role("checkbox", name="A lawyer has read this").check()
    publish(page)
    stranger.goto("/")
    stranger.get_by_role("contentinfo").get_by_role("link", name="Community rules").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Community rules")
    expect(stranger.get_by_text("This place belongs to Morgenro")).to_be_visible()
    shoot(stranger, "6-rules")
    for draft in LegalPage.objects.filter(live=False):
        draft.was_read = True
        draft.save_revision().publish()

    # Colleagues and customers.
    page.goto("/cms/")
    expect(card.get_by_text("3 of 5 steps done")).to_be_visible()
    card.get_by_role("link", name="Invite colleagues").click()
    page.get_by_label("Mail addresses").fill("kari@example.com")
    page.get_by_label("Both").check()
    page.get_by_label("Role as readers see it, in English").fill("Coffee trainer")
    page.get_by_label("Role as readers see it, in Norwegian bokmål").fill("Kaffetrener")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("kari@example.com").first).to_be_visible()
    page.goto("/cms/")
    card.get_by_role("link", name="Invite customers").click()
    page.get_by_label("Mail addresses").fill(
        "\n".join(f"customer-{number}@example.com" for number in range(10))
    )
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("customer-9@example.com").first).to_be_visible()
    assert Invitation.objects.to_customers().count() == 10
    assert Invitation.objects.to_staff().get().email == "kari@example.com"

    # Everything is there; the card is put away for good.
    page.goto("/cms/")
    ready = page.get_by_role("region", name="Everything is ready")
    expect(ready.get_by_text("5 of 5 steps done")).to_be_visible()
    shoot(page, "7-ready")
    with page.expect_response(re.compile("dismissibles")):
        ready.get_by_role("button", name="Put this card away").click()
    expect(ready).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(ready).to_have_count(0)

    # And this is what a visitor finds, in Norwegian too.
    stranger.goto("/nb/")
    names = stranger.get_by_role("contentinfo").get_by_role("link").all_text_contents()
    assert {"Vilkår", "Personvern", "Fellesskapets regler", "Kontakt", "hei@example.com"} <= set(names)
    shoot(stranger, "8-norwegian")


def test_browsers_print_what_the_form_says(someone: Callable[..., Page]) -> None:
    page = someone()
    page.goto("/")
    for colour in ["#ffff00", "#ffffff", "#000000", "#808080", "#ff00ff", "#00ff00", "#0000ff", "#a8501b"]:
        for theme in ("light", "dark"):
            shown = page.evaluate(PAINT, [colour, theme, list(contrast.LIFTED)])
            said = [
                contrast.held(colour) if theme == "light" else contrast.lifted(colour, token)
                for token in contrast.LIFTED
            ]
            assert all(map(is_nearly, shown, said)), (colour, theme, shown, said)


PAINT = """([colour, theme, tokens]) => {
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.style.setProperty("--brand-primary", colour);
  root.style.setProperty("--brand-accent", colour);
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  return tokens.map(token => {
    root.style.color = `var(--${token})`;
    canvas.fillStyle = getComputedStyle(root).color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  });
}"""


def is_nearly(shares: list[int], colour: str) -> bool:
    """Whether a painted colour is a written one; browsers round the last of 255 steps otherwise."""
    return all(
        abs(share - int(colour[at : at + 2], 16)) <= 1 for share, at in zip(shares, (1, 3, 5), strict=True)
    )


def button_colour(page: Page) -> str:
    """Return the colour of the first button, as a screen shows it."""
    shares = page.evaluate(
        """() => {
          const canvas = document.createElement("canvas").getContext("2d");
          canvas.fillStyle = getComputedStyle(document.querySelector(".button")).backgroundColor;
          canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }"""
    )
    return "#{:02x}{:02x}{:02x}".format(*shares)


def publish(page: Page, *, expected: str = "published") -> None:
    page.get_by_role("button", name="More actions", exact=False).last.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(re.compile(expected)).first).to_be_visible()
