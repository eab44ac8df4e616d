"""An invitation's link: safe in strangers' hands, used once, by whom it was meant for."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from community.actions.inviting import (
    InvitationClosed,
    OtherAddress,
    accept_invitation,
    take_off_team,
)
from community.actions.refusals import MayNotWrite
from community.models import Invitation, Member
from community.models.invitations import Role
from community.team import role_of
from tests.factories import (
    PASSWORD,
    make_admin,
    make_invitation,
    make_member,
    make_post,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LABEL = {"en": "Coffee trainer", "nb": "Kaffelærer"}
SIGN_UP = {"name": "Kari Nordmann", "password1": PASSWORD, "is_old_enough": "on", "accepts_terms": "on"}


def address_of(row):
    return f"/invitations/{row.token}/"


class TestTheLink:
    def test_holds_nothing_that_is_stored(self):
        row = make_invitation(role=Role.MODERATOR)
        stored = Invitation.objects.filter(pk=row.pk).values().get()
        assert not any(row.token.split(".")[1] in str(value) for value in stored.values())

    def test_opening_it_changes_nothing_and_says_nothing_of_accounts(self):
        row = make_invitation(role=Role.MODERATOR)
        before = Invitation.objects.values().get()
        without_account = Client().get(address_of(row)).text
        make_member(email=row.email)
        with_account = Client().get(address_of(row)).text
        assert without_account == with_account
        assert "Readers would see “Coffee trainer, Alongside” beside your name." in with_account
        assert "csrfmiddlewaretoken" not in with_account
        assert Invitation.objects.values().get() == before

    def test_is_kept_by_no_cache_and_found_by_no_search(self, client):
        answer = client.get(address_of(make_invitation(role=Role.MODERATOR)))
        assert "no-store" in answer["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in answer.text

    @pytest.mark.parametrize("token", ["1-1.forged", "nothing", "1", "1-1.", "."])
    def test_a_forged_one_opens_nothing(self, client, token):
        make_invitation(role=Role.MODERATOR)
        assert client.get(f"/invitations/{token}/").status_code == 410

    def test_is_closed_when_it_ended(self, client):
        row = make_invitation(role=Role.MODERATOR)
        for change in (
            {"cancelled_at": timezone.now()},
            {"cancelled_at": None, "expires_at": timezone.now() - timedelta(seconds=1)},
        ):
            Invitation.objects.filter(pk=row.pk).update(**change)
            assert client.get(address_of(row)).status_code == 410

    def test_a_visitor_who_says_yes_is_led_to_sign_in_and_back(self, client):
        row = make_invitation(role=Role.MODERATOR)
        answer = client.post(address_of(row))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=%2Finvitations%2F")


class TestSigningUp:
    def test_fills_in_the_address_and_asks_for_no_second_proof(self, client):
        row = make_invitation(role=Role.MODERATOR)
        page = client.get(f"/accounts/signup/?next={address_of(row)}").text
        assert f'value="{row.email}"' in page
        answer = client.post("/accounts/signup/", {**SIGN_UP, "email": row.email, "next": address_of(row)})
        assert (answer.status_code, answer["Location"]) == (302, address_of(row))
        member = Member.objects.get(email=row.email)
        assert EmailAddress.objects.get(user=member).verified
        assert member.brand_role == LABEL
        assert list(member.groups.values_list("name", flat=True)) == ["Desk"]
        assert mail.outbox == []
        assert "Welcome to the team" in client.get(address_of(row)).text

    def test_works_in_norwegian(self, client):
        row = make_invitation(role=Role.MODERATOR, language="nb")
        address = f"/nb{address_of(row)}"
        client.post("/nb/accounts/signup/", {**SIGN_UP, "email": row.email, "next": address})
        assert Member.objects.get(email=row.email).groups.count() == 1

    def test_with_another_address_proves_that_one_and_joins_nothing(self, client):
        row = make_invitation(role=Role.MODERATOR)
        client.post("/accounts/signup/", {**SIGN_UP, "email": "ola@example.com", "next": address_of(row)})
        member = Member.objects.get(email="ola@example.com")
        assert not EmailAddress.objects.get(user=member).verified
        assert (member.brand_role, member.groups.count()) == ({}, 0)
        row.refresh_from_db()
        assert row.accepted_at is None
        assert [message.to for message in mail.outbox] == [["ola@example.com"]]

    @pytest.mark.parametrize(
        "target", ["/invitations/1-1.forged/", "/", "//evil.example/invitations/", "http://[", ""]
    )
    def test_without_a_true_link_it_is_as_ever(self, client, target):
        row = make_invitation(role=Role.MODERATOR)
        client.post("/accounts/signup/", {**SIGN_UP, "email": row.email, "next": target})
        member = Member.objects.get(email=row.email)
        assert not EmailAddress.objects.get(user=member).verified
        assert member.groups.count() == 0

    def test_where_an_account_exists_it_gives_nothing_away(self, client):
        row = make_invitation(role=Role.MODERATOR)
        make_member(email=row.email)
        answer = client.post("/accounts/signup/", {**SIGN_UP, "email": row.email, "next": address_of(row)})
        assert answer["Location"] == "/accounts/confirm-email/"
        assert Member.objects.filter(email=row.email).count() == 1
        row.refresh_from_db()
        assert row.accepted_at is None

    def test_a_customer_is_a_member_and_nothing_more(self, client):
        row = make_invitation()
        client.post("/accounts/signup/", {**SIGN_UP, "email": row.email, "next": address_of(row)})
        member = Member.objects.get(email=row.email)
        assert (member.brand_role, member.groups.count(), member.is_superuser) == ({}, 0, False)
        row.refresh_from_db()
        assert row.accepted_by == member
        assert "Write your first post" in client.get(address_of(row)).text


class TestAccepting:
    @pytest.mark.parametrize(
        ("role", "groups"),
        [
            (Role.MODERATOR, {"Desk"}),
            (Role.MARKETER, {"Marketing"}),
            (Role.BOTH, {"Desk", "Marketing"}),
        ],
    )
    def test_gives_the_role_from_now_on_and_earlier_posts_keep_theirs(self, client, role, groups):
        member = make_member(email="kari@example.com")
        before = make_post(member)
        row = make_invitation(role=role)
        client.force_login(member)
        assert "Join the team" in client.get(address_of(row)).text
        assert client.post(address_of(row))["Location"] == address_of(row)
        member = Member.objects.get(pk=member.pk)
        assert set(member.groups.values_list("name", flat=True)) == groups
        assert role_of(groups) == role
        assert make_post(member).brand_role == LABEL
        before.refresh_from_db()
        assert before.brand_role == {}

    def test_twice_is_once_and_nobody_else_after_it(self):
        member = make_member(email="kari@example.com")
        row = accept_invitation(make_invitation(role=Role.MODERATOR), by=member)
        assert accept_invitation(row, by=member).accepted_at == row.accepted_at
        other = make_member()
        with pytest.raises(InvitationClosed):
            accept_invitation(row, by=other)
        assert not other.groups.exists()

    def test_somebody_elses_is_refused_kindly(self, client):
        other = make_member(email="ola@example.com")
        row = make_invitation(role=Role.MODERATOR)
        client.force_login(other)
        page = client.get(address_of(row)).text
        assert "You are signed in as ola@example.com, and the invitation is for kari@example.com." in page
        answer = client.post(address_of(row))
        assert answer.status_code == 403
        assert "This invitation went to another mail address than yours." in answer.text
        with pytest.raises(OtherAddress):
            accept_invitation(row, by=other)
        assert not other.groups.exists()
        row.refresh_from_db()
        assert row.accepted_at is None

    def test_an_address_that_is_not_proven_is_nobodys(self):
        member = make_member()
        EmailAddress.objects.create(user=member, email="kari@example.com", verified=False)
        row = make_invitation(role=Role.MODERATOR)
        with pytest.raises(OtherAddress):
            accept_invitation(row, by=member)
        EmailAddress.objects.filter(user=member).update(verified=True)
        accept_invitation(row, by=member)
        assert member.groups.count() == 1

    @pytest.mark.parametrize(
        "state",
        [{"paused_until": timezone.now() + timedelta(days=3)}, {"banned_at": timezone.now()}],
    )
    def test_nobody_who_is_paused_or_banned_joins(self, state):
        member = make_member(email="kari@example.com", **state)
        row = make_invitation(role=Role.MODERATOR)
        with pytest.raises(MayNotWrite):
            accept_invitation(row, by=member)
        assert not member.groups.exists()
        row.refresh_from_db()
        assert row.accepted_at is None

    def test_holds_only_as_long_as_its_sender_may_invite(self, client):
        admin = make_admin()
        make_admin()
        row = make_invitation(by=admin, role=Role.MODERATOR)
        take_off_team(admin, by=make_admin())
        assert client.get(address_of(row)).status_code == 410
        with pytest.raises(InvitationClosed):
            accept_invitation(row, by=make_member(email=row.email))

    def test_a_member_who_is_invited_as_a_customer_has_nothing_to_do(self, client):
        row = make_invitation()
        client.force_login(make_member(email=row.email))
        page = client.get(address_of(row)).text
        assert "You are a member already: nothing more to do." in page
        assert 'method="post"' not in page.split('id="main"')[1].split("</main>")[0]
