"""Invitations: on their way once, safe in strangers' hands, used once, forgotten in time."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.actions.inviting import (
    InvitationClosed,
    OtherAddress,
    SentJustNow,
    TooManyInvitations,
    accept_invitation,
    cancel_invitation,
    forget_unused_invitations,
    invite,
    send_again,
    take_off_team,
)
from community.actions.mail import send_due_mail
from community.actions.refusals import MayNotWrite
from community.models import Invitation, Member
from community.models.invitations import Role
from community.team import role_of
from tests.factories import (
    PASSWORD,
    make_admin,
    make_brand_member,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
)

pytestmark = pytest.mark.django_db

LABEL = {"en": "Coffee trainer", "nb": "Kaffelærer"}
SIGN_UP = {"name": "Kari Nordmann", "password1": PASSWORD, "is_old_enough": "on", "accepts_terms": "on"}


def invite_colleague(email="kari@example.com", *, by=None, role=Role.MODERATOR, **fields):
    by = by or make_admin()
    [row] = invite(
        [email], by=by, role=role, brand_role=LABEL, language=fields.pop("language", "en"), **fields
    ).made
    return row


def invite_customer(email="kari@example.com", *, by=None, **fields):
    [row] = invite([email], by=by or make_marketer(), language=fields.pop("language", "en"), **fields).made
    return row


def address_of(row):
    return f"/invitations/{row.token}/"


class TestInviting:
    def test_each_address_has_one_mail_and_is_stored_in_small_letters(self):
        admin = make_admin("Selma")
        invited = invite(["Kari@Example.com", "kari@example.com", "ola@example.com"], by=admin, language="en")
        assert [row.email for row in invited.made] == ["kari@example.com", "ola@example.com"]
        assert invited.known == []
        assert send_due_mail() == 2
        assert send_due_mail() == 0
        assert sorted(message.to[0] for message in mail.outbox) == ["kari@example.com", "ola@example.com"]

    def test_who_is_there_or_was_invited_gets_none(self):
        make_member(email="there@example.com")
        invite_customer("asked@example.com")
        send_due_mail()
        wanted = ["there@example.com", "asked@example.com", "new@example.com"]
        invited = invite(wanted, by=make_admin(), language="en")
        assert [row.email for row in invited.made] == ["new@example.com"]
        assert invited.known == ["there@example.com", "asked@example.com"]

    def test_a_customers_mail_is_never_repeated_not_even_after_it_was_taken_back(self):
        row = invite_customer()
        send_due_mail()
        cancel_invitation(row, by=make_admin())
        assert invite([row.email], by=make_admin(), language="en").made == []

    def test_a_customer_can_be_asked_to_join_the_team(self):
        customer = make_member(email="kari@example.com")
        waiting = invite_customer("ola@example.com")
        invited = invite(
            [customer.email, "ola@example.com"],
            by=make_admin(),
            role=Role.BOTH,
            brand_role=LABEL,
            language="en",
        )
        assert len(invited.made) == 2
        waiting.refresh_from_db()
        assert waiting.cancelled_at is not None

    def test_who_is_on_the_team_is_not_asked_again(self):
        colleague = make_moderator(email="kari@example.com")
        invited = invite([colleague.email], by=make_admin(), role=Role.BOTH, brand_role=LABEL, language="en")
        assert (invited.made, invited.known) == ([], ["kari@example.com"])

    @pytest.mark.parametrize("make", [make_member, make_moderator, make_marketer, make_brand_member])
    def test_only_an_admin_invites_colleagues(self, make):
        with pytest.raises(MayNotWrite):
            invite_colleague(by=make())
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("make", [make_member, make_moderator, make_brand_member])
    def test_only_admins_and_marketers_invite_customers(self, make):
        with pytest.raises(MayNotWrite):
            invite_customer(by=make())
        assert not Invitation.objects.exists()

    def test_fifty_an_hour_and_then_nobody(self):
        admin = make_admin()
        invite([f"a{number}@example.com" for number in range(49)], by=admin, language="en")
        with pytest.raises(TooManyInvitations):
            invite(["b@example.com", "c@example.com"], by=admin, language="en")
        assert Invitation.objects.count() == 49
        assert len(invite(["b@example.com"], by=admin, language="en").made) == 1
        Invitation.objects.update(created_at=timezone.now() - timedelta(minutes=61))
        assert len(invite(["c@example.com"], by=admin, language="en").made) == 1

    def test_the_database_keeps_one_open_invitation_per_address(self):
        invite_customer()
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(email="kari@example.com")
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(email="Ola@example.com")


class TestTheMail:
    @pytest.mark.parametrize("language", ["en", "nb"])
    @pytest.mark.parametrize("ask", [invite_colleague, invite_customer])
    def test_has_both_forms_in_the_chosen_language_and_the_link(self, language, ask):
        row = ask(language=language)
        assert send_due_mail() == 1
        [message] = mail.outbox
        [(page, form)] = message.alternatives
        assert form == "text/html"
        assert f'<html lang="{language}">' in page
        prefix = "" if language == "en" else "/nb"
        link = f"http://localhost:8000{prefix}{address_of(row)}"
        assert link in message.body
        assert f'href="{link}"' in page
        assert "{" not in message.body + page

    def test_words_of_the_sender_are_words_in_both(self):
        invite_customer(words="<b>Hei</b> & 'welcome'", by=make_admin("<img src=x>\r\nBcc: all@example.com"))
        send_due_mail()
        [message] = mail.outbox
        page = message.alternatives[0][0]
        assert "\n" not in message.subject
        assert "<b>Hei</b> & 'welcome'" in message.body
        assert "<b>Hei" not in page
        assert "<img" not in page

    def test_says_that_nothing_is_given_for_praise_and_when_the_address_goes(self):
        row = invite_customer()
        send_due_mail()
        body = mail.outbox[0].body
        assert "Nothing is given for praise" in body
        assert "No other follows." in body
        assert f"{row.forgotten_at:%B}" in body

    def test_keeps_its_id_when_it_is_tried_again_and_has_another_when_it_is_sent_anew(self):
        row = invite_colleague()
        send_due_mail()
        row.refresh_from_db()
        assert row.message_id == f"<invitation.{row.pk}.1@localhost>"
        Invitation.objects.update(mailed_at=timezone.now() - timedelta(hours=2))
        send_again(row, by=make_admin())
        assert send_due_mail() == 1
        row.refresh_from_db()
        assert row.message_id == f"<invitation.{row.pk}.2@localhost>"

    def test_what_was_taken_back_or_is_too_old_is_not_sent(self):
        cancel_invitation(invite_customer("a@example.com"), by=make_admin())
        invite_customer("b@example.com")
        Invitation.objects.filter(email="b@example.com").update(expires_at=timezone.now())
        assert send_due_mail() == 0


class TestSendingAgain:
    def test_makes_the_link_before_void_and_lasts_two_weeks_more(self, client):
        row = invite_colleague()
        Invitation.objects.update(
            mailed_at=timezone.now() - timedelta(days=20), message_id="<a@b>", expires_at=timezone.now()
        )
        again = send_again(row, by=make_admin("Selma"))
        assert again.expires_at > timezone.now() + timedelta(days=13)
        assert client.get(address_of(row)).status_code == 410
        assert "Selma would like to have you there." in client.get(address_of(again)).text

    def test_not_within_the_hour_not_a_customers_not_one_that_ended(self):
        row = invite_colleague()
        with pytest.raises(SentJustNow):
            send_again(row, by=make_admin())
        with pytest.raises(InvitationClosed):
            send_again(invite_customer("b@example.com"), by=make_admin())
        cancel_invitation(row, by=make_admin())
        with pytest.raises(InvitationClosed):
            send_again(row, by=make_admin())
        row.refresh_from_db()
        assert row.serial == 1


class TestTheLink:
    def test_holds_nothing_that_is_stored(self):
        row = invite_colleague()
        stored = Invitation.objects.filter(pk=row.pk).values().get()
        assert not any(row.token.split(".")[1] in str(value) for value in stored.values())

    def test_opening_it_changes_nothing_and_says_nothing_of_accounts(self):
        row = invite_colleague()
        before = Invitation.objects.values().get()
        without_account = Client().get(address_of(row)).text
        make_member(email=row.email)
        with_account = Client().get(address_of(row)).text
        assert without_account == with_account
        assert "Readers would see “Coffee trainer, Alongside” beside your name." in with_account
        assert "csrfmiddlewaretoken" not in with_account
        assert Invitation.objects.values().get() == before

    def test_is_kept_by_no_cache_and_found_by_no_search(self, client):
        answer = client.get(address_of(invite_colleague()))
        assert "no-store" in answer["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in answer.text

    @pytest.mark.parametrize("token", ["1-1.forged", "nothing", "1", "1-1.", "."])
    def test_a_forged_one_opens_nothing(self, client, token):
        invite_colleague()
        assert client.get(f"/invitations/{token}/").status_code == 410

    def test_is_closed_when_it_ended(self, client):
        row = invite_colleague()
        for change in (
            {"cancelled_at": timezone.now()},
            {"cancelled_at": None, "expires_at": timezone.now() - timedelta(seconds=1)},
        ):
            Invitation.objects.filter(pk=row.pk).update(**change)
            assert client.get(address_of(row)).status_code == 410

    def test_a_visitor_who_says_yes_is_led_to_sign_in_and_back(self, client):
        row = invite_colleague()
        answer = client.post(address_of(row))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=%2Finvitations%2F")


class TestSigningUp:
    def test_fills_in_the_address_and_asks_for_no_second_proof(self, client):
        row = invite_colleague()
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
        row = invite_colleague(language="nb")
        address = f"/nb{address_of(row)}"
        client.post("/nb/accounts/signup/", {**SIGN_UP, "email": row.email, "next": address})
        assert Member.objects.get(email=row.email).groups.count() == 1

    def test_with_another_address_proves_that_one_and_joins_nothing(self, client):
        row = invite_colleague()
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
        row = invite_colleague()
        client.post("/accounts/signup/", {**SIGN_UP, "email": row.email, "next": target})
        member = Member.objects.get(email=row.email)
        assert not EmailAddress.objects.get(user=member).verified
        assert member.groups.count() == 0

    def test_where_an_account_exists_it_gives_nothing_away(self, client):
        row = invite_colleague()
        make_member(email=row.email)
        answer = client.post("/accounts/signup/", {**SIGN_UP, "email": row.email, "next": address_of(row)})
        assert answer["Location"] == "/accounts/confirm-email/"
        assert Member.objects.filter(email=row.email).count() == 1
        row.refresh_from_db()
        assert row.accepted_at is None

    def test_a_customer_is_a_member_and_nothing_more(self, client):
        row = invite_customer()
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
        row = invite_colleague(role=role)
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
        row = accept_invitation(invite_colleague(), by=member)
        assert accept_invitation(row, by=member).accepted_at == row.accepted_at
        other = make_member()
        with pytest.raises(InvitationClosed):
            accept_invitation(row, by=other)
        assert not other.groups.exists()

    def test_somebody_elses_is_refused_kindly(self, client):
        other = make_member(email="ola@example.com")
        row = invite_colleague()
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
        row = invite_colleague()
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
        row = invite_colleague()
        with pytest.raises(MayNotWrite):
            accept_invitation(row, by=member)
        assert not member.groups.exists()
        row.refresh_from_db()
        assert row.accepted_at is None

    def test_holds_only_as_long_as_its_sender_may_invite(self, client):
        admin = make_admin()
        make_admin()
        row = invite_colleague(by=admin)
        take_off_team(admin, by=make_admin())
        assert client.get(address_of(row)).status_code == 410
        with pytest.raises(InvitationClosed):
            accept_invitation(row, by=make_member(email=row.email))

    def test_a_member_who_is_invited_as_a_customer_has_nothing_to_do(self, client):
        row = invite_customer()
        client.force_login(make_member(email=row.email))
        page = client.get(address_of(row)).text
        assert "You are a member already: nothing more to do." in page
        assert 'method="post"' not in page.split('id="main"')[1].split("</main>")[0]


class TestForgetting:
    def test_an_address_that_was_not_used_goes_after_thirty_days(self):
        used = accept_invitation(invite_customer(), by=make_member(email="kari@example.com"))
        invite_customer("new@example.com")
        invite_customer("old@example.com")
        gone = cancel_invitation(invite_customer("back@example.com"), by=make_admin())
        month_ago = timezone.now() - timedelta(days=31)
        Invitation.objects.exclude(email="new@example.com").update(created_at=month_ago)
        assert forget_unused_invitations() == 2
        assert not Invitation.objects.filter(pk=gone.pk).exists()
        assert set(Invitation.objects.values_list("email", flat=True)) == {used.email, "new@example.com"}
