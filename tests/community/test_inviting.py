"""Inviting: one mail to each, in their language; taken back, sent again, forgotten in time."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.actions.inviting import (
    InvitationClosed,
    SentJustNow,
    TooManyInvitations,
    accept_invitation,
    cancel_invitation,
    forget_unused_invitations,
    invite,
    send_again,
)
from community.actions.mail import send_due_mail
from community.actions.refusals import MayNotWrite
from community.models import Invitation
from community.models.invitations import Role
from tests.factories import (
    make_admin,
    make_brand_member,
    make_invitation,
    make_marketer,
    make_member,
    make_moderator,
)

pytestmark = pytest.mark.django_db

LABEL = {"en": "Coffee trainer", "nb": "Kaffelærer"}


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
        make_invitation("asked@example.com")
        send_due_mail()
        wanted = ["there@example.com", "asked@example.com", "new@example.com"]
        invited = invite(wanted, by=make_admin(), language="en")
        assert [row.email for row in invited.made] == ["new@example.com"]
        assert invited.known == ["there@example.com", "asked@example.com"]

    def test_a_customers_mail_is_never_repeated_not_even_after_it_was_taken_back(self):
        row = make_invitation()
        send_due_mail()
        cancel_invitation(row, by=make_admin())
        assert invite([row.email], by=make_admin(), language="en").made == []

    def test_a_customer_can_be_asked_to_join_the_team(self):
        customer = make_member(email="kari@example.com")
        waiting = make_invitation("ola@example.com")
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
            make_invitation(by=make(), role=Role.MODERATOR)
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("make", [make_member, make_moderator, make_brand_member])
    def test_only_admins_and_marketers_invite_customers(self, make):
        with pytest.raises(MayNotWrite):
            make_invitation(by=make())
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
        make_invitation()
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(email="kari@example.com")
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(email="Ola@example.com")


class TestTheMail:
    @pytest.mark.parametrize("language", ["en", "nb"])
    @pytest.mark.parametrize("role", [Role.MODERATOR, Role.MARKETER, Role.BOTH, Role.NONE])
    def test_has_both_forms_in_the_chosen_language_and_the_link(self, language, role):
        row = make_invitation(role=role, language=language)
        assert send_due_mail() == 1
        [message] = mail.outbox
        [(page, form)] = message.alternatives
        assert form == "text/html"
        assert f'<html lang="{language}">' in page
        prefix = "" if language == "en" else "/nb"
        link = f"http://localhost:8000{prefix}{address_of(row)}"
        assert link in message.body
        assert f'href="{link}"' in page
        assert "{" not in message.body
        assert "{{" not in page

    def test_words_of_the_sender_are_words_in_both(self):
        make_invitation(words="<b>Hei</b> & 'welcome'", by=make_admin("<img src=x>\r\nBcc: all@example.com"))
        send_due_mail()
        [message] = mail.outbox
        page = message.alternatives[0][0]
        assert "\n" not in message.subject
        assert "<b>Hei</b> & 'welcome'" in message.body
        assert "<b>Hei" not in page
        assert "<img" not in page

    def test_says_that_nothing_is_given_for_praise_and_when_the_address_goes(self):
        row = make_invitation()
        send_due_mail()
        body = mail.outbox[0].body
        assert "Nothing is given for praise" in body
        assert "No other follows." in body
        assert f"{row.forgotten_at:%B}" in body

    def test_keeps_its_id_when_it_is_tried_again_and_has_another_when_it_is_sent_anew(self):
        row = make_invitation(role=Role.MODERATOR)
        send_due_mail()
        row.refresh_from_db()
        assert row.message_id == f"<invitation.{row.pk}.1@localhost>"
        Invitation.objects.update(mailed_at=timezone.now() - timedelta(hours=2))
        send_again(row, by=make_admin())
        assert send_due_mail() == 1
        row.refresh_from_db()
        assert row.message_id == f"<invitation.{row.pk}.2@localhost>"

    def test_what_was_taken_back_or_is_too_old_is_not_sent(self):
        cancel_invitation(make_invitation("a@example.com"), by=make_admin())
        make_invitation("b@example.com")
        Invitation.objects.filter(email="b@example.com").update(expires_at=timezone.now())
        assert send_due_mail() == 0


class TestSendingAgain:
    def test_makes_the_link_before_void_and_lasts_two_weeks_more(self, client):
        row = make_invitation(role=Role.MODERATOR)
        Invitation.objects.update(
            mailed_at=timezone.now() - timedelta(days=20), message_id="<a@b>", expires_at=timezone.now()
        )
        again = send_again(row, by=make_admin("Selma"))
        assert again.expires_at > timezone.now() + timedelta(days=13)
        assert client.get(address_of(row)).status_code == 410
        assert "Selma would like to have you there." in client.get(address_of(again)).text

    def test_not_within_the_hour_not_a_customers_not_one_that_ended(self):
        row = make_invitation(role=Role.MODERATOR)
        with pytest.raises(SentJustNow):
            send_again(row, by=make_admin())
        with pytest.raises(InvitationClosed):
            send_again(make_invitation("b@example.com"), by=make_admin())
        cancel_invitation(row, by=make_admin())
        with pytest.raises(InvitationClosed):
            send_again(row, by=make_admin())
        row.refresh_from_db()
        assert row.serial == 1


class TestForgetting:
    def test_an_address_that_was_not_used_goes_after_thirty_days(self):
        used = accept_invitation(make_invitation(), by=make_member(email="kari@example.com"))
        make_invitation("new@example.com")
        make_invitation("old@example.com")
        gone = cancel_invitation(make_invitation("back@example.com"), by=make_admin())
        month_ago = timezone.now() - timedelta(days=31)
        Invitation.objects.exclude(email="new@example.com").update(created_at=month_ago)
        assert forget_unused_invitations() == 2
        assert not Invitation.objects.filter(pk=gone.pk).exists()
        assert set(Invitation.objects.values_list("email", flat=True)) == {used.email, "new@example.com"}
