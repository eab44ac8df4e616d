"""Signing in with what one has: a passkey of the device, an app's code; and what is said while offline."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Page, expect

from community.models import Member
from tests.factories import PASSWORD, make_member

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_device(page: Page) -> Callable[[bool], None]:
    """Give the browser a device that keeps passkeys; returns what lets its owner be there or not."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    device = line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def be_there(verified: bool) -> None:
        line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": verified})

    return be_there


def sign_in(page: Page, member: Member) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def say_it_is_me(page: Page) -> None:
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_by_a_passkey(someone: Callable[..., Page], shoot: Callable[[Page, str], None]) -> None:
    kari = make_member("Kari", email="kari@example.org")
    page = someone(width=390)
    be_there = give_device(page)
    sign_in(page, kari)

    # From the settings to the first passkey.
    page.goto("/my/settings/")
    shoot(page, "1-settings")
    page.get_by_role("main").get_by_role("link", name="Passkeys and codes").click()
    page.get_by_role("link", name="Add a passkey").click()
    say_it_is_me(page)
    page.get_by_label("What you call it").fill("My telephone")
    expect(page.get_by_label("Sign in with it alone")).to_be_checked()

    # A device that is not sure who holds it makes none, and that is said beside the button.
    be_there(False)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("status").filter(has_text="Nothing came of it.")).to_be_visible()
    shoot(page, "2-nothing-came-of-it")
    be_there(True)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".account-codes li")).to_have_count(10)
    shoot(page, "3-recovery-codes")
    key = Authenticator.objects.get(user=kari, type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().name == "My telephone"
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("My telephone")).to_be_visible()
    shoot(page, "4-passkeys")

    # Out, and in again with nothing typed.
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Kari", exact=True)).to_be_attached()
    page.goto("/my/settings/")
    expect(page.get_by_text("1 passkey")).to_be_visible()


def test_by_the_code_of_an_app(someone: Callable[..., Page], shoot: Callable[[Page, str], None]) -> None:
    kari = make_member("Kari", email="kari@example.org")
    page = someone()
    sign_in(page, kari)
    page.goto("/accounts/2fa/totp/activate/")
    say_it_is_me(page)

    # The picture for the camera is drawn, and the key stands beside it.
    picture = page.get_by_alt_text("The same key as a picture")
    assert picture.evaluate("(one) => one.complete && one.naturalWidth > 0")
    secret = page.locator(".account-secret").inner_text().strip()
    shoot(page, "1-set-up")
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    shoot(page, "2-a-wrong-code")
    assert page.locator(".account-secret").inner_text().strip() == secret
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".account-codes li")).to_have_count(10)
    spare = page.locator(".account-codes li").first.inner_text().strip()

    # The password alone opens nothing; a password that is being typed can be looked at.
    sign_out(page)
    cache.clear()  # A code is good once, and half a minute has not passed.
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(kari.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Show what is typed").click()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    shoot(page, "3-the-second-step")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Kari", exact=True).first).to_be_visible()

    # And with a recovery code, for who has lost the app.
    sign_out(page)
    sign_in(page, kari)
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Kari", exact=True).first).to_be_visible()
    page.goto("/accounts/2fa/")
    expect(page.get_by_text("9 codes are left.")).to_be_visible()


def test_while_offline_nothing_typed_is_lost(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    kari = make_member("Kari", email="kari@example.org")
    page = someone(kari, width=390)
    page.goto("/my/profile/")
    page.get_by_label("About me").fill("Brews before seven.")
    page.context.set_offline(True)
    note = page.locator("[data-offline]")
    expect(note).to_contain_text("No connection just now.")
    page.get_by_role("button", name="Save my profile").click()
    expect(note).to_contain_text("nothing was sent")
    expect(page.get_by_label("About me")).to_have_value("Brews before seven.")
    shoot(page, "1-offline")
    page.context.set_offline(False)
    expect(note).to_have_text("The connection is back.")
    expect(note).to_be_empty()
    page.get_by_role("button", name="Save my profile").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    kari.refresh_from_db()
    assert kari.bio == "Brews before seven."
