"""A member's first visit, and a reader of the site's other language."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.factories import make_member


def test_the_card_of_the_first_visit_is_put_away_for_good_without_scripts_too(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    member = make_member("Kari Nordmann", is_newcomer=True)
    phone, desk = someone(member, width=390, scripts=False), someone(member)
    for page in (phone, desk):
        page.goto("/")
        expect(page.get_by_role("heading", name="Welcome, Kari Nordmann")).to_be_visible()
        shoot(page, "1-welcome")

    phone.get_by_role("link", name="How it works").first.click()
    expect(phone.get_by_role("heading", level=1, name="How it works")).to_be_visible()
    shoot(phone, "2-how-it-works")
    phone.go_back()
    phone.get_by_role("button", name="Put this card away").click()
    expect(phone.get_by_role("heading", name="Welcome")).to_have_count(0)

    desk.reload()
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    expect(desk.get_by_role("heading", name="Welcome")).to_have_count(0)


def test_a_reader_of_the_other_language_is_offered_it_until_they_choose(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    # English in an English browser, and in one that asks for Norwegian: nobody is led anywhere.
    page = someone()
    page.goto("/community/")
    expect(page.locator(".language-offer")).to_be_hidden()
    page = someone(language="nn-NO", width=390)
    page.goto("/community/")
    offer = page.locator(".language-offer")
    expect(offer).to_be_visible()
    expect(offer).to_have_attribute("lang", "nb")
    shoot(page, "1-offered")
    offer.get_by_role("link").click()
    page.wait_for_url("**/nb/community/")
    expect(page.locator(".language-offer")).to_be_hidden()

    # It holds for the next visit; who says no is left alone.
    page.goto("/community/")
    offer.get_by_role("button").click()
    expect(offer).to_be_hidden()
    expect(page.locator("main")).to_be_focused()
    page.goto("/community/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(offer).to_be_hidden()
