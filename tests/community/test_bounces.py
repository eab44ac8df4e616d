"""Mails that come back are noted; an address that refuses three is left alone until its owner wants more."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail as outbox
from django.core.management import call_command

from community import actions
from community.actions.bouncing import note_bounce, note_failure
from community.actions.mail import send_due_mail
from community.mail.bounces import Failure, failures_in
from community.models import Bounce, Member, Notification
from tests.factories import make_member, make_post

REPORT = """\
From: MAILER-DAEMON@mail.example
To: community@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such
 user here

--b
Content-Type: {returned}

Message-ID: {message_id}
Subject: Something of yours

--b--
"""


def report(**fields: str) -> bytes:
    facts = {"address": "kari@example.com", "action": "failed", "status": "5.1.1", "message_id": "<a.1@b>"}
    return REPORT.format(**{"returned": "message/rfc822", **facts, **fields}).encode()


def mailed(member: Member | None = None) -> Notification:
    """A notification whose mail has left."""
    told = actions.notify(member or make_member(), Notification.Kind.FEATURED, post=make_post())
    send_due_mail()
    told.refresh_from_db()
    return told


class TestReports:
    @pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
    def test_one_names_the_mail_the_address_and_why(self, returned):
        [failure] = failures_in(report(returned=returned))
        assert (failure.address, failure.message_id, failure.status) == (
            "kari@example.com",
            "<a.1@b>",
            "5.1.1",
        )
        assert failure.diagnostic.split() == ["smtp;", "550", "5.1.1", "no", "such", "user", "here"]

    @pytest.mark.parametrize(
        "other",
        [
            b"",
            b"\xff\xfe\x00 nothing like a mail",
            b"Subject: On holiday\n\nBack on Monday.",
            report(action="delivered"),
            report(status="2.0.0"),
            report(message_id=""),
            report().replace(b"message/delivery-status", b"text/plain"),
            report().replace(b"Final-Recipient", b"Somebody"),
        ],
    )
    def test_what_reports_no_failure_is_nothing(self, other):
        assert failures_in(other) == []


@pytest.mark.django_db
class TestNoting:
    def failure(self, told: Notification, **fields) -> Failure:
        facts = {"address": told.member.email, "message_id": told.message_id, "status": "5.1.1"}
        return Failure(**{**facts, "diagnostic": "no such user", **fields})

    def test_once_for_each_mail(self):
        told = mailed()
        for _time in range(2):
            assert note_failure(self.failure(told)) == Bounce.objects.get()
        bounce = Bounce.objects.get()
        assert (bounce.member, bounce.is_hard, bounce.status) == (told.member, True, "5.1.1")

    def test_one_of_a_mail_we_never_sent_there_is_not_believed(self):
        told, other = mailed(), make_member()
        for lie in (
            {"address": other.email},
            {"message_id": "<notification.999@localhost>"},
            {"message_id": told.message_id.replace("localhost", "elsewhere")},
            {"message_id": "nonsense"},
        ):
            assert note_failure(self.failure(told, **lie)) is None
        assert Bounce.objects.count() == 0

    def test_the_command_reads_files_of_the_mail_server(self, tmp_path, capsys):
        told = mailed()
        path = tmp_path / "report.eml"
        path.write_bytes(report(address=told.member.email.upper(), message_id=told.message_id))
        call_command("record_bounces", path)
        assert capsys.readouterr().out == "1 noted\n"
        assert Bounce.objects.get().diagnostic == "smtp; 550 5.1.1 no such user here"


@pytest.mark.django_db
class TestRefusedAddress:
    def bounced(self, times: int, status: str = "5.1.1") -> Member:
        member = make_member()
        for number in range(times):
            note_bounce(member, message_id=f"<notification.{number}@b>", status=status)
        return member

    def sent_to(self, member: Member) -> int:
        actions.notify(member, Notification.Kind.FEATURED, post=make_post())
        return send_due_mail()

    def test_three_that_came_back_for_good_end_it_two_or_passing_ones_do_not(self):
        assert self.sent_to(self.bounced(2)) == 1
        assert self.sent_to(self.bounced(5, status="4.2.2")) == 1
        assert self.sent_to(self.bounced(3)) == 0

    def test_another_address_begins_anew(self):
        member = self.bounced(3)
        Member.objects.filter(pk=member.pk).update(email="new@example.com")
        member.refresh_from_db()
        assert self.sent_to(member) == 1
        assert outbox.outbox[0].to == ["new@example.com"]

    def test_the_settings_say_so_and_a_press_tries_again(self, client):
        member = self.bounced(3)
        client.force_login(member)
        actions.notify(member, Notification.Kind.FEATURED, post=make_post())
        owed = actions.notify(member, Notification.Kind.DECISION, facts={"action": "clear"}, post=make_post())
        assert "came back" in client.get("/my/settings/notifications/").text
        assert client.get("/my/settings/notifications/address/").status_code == 405
        assert client.post("/my/settings/notifications/address/").status_code == 302
        assert "came back" not in client.get("/my/settings/notifications/").text
        # Of what was missed only the decision is still mailed.
        assert send_due_mail() == 1
        owed.refresh_from_db()
        assert owed.mailed_at is not None

    def test_others_find_nothing_of_it(self, client):
        self.bounced(3)
        client.force_login(make_member())
        assert "came back" not in client.get("/my/settings/notifications/").text

    @pytest.mark.parametrize(("code", "bounces", "is_done"), [(550, 1, True), (451, 0, False)])
    def test_a_server_that_refuses_at_once_counts_too_unless_it_says_not_now(
        self, monkeypatch, code, bounces, is_done
    ):
        told = actions.notify(make_member(), Notification.Kind.FEATURED, post=make_post())

        def refuse(self, *args, **kwargs):
            raise SMTPRecipientsRefused({self.to[0]: (code, b"no")})

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        send_due_mail()
        told.refresh_from_db()
        assert Bounce.objects.count() == bounces
        assert (told.mailed_at is not None) is is_done
