"""Every page of an account is ours: its frame, its words, its place among the settings."""

import re
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from community.accounts import AccountAdapter
from content.models import BrandSettings
from tests.factories import PASSWORD, make_member
from tests.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SETTINGS, SHEET, ON, FILE = "among the settings", "on a sheet of its own", "leads on", "a file"
# What each address of allauth's is, and to whom: a visitor, a member without a second factor, one with all of
# them, and somebody half way in, who gave the password and not yet the code.
PAGES = {
    "account_login": ("visitor", SHEET),
    "account_signup": ("visitor", SHEET),
    "account_logout": ("guarded", SHEET),
    "account_inactive": ("visitor", SHEET),
    "account_email_verification_sent": ("visitor", SHEET),
    "account_confirm_email": ("visitor", SHEET),
    "account_reset_password": ("visitor", SHEET),
    "account_reset_password_done": ("visitor", SHEET),
    "account_reset_password_from_key": ("visitor", SHEET),
    "account_reset_password_from_key_done": ("visitor", SHEET),
    "account_confirm_login_code": ("visitor", ON),
    "account_reauthenticate": ("guarded", SHEET),
    "account_email": ("guarded", SETTINGS),
    "account_change_password": ("guarded", SETTINGS),
    "account_set_password": ("keyless", SETTINGS),
    "mfa_index": ("guarded", SETTINGS),
    "mfa_authenticate": ("half", SHEET),
    "mfa_reauthenticate": ("guarded", SHEET),
    "mfa_activate_totp": ("member", SETTINGS),
    "mfa_deactivate_totp": ("guarded", SETTINGS),
    "mfa_view_recovery_codes": ("guarded", SETTINGS),
    "mfa_generate_recovery_codes": ("guarded", SETTINGS),
    "mfa_download_recovery_codes": ("guarded", FILE),
    "mfa_list_webauthn": ("guarded", SETTINGS),
    "mfa_add_webauthn": ("guarded", SETTINGS),
    "mfa_edit_webauthn": ("guarded", SETTINGS),
    "mfa_remove_webauthn": ("guarded", SETTINGS),
    "mfa_reauthenticate_webauthn": ("guarded", SHEET),
    "mfa_login_webauthn": ("visitor", ON),
}
OURS_AMONG_THEM = [
    "community:settings",
    "community:profile",
    "community:mail_settings",
    "community:my_data",
    "community:erasure",
    "community:my_terms",
]
KEYS = {"account_confirm_email": ["none"], "account_reset_password_from_key": ["1", "none"]}
# Bases of the library's that only pass on to our frame, and Django's drawing of single controls.
PASSED_ON = re.compile(r"django/forms/|.*base\w*\.html|mfa/recovery_codes/download.txt")


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Yield the name of each address below an include."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def at_the_door(member) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    return client


def signed_in(member) -> Client:
    """Somebody who said just now, too, that it is them."""
    client = at_the_door(member)
    if codes := codes_of(member):
        client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def codes_of(member) -> list[str]:
    found = Authenticator.objects.filter(user=member, type="recovery_codes").first()
    return found.wrap().get_unused_codes() if found else []


def credential() -> dict[str, object]:
    """What a telephone answers when it has made a passkey."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid(bytes(16)), b"a key", key)
    told = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG(0x45), 0, made)
    client = b'{"type": "webauthn.create", "challenge": "", "origin": "http://testserver"}'
    return {
        "type": "public-key",
        "id": websafe_encode(b"a key"),
        "rawId": websafe_encode(b"a key"),
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", told, {}))),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


@pytest.fixture(autouse=True)
def _mails_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def people() -> dict[str, Client]:
    guarded, member, keyless = (
        make_member("Kari", email="kari@example.org"),
        make_member("Ola"),
        make_member("Nina"),
    )
    TOTP.activate(guarded, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(guarded)
    found = {"visitor": Client(), "half": at_the_door(guarded), "guarded": signed_in(guarded)}
    data = {"name": "My telephone", "credential": credential()}
    Authenticator.objects.create(user=guarded, type=Authenticator.Type.WEBAUTHN, data=data)
    found["member"] = signed_in(member)
    keyless.set_unusable_password()
    keyless.save()
    found["keyless"] = Client()
    found["keyless"].force_login(keyless)
    return found


def test_no_address_of_allauths_is_forgotten() -> None:
    (accounts,) = (
        one
        for one in get_resolver().url_patterns[-1].url_patterns
        if isinstance(one, URLResolver) and str(one.pattern) == "accounts/"
    )
    assert set(PAGES) == set(names(accounts.url_patterns))


@pytest.mark.parametrize("language", ["en", "nb"])
def test_each_is_in_our_frame_and_drawn_by_ours(people, language) -> None:
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    for name, (who, kind) in PAGES.items():
        arguments = (
            [passkey.pk] if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else KEYS.get(name, [])
        )
        with override(language):
            address = reverse(name, args=arguments)
        answer = people[who].get(address)
        if kind == ON:
            assert answer.status_code in (200, 302), name
            continue
        assert (answer.status_code, name) == (200, name)
        theirs = {
            str(one.name)
            for one in answer.templates
            if one.origin and not one.origin.name.startswith(str(ROOT)) and not PASSED_ON.match(one.name)
        }
        assert theirs == set(), name
        if kind != FILE:
            see_frame(answer.text, name, language, in_settings=kind == SETTINGS)


def see_frame(page: str, name: str, language: str, *, in_settings: bool) -> None:
    """Look for what every page of ours has."""
    assert f'<html lang="{language}"' in page, name
    assert page.count("<h1") == 1 and "<h1></h1>" not in page, name
    assert re.search(r"<title>\s*[^<·\s][^<·]* · ", page), name
    for part in ("site-header", "site-footer", 'id="main"', "noindex"):
        assert part in page, (name, part)
    assert ("account-nav" in page) == in_settings, name
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or "application/json" in script, (name, script)
    assert " style=" not in page and "onclick" not in page, name


def test_ours_stand_among_them(people) -> None:
    for name in OURS_AMONG_THEM:
        answer = people["guarded"].get(reverse(name))
        assert (answer.status_code, name) == (200, name)
        see_frame(answer.text, name, "en", in_settings=True)


class TestSettings:
    def test_say_how_things_stand(self, people):
        page = people["guarded"].get("/my/settings/").text
        assert "1 passkey, Authenticator app" in page
        assert "kari@" in page
        assert "One is not confirmed yet" not in page
        page = people["keyless"].get("/my/settings/").text
        assert reverse("account_set_password") in page
        assert "None yet" in page

    def test_warn_of_an_address_that_is_not_confirmed(self, people):
        EmailAddress.objects.filter(email__startswith="kari").update(verified=False)
        assert "One is not confirmed yet" in people["guarded"].get("/my/settings/").text


class TestPasswordManagers:
    """Know what each field is for."""

    def test_where_one_signs_in_and_up(self, client):
        page = client.get("/accounts/login/").text
        assert re.search(r'name="login"[^>]*autocomplete="username"', page)
        assert re.search(r'name="password"[^>]*autocomplete="current-password"', page)
        page = client.get("/accounts/signup/").text
        assert re.search(r'name="email"[^>]*autocomplete="email"', page)
        assert re.search(r'name="password1"[^>]*autocomplete="new-password"', page)

    def test_where_one_changes_it_and_gives_a_code(self, people):
        page = people["guarded"].get("/accounts/password/change/").text
        assert page.count('autocomplete="new-password"') == 2
        assert page.count('autocomplete="current-password"') == 1
        assert page.count('autocomplete="username"') == 1
        page = people["half"].get("/accounts/2fa/authenticate/").text
        assert 'autocomplete="one-time-code"' in page


class TestAuthenticatorApp:
    def test_knows_the_account_by_the_brand(self, people):
        BrandSettings.objects.create(name="Morgenro")
        page = people["member"].get("/accounts/2fa/totp/activate/")
        assert "Morgenro" in page.context["totp_url"]
        assert page.context["form"].secret in page.text


class TestChanges:
    """Of what is about the safety of an account its owner is told by mail, with a way to undo it."""

    CHANGES = {
        "/accounts/password/change/": "the password of your account",
        "/accounts/2fa/totp/deactivate/": "no longer asks for the code",
    }

    @pytest.mark.parametrize("address", CHANGES)
    def test_are_told(self, people, address):
        new = "seven-cups-and-a-kettle"
        form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert people["guarded"].post(address, form).status_code == 302
        (told,) = mail.outbox
        assert told.to == ["kari@example.org"]
        assert self.CHANGES[address] in told.body
        assert "/accounts/password/reset/" in told.body
        # From where and with what is nobody's business, ours included.
        assert "127.0.0.1" not in told.body

    def test_have_words_of_ours_each(self):
        given = {
            "from_email": "old@example.org",
            "to_email": "new@example.org",
            "deleted_email": "old@example.org",
        }
        drawn = {}
        for path in sorted((ROOT / "templates").glob("*/email/*_message.txt")):
            if "base_notification" in path.read_text():
                name = f"{path.parts[-3]}/email/{path.name.removesuffix('_message.txt')}"
                told = AccountAdapter().render_mail(name, "kari@example.org", given)
                assert told.subject.startswith("A change to your account on"), name
                drawn[name] = told.body.split("\n\n")[1]
        assert len(drawn) == len(set(drawn.values())) == 10
        assert drawn["account/email/email_changed"].endswith(
            "is no longer old@example.org, but new@example.org."
        )
