"""No more mails of a kind, in one press from the mail, without a session (RFC 8058)."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from community import actions
from community.actions.mail import send_due_mail
from community.actions.mail_choices import choose_paces, paces_of
from community.mail.tokens import token_for
from community.models import MailChoice, Notification
from tests.factories import make_comment, make_member, make_post

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stranger() -> Client:
    """A mail program: no cookies, and Django's guard against forged forms on."""
    return Client(enforce_csrf_checks=True)


def address(member, what: str) -> str:
    return f"/mail/stop/{token_for(member.pk, what)}/"


class TestHeaders:
    def test_a_mail_names_the_address_in_its_head_and_at_its_foot(self):
        post = make_post(make_member(language="nb"))
        make_comment(post)
        send_due_mail()
        [message] = outbox.outbox
        stop = "http://localhost:8000/nb" + address(post.author, "comment")
        assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert stop in message.body
        assert f'href="{stop}"' in message.alternatives[0][0]
        assert "http://localhost:8000/nb/my/settings/notifications/" in message.body

    def test_it_is_the_same_in_every_mail_and_never_runs_out(self):
        member = make_member()
        assert token_for(member.pk, "comment") == token_for(member.pk, "comment")
        assert re.fullmatch(r"[\w.-]+", token_for(member.pk, "comment"))


class TestPress:
    def test_a_mail_program_stops_it_with_one_post(self, stranger):
        member = make_member()
        answer = stranger.post(address(member, "comment"), ONE_CLICK)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert MailChoice.objects.values_list("kind", "pace").get() == ("comment", "never")
        make_comment(make_post(member))
        assert send_due_mail() == 0

    def test_opening_the_link_does_nothing(self, stranger):
        member = make_member()
        page = stranger.get(address(member, "comment"))
        assert page.status_code == 200
        assert "a comment on your post" in page.text
        assert "csrf" not in page.text
        assert "no-store" in page.headers["Cache-Control"]
        assert stranger.head(address(member, "comment")).status_code == 200
        assert MailChoice.objects.count() == 0

    def test_twice_is_once(self, stranger):
        member = make_member()
        for _press in range(2):
            assert stranger.post(address(member, "comment"), ONE_CLICK).status_code == 200
        assert MailChoice.objects.count() == 1

    def test_from_the_mail_of_a_day_all_that_it_gathers_stops_and_nothing_else(self, stranger):
        member = make_member()
        choose_paces(member, {"comment": "daily", "featured": "daily", "blog": "weekly"})
        stranger.post(address(member, "daily"), ONE_CLICK)
        paces = paces_of(member)
        assert (paces["comment"], paces["featured"]) == ("never", "never")
        assert (paces["blog"], paces["credit"]) == ("weekly", "once")

    def test_from_the_digest_the_whole_letter_stops(self, stranger):
        member = make_member()
        choose_paces(member, {"digest": "weekly", "news": "weekly", "blog": "weekly"})
        stranger.post(address(member, "digest"), ONE_CLICK)
        paces = paces_of(member)
        assert (paces["digest"], paces["news"], paces["blog"]) == ("never", "never", "weekly")

    @pytest.mark.parametrize("what", ["decision", "everything", ""])
    def test_what_is_owed_or_nothing_of_ours_cannot_be_stopped(self, stranger, what):
        member = make_member()
        assert stranger.post(address(member, what), ONE_CLICK).status_code == 404
        assert stranger.get(address(member, what)).status_code == 404
        assert MailChoice.objects.count() == 0

    def test_a_forged_token_is_nobodys(self, stranger):
        member, other = make_member(), make_member()
        token = token_for(member.pk, "comment")
        for forged in ("none", token[:-1], token.replace(f"{member.pk}-", f"{other.pk}-", 1)):
            assert stranger.post(f"/mail/stop/{forged}/", ONE_CLICK).status_code == 404
        assert MailChoice.objects.count() == 0

    def test_of_a_member_who_is_gone_there_is_nothing(self, stranger):
        member = make_member()
        gone = address(member, "comment")
        member.delete()
        assert stranger.post(gone, ONE_CLICK).status_code == 404

    def test_a_mail_in_hand_keeps_its_row(self, stranger):
        told = actions.notify(make_member(), Notification.Kind.FEATURED, post=make_post())
        Notification.objects.update(claimed_at=timezone.now())
        stranger.post(address(told.member, "featured"), ONE_CLICK)
        told.refresh_from_db()
        assert told.by_mail is True
