"""Signing up and in: the second factor, the mailed link, what the doors tell a stranger, their limits."""

import re
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from community.actions.profiles import complete_sign_up
from community.models import Draft, Member
from tests.factories import PASSWORD, make_admin, make_brand_member, make_marketer, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SECRET = "JBSWY3DPEHPK3PXP"
PAGES = ["", "/nb"]


@pytest.fixture(autouse=True)
def _mails_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def sign_in(client, email, password=PASSWORD, at="/accounts/login/", **more):
    return client.post(at, {"login": email, "password": password, **more})


def is_signed_in(client):
    return client.get("/my/posts/").status_code == HTTPStatus.OK


def sign_up_form(**changed):
    return {
        "email": "kari@example.org",
        "name": "Kari Nordmann",
        "password1": "a-long-enough-password",
        "is_old_enough": "on",
        "accepts_terms": "on",
        **changed,
    }


def mailed_link(message):
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def without_tokens(answer):
    """A page less what differs from one visit to the next: tokens, and the address that was typed."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"|[a-z]+@example.org', "", answer.text)


def code_now():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


@pytest.fixture
def member():
    return make_member("Kari", email="kari@example.org")


@pytest.fixture
def guarded_admin():
    """An admin with an authenticator app."""
    admin = make_admin(email="admin@example.org")
    TOTP.activate(admin, SECRET)
    RecoveryCodes.activate(admin)
    return admin


class TestSecondFactor:
    """Nobody who set up a second factor gets in without it, through whichever door."""

    DOORS = [
        "/accounts/login/",
        "/nb/accounts/login/",
        "/cms/login/",
        "/cms/login/?next=/cms/",
        "/_util/login/",
        "/nb/_util/login/",
        "/admin/",
        "/admin/login/",
        "/nb/admin/login/",
        "/nb/cms/login/",
    ]

    @pytest.mark.parametrize("door", DOORS)
    def test_the_right_password_alone_opens_no_session(self, client, guarded_admin, door):
        form = {"username": guarded_admin.email, "login": guarded_admin.email, "password": PASSWORD}
        client.post(door, form, follow=True)
        assert "_auth_user_id" not in client.session
        assert client.get("/cms/").status_code == HTTPStatus.FOUND
        assert not is_signed_in(client)

    @pytest.mark.parametrize("door", DOORS)
    def test_without_one_only_allauths_own_form_signs_in(self, client, door):
        admin = make_admin()
        client.post(door, {"username": admin.email, "login": admin.email, "password": PASSWORD}, follow=True)
        assert is_signed_in(client) == ("accounts" in door)

    def test_the_code_lets_in(self, client, guarded_admin):
        answer = sign_in(client, guarded_admin.email)
        assert answer["Location"] == reverse("mfa_authenticate")
        assert "Location" not in client.post(answer["Location"], {"code": "000000"}).headers
        assert not is_signed_in(client)
        assert client.post(answer["Location"], {"code": code_now()}).status_code == HTTPStatus.FOUND
        assert client.get("/cms/").status_code == HTTPStatus.OK

    def test_a_code_is_good_for_one_time(self, client, guarded_admin):
        code = code_now()
        other = Client()
        for visitor in (client, other):
            visitor.post(sign_in(visitor, guarded_admin.email)["Location"], {"code": code})
        assert is_signed_in(client)
        assert not is_signed_in(other)

    def test_codes_cannot_be_tried_for_ever(self, client, guarded_admin):
        page = sign_in(client, guarded_admin.email)["Location"]
        answers = [client.post(page, {"code": f"00000{n}"}).status_code for n in range(6)]
        assert answers == [200] * 5 + [429]

    @pytest.mark.parametrize("door", ["/cms/", "/cms/pages/", "/cms/login/?next=/cms/"])
    def test_the_staff_pages_lead_to_allauth_and_back(self, client, door):
        answer = client.get(door, follow=True)
        assert answer.request["PATH_INFO"] == "/accounts/login/"
        sign_in(client, make_admin().email)
        assert client.get("/cms/").status_code == HTTPStatus.OK

    @pytest.mark.parametrize("door", ["/cms/", "/cms/pages/", "/cms/login/?next=/cms/"])
    def test_a_member_is_refused_there_and_not_sent_round_in_a_circle(self, client, member, door):
        client.force_login(member)
        assert client.get(door, follow=True).status_code == HTTPStatus.FORBIDDEN

    @pytest.mark.parametrize("address", ["/admin/", "/nb/admin/", "/nb/cms/", "/cms/password_reset/"])
    def test_there_is_no_other_way(self, client, address):
        assert client.get(address, follow=True).status_code == HTTPStatus.NOT_FOUND


class TestPages:
    @pytest.mark.parametrize("prefix", PAGES)
    @pytest.mark.parametrize("part", ["login/", "signup/", "password/reset/", "confirm-email/", "inactive/"])
    def test_a_visitor_reads_them(self, client, prefix, part):
        answer = client.get(f"{prefix}/accounts/{part}")
        assert answer.status_code == HTTPStatus.OK
        assert f'lang="{"nb" if prefix else "en"}"' in answer.text

    @pytest.mark.parametrize("prefix", PAGES)
    @pytest.mark.parametrize(
        "part",
        ["email/", "password/change/", "2fa/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/totp/activate/"],
    )
    def test_a_member_reads_theirs(self, client, member, prefix, part):
        sign_in(client, member.email)
        address = f"{prefix}/accounts/{part}"
        answer = client.get(address)
        if answer.status_code == HTTPStatus.FOUND:
            assert answer["Location"].startswith(f"{prefix}/accounts/reauthenticate/")
            answer = client.post(answer["Location"], {"password": PASSWORD}, follow=True)
        assert (answer.status_code, answer.request["PATH_INFO"]) == (HTTPStatus.OK, address)

    def test_a_passkey_can_be_asked_for(self, client):
        answer = client.get("/accounts/2fa/webauthn/login/", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
        assert answer.status_code == HTTPStatus.OK
        assert answer.json()["request_options"]["publicKey"]["challenge"]


class TestSignUp:
    @pytest.mark.parametrize("prefix", PAGES)
    def test_the_mailed_link_confirms_by_post_only(self, client, prefix):
        answer = client.post(f"{prefix}/accounts/signup/", sign_up_form())
        assert answer["Location"] == f"{prefix}/accounts/confirm-email/"
        member = Member.objects.get(email="kari@example.org")
        assert (member.username, member.language) == ("kari-nordmann", "nb" if prefix else "en")
        assert None not in (member.age_confirmed_at, member.terms_accepted_at)
        link = mailed_link(mail.outbox[0])
        assert link.startswith(f"{prefix}/accounts/confirm-email/")

        page = client.get(link)
        assert page.status_code == HTTPStatus.OK
        assert not EmailAddress.objects.get().verified
        assert not is_signed_in(client)

        client.post(link)
        assert EmailAddress.objects.get().verified
        assert is_signed_in(client)

    def test_before_it_nobody_gets_in(self, client):
        client.post("/accounts/signup/", sign_up_form())
        assert sign_in(client, "kari@example.org", "a-long-enough-password")["Location"] == (
            "/accounts/confirm-email/"
        )
        assert not is_signed_in(client)

    def test_on_another_device_it_confirms_and_asks_for_the_password(self, client):
        client.post("/accounts/signup/", sign_up_form())
        elsewhere = Client()
        elsewhere.post(mailed_link(mail.outbox[0]))
        assert EmailAddress.objects.get().verified
        assert not is_signed_in(elsewhere)
        assert sign_in(elsewhere, "kari@example.org", "a-long-enough-password").status_code == 302
        assert is_signed_in(elsewhere)

    @pytest.mark.parametrize(
        "changed",
        [
            {"email": "not an address"},
            {"name": ""},
            {"name": "Moderator"},
            {"name": "The Alongside Team"},
            {"name": "Ola\u202enommarg"},
            {"password1": "short"},
            {"password1": "1234567890"},
            {"is_old_enough": ""},
            {"accepts_terms": ""},
        ],
    )
    def test_what_is_refused_makes_nobody(self, client, changed):
        assert client.post("/accounts/signup/", sign_up_form(**changed)).status_code == HTTPStatus.OK
        assert not Member.objects.exists()
        assert not mail.outbox

    @pytest.mark.parametrize("name", ["Ingrid Solheim", "ingrid solheim", "Ingrid-S0lheim"])
    def test_nobody_takes_the_name_of_somebody_who_works_here(self, client, name):
        make_brand_member("Ingrid Solheim", username="ingrid-solheim")
        assert client.post("/accounts/signup/", sign_up_form(name=name)).status_code == HTTPStatus.OK
        assert Member.objects.count() == 1

    def test_two_of_one_name_get_two_handles(self):
        for number, handle in enumerate(["kari", "kari-2", "kari-3"]):
            member = complete_sign_up(
                Member(email=f"{number}@example.org", password="!"), name="Kari", language="en"
            )
            assert member.username == handle

    def test_a_handle_taken_in_the_same_instant_is_tried_anew(self, monkeypatch, member):
        handles = iter([member.username, "kari-2"])
        monkeypatch.setattr("community.actions.profiles.free_handle", lambda name: next(handles))
        other = complete_sign_up(Member(email="k@example.org", password="!"), name="Kari", language="en")
        assert other.username == "kari-2"

    def test_a_double_click_makes_one_account(self, client, member, monkeypatch):
        # As the second of two requests sees it: the address was free when it looked.
        monkeypatch.setattr(
            "allauth.account.internal.flows.manage_email.email_already_exists", lambda email: (email, False)
        )
        answer = client.post("/accounts/signup/", sign_up_form(email=member.email))
        assert answer["Location"] == "/accounts/confirm-email/"
        assert Member.objects.count() == 1


class TestWhoIsLetIn:
    def test_somebody_who_was_banned_is_not(self, client, member):
        Member.objects.filter(pk=member.pk).update(banned_at=timezone.now())
        assert sign_in(client, member.email)["Location"] == "/accounts/inactive/"
        assert not is_signed_in(client)

    def test_a_ban_ends_the_sessions_there_are(self, client, member):
        sign_in(client, member.email)
        assert is_signed_in(client)
        Member.objects.filter(pk=member.pk).update(banned_at=timezone.now())
        assert not is_signed_in(client)

    def test_somebody_who_was_paused_may_sign_in_and_read(self, client, member):
        Member.objects.filter(pk=member.pk).update(paused_until=timezone.now() + timezone.timedelta(days=1))
        sign_in(client, member.email)
        assert is_signed_in(client)

    def test_production_refuses_the_demos_sign_ins(self, client):
        demo = make_member(is_demo=True)
        with override_settings(PRODUCTION=True):
            assert sign_in(client, demo.email)["Location"] == "/accounts/inactive/"
        assert not is_signed_in(client)
        sign_in(client, demo.email)
        assert is_signed_in(client)


class TestWhereItLeads:
    def test_to_where_one_came_from(self, client, member):
        assert sign_in(client, member.email, next="/community/")["Location"] == "/community/"

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_never_to_another_site(self, client, member, elsewhere):
        assert sign_in(client, member.email, next=elsewhere)["Location"] == "/"

    def test_to_the_post_one_wanted_to_publish(self, client, member):
        draft = Draft.objects.create(member=member, kind="tip", handed_in_at=timezone.now())
        assert sign_in(client, member.email)["Location"] == reverse("community:draft", args=[draft.uuid])


class TestWhatADoorTells:
    """Whether an address is known here is nobody's business."""

    def test_sign_in(self, client, member):
        known = sign_in(client, member.email, "wrong-password")
        unknown = sign_in(Client(), "nobody@example.org", "wrong-password")
        assert known.status_code == unknown.status_code == HTTPStatus.OK
        assert without_tokens(known) == without_tokens(unknown)
        assert not mail.outbox

    def test_sign_up(self, client, member):
        known = client.post("/accounts/signup/", sign_up_form(email=member.email), follow=True)
        visitor = Client()
        unknown = visitor.post("/accounts/signup/", sign_up_form(email="new@example.org"), follow=True)
        assert known.redirect_chain == unknown.redirect_chain
        assert without_tokens(known) == without_tokens(unknown)
        assert [message.to for message in mail.outbox] == [[member.email], ["new@example.org"]]
        assert set(client.cookies) == set(visitor.cookies)

    def test_a_password_forgotten(self, client, member):
        answers = []
        for email in (member.email, "nobody@example.org"):
            answers.append(Client().post("/accounts/password/reset/", {"email": email}, follow=True))
        assert answers[0].redirect_chain == answers[1].redirect_chain
        assert without_tokens(answers[0]) == without_tokens(answers[1])
        assert [message.to for message in mail.outbox] == [[member.email], ["nobody@example.org"]]

    def test_the_limits(self, member):
        for email in (member.email, "nobody@example.org"):
            tries = [sign_in(Client(), email, "wrong").status_code for _ in range(5)]
            assert tries == [200] * 5
            refused = sign_in(Client(REMOTE_ADDR="192.0.2.7"), email, "wrong")
            assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS


def assert_kindly_refused(answer, seconds):
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert answer["Retry-After"] == str(seconds)
    assert "A little slower, please" in answer.text


class TestLimits:
    def five_wrong_passwords(self, email):
        for number in range(5):
            answer = sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), email, "wrong")
            assert answer.status_code == HTTPStatus.OK

    def test_five_wrong_passwords_in_five_minutes_for_one_account(self, client, member):
        self.five_wrong_passwords(member.email)
        assert_kindly_refused(sign_in(client, member.email), 300)
        assert_kindly_refused(sign_in(client, member.email.upper()), 300)
        assert not is_signed_in(client)
        assert sign_in(client, make_member().email).status_code == HTTPStatus.FOUND

    @pytest.mark.usefixtures("redis_away")
    def test_the_same_without_redis(self, client, member):
        self.five_wrong_passwords(member.email)
        assert_kindly_refused(sign_in(client, member.email), 300)
        assert sign_in(client, make_member().email).status_code == HTTPStatus.FOUND

    @pytest.mark.usefixtures("redis_away")
    def test_a_code_is_taken_without_redis(self, client, guarded_admin):
        client.post(sign_in(client, guarded_admin.email)["Location"], {"code": code_now()})
        assert is_signed_in(client)

    def test_right_passwords_do_not_count(self, member):
        for _ in range(7):
            assert sign_in(Client(), member.email).status_code == HTTPStatus.FOUND

    def test_ten_failures_a_minute_from_one_address(self, client, member):
        for number in range(10):
            assert sign_in(client, f"{number}@example.org", "wrong").status_code == HTTPStatus.OK
        assert_kindly_refused(sign_in(client, member.email), 300)
        assert sign_in(Client(REMOTE_ADDR="192.0.2.1"), member.email).status_code == HTTPStatus.FOUND

    def test_a_network_of_ipv6_is_one_address(self, member):
        for number in range(10):
            sign_in(Client(REMOTE_ADDR=f"2001:db8:0:1::{number + 1:x}"), f"{number}@example.org", "wrong")
        assert_kindly_refused(sign_in(Client(REMOTE_ADDR="2001:db8:0:1:ffff::1"), member.email), 300)
        assert sign_in(Client(REMOTE_ADDR="2001:db8:0:2::1"), member.email).status_code == 302

    def test_saying_one_comes_from_elsewhere_has_no_effect(self, client, member):
        for number in range(10):
            visitor = Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
            sign_in(visitor, f"{number}@example.org", "wrong")
        assert_kindly_refused(sign_in(Client(HTTP_X_FORWARDED_FOR="198.51.100.99"), member.email), 300)

    def test_five_sign_ups_in_half_an_hour(self, client):
        for number in range(5):
            form = sign_up_form(email=f"{number}@example.org")
            assert Client().post("/accounts/signup/", form).status_code == HTTPStatus.FOUND
        assert_kindly_refused(client.post("/accounts/signup/", sign_up_form()), 1800)
        assert Member.objects.count() == 5

    def test_five_mails_for_a_forgotten_password_in_half_an_hour(self, client, member):
        for _ in range(5):
            assert client.post("/accounts/password/reset/", {"email": member.email}).status_code == 302
        assert_kindly_refused(client.post("/accounts/password/reset/", {"email": member.email}), 1800)
        assert len(mail.outbox) == 5


class TestGroups:
    def test_marketers_enter_the_staff_pages(self, client):
        sign_in(client, make_marketer().email)
        assert client.get("/cms/").status_code == HTTPStatus.OK
