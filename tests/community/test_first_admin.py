"""The first admin: a link that the machine prints, and that works once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from community.actions.first_admin import AdminExists, first_admin_token, make_first_admin, may_make_admin
from community.models import Member
from tests.factories import make_admin, make_marketer, make_member

pytestmark = pytest.mark.django_db

ANSWERS = {"name": "Ada Berg", "email": "Ada@Example.com", "password": "seven-cups-a-day"}


def link() -> str:
    return f"/accounts/first-admin/{first_admin_token()}/"


class TestLink:
    def test_the_machine_prints_it(self, settings):
        out = StringIO()
        call_command("first_admin", stdout=out)
        address = out.getvalue().split()[-1]

        assert address.startswith(f"{settings.SITE_URL}/accounts/first-admin/")
        assert Client().get(address.removeprefix(settings.SITE_URL)).status_code == 200

    def test_makes_an_admin_who_is_signed_in(self, client):
        answer = client.post(link(), ANSWERS)

        assert answer["Location"] == "/cms/"
        assert client.get("/cms/").status_code == 200
        admin = Member.objects.get()
        assert (admin.is_superuser, admin.email, admin.name) == (True, "ada@example.com", "Ada Berg")
        assert admin.check_password("seven-cups-a-day")
        assert admin.emailaddress_set.get().verified
        assert admin.username == "ada-berg"

    def test_the_new_admin_can_sign_in(self):
        Client().post(link(), ANSWERS)
        again = Client()
        again.post("/accounts/login/", {"login": "ada@example.com", "password": ANSWERS["password"]})

        assert again.get("/cms/").status_code == 200

    def test_works_once(self, client):
        address = link()
        Client().post(address, ANSWERS)

        assert client.get(address).status_code == 410
        assert client.post(address, ANSWERS | {"email": "eve@example.com"}).status_code == 410
        assert Member.objects.count() == 1

    def test_is_void_after_three_days(self, monkeypatch):
        token = first_admin_token()
        assert may_make_admin(token)
        later = (timezone.now() + timedelta(days=3, seconds=5)).timestamp()
        monkeypatch.setattr("django.core.signing.time.time", lambda: later)

        assert not may_make_admin(token)

    @pytest.mark.parametrize("token", ["first-admin", "first-admin.1xV3lz.forged", "x" * 400])
    def test_cannot_be_forged(self, client, token):
        assert client.post(f"/accounts/first-admin/{token}/", ANSWERS).status_code == 410
        assert Member.objects.count() == 0

    def test_there_is_none_where_there_is_an_admin(self):
        make_admin()
        out = StringIO()
        call_command("first_admin", stdout=out)

        assert "There is an admin" in out.getvalue()
        with pytest.raises(AdminExists):
            first_admin_token()
        with pytest.raises(AdminExists):
            make_first_admin(email="eve@example.com", name="Eve", password="x", language="en")
        assert Member.objects.count() == 1

    def test_others_do_not_stand_in_its_way(self):
        make_marketer()

        assert may_make_admin(first_admin_token())


class TestForm:
    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"password": "password12"}, "This password is too common."),
            ({"password": "short"}, "This password is too short."),
            ({"email": "nobody"}, "Enter a valid email address."),
            ({"email": "kari@example.com"}, "There is an account with this address already."),
            ({"name": ""}, "This field is required."),
        ],
    )
    def test_says_what_is_wrong(self, client, wrong, said):
        make_member(email="Kari@example.com")
        answer = client.post(link(), ANSWERS | wrong)

        assert answer.status_code == 200
        assert said in answer.text
        assert not Member.objects.admins().exists()
