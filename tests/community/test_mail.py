"""Mails: claimed in their row, sent once, in the member's language, strangers' words escaped."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail as outbox
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from community import actions
from community.actions.mail import send_due_mail, send_mail
from community.actions.mail_choices import choose_paces
from community.mail.messages import WORDING, news_of, paragraphs_of
from community.models import Notification
from content.brand import current_brand
from content.models import BrandSettings
from tests.factories import make_comment, make_member, make_news, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def told(member=None, **facts):
    post = make_post(member, title="Grind finer")
    return actions.notify(
        post.author, Notification.Kind.DECISION, post=post, facts={"action": "clear", **facts}
    )


class TestSending:
    def test_once_and_it_is_noted(self):
        row = told()
        assert send_due_mail() == 1
        assert send_due_mail() == 0
        row.refresh_from_db()
        assert row.mailed_at is not None
        [message] = outbox.outbox
        assert message.to == [row.member.email]
        assert message.subject == "About “Grind finer” on Alongside"
        assert message.extra_headers["Message-ID"] == row.message_id == f"<notification.{row.pk}@localhost>"
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"
        assert row.post.get_absolute_url() in message.body
        assert "\n\n\n" not in message.body

    def test_not_before_its_time_not_when_cancelled_not_where_unwanted(self):
        early = actions.notify(make_member(), Notification.Kind.CREDIT, after=timedelta(minutes=5))
        actions.cancel_notifications(told().pk)
        actions.notify(make_member(), Notification.Kind.CREDIT, by_mail=False)
        actions.notify(make_member(is_active=False), Notification.Kind.CREDIT)
        assert send_due_mail() == 0
        Notification.objects.filter(pk=early.pk).update(send_after=timezone.now())
        assert send_due_mail() == 1

    def test_a_mail_somebody_has_in_hand_is_left_alone(self):
        row = told()
        Notification.objects.filter(pk=row.pk).update(claimed_at=timezone.now())
        assert send_mail(row) is False
        assert send_due_mail() == 0
        assert outbox.outbox == []

    def test_one_in_hand_can_no_longer_be_taken_back(self):
        row = told()
        Notification.objects.filter(pk=row.pk).update(claimed_at=timezone.now())
        assert actions.cancel_notifications(row.pk) == 0

    def test_one_wanted_no_more_since_the_sweep_looked_is_not_sent(self):
        row = actions.notify(make_member(), Notification.Kind.FEATURED, post=make_post())
        choose_paces(row.member, {"featured": "never"})
        assert send_mail(row) is False
        assert outbox.outbox == []
        assert Notification.objects.unread().get() == row

    def test_words_taken_down_since_the_sweep_looked_are_not_sent_and_come_back_with_them(self):
        comment = make_comment(make_post())
        row = Notification.objects.get()
        actions.remove(comment)
        assert send_mail(row) is False
        assert outbox.outbox == []
        actions.restore(comment)
        assert send_due_mail() == 1

    def test_nor_those_beneath_a_post_that_was_taken_back(self):
        post, reader = make_post(title="Grind finer"), make_member()
        make_comment(post, parent=make_comment(post, reader))
        own = make_comment(post, reader)
        actions.withdraw(post, by=post.author)
        assert send_due_mail() == 0
        actions.notify(reader, Notification.Kind.DECISION, comment=own, facts={"action": "clear"})
        assert send_due_mail() == 1
        assert "Grind finer" not in str(outbox.outbox[0].message())

    def test_a_worker_killed_between_claim_and_sending_leaves_it_to_another_with_the_same_id(
        self, monkeypatch
    ):
        row = told()

        def die(self, *args, **kwargs):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMultiAlternatives.send", die)
            with pytest.raises(KeyboardInterrupt):
                send_due_mail()
        row.refresh_from_db()
        first_id = row.message_id
        assert (first_id, row.mailed_at) == (f"<notification.{row.pk}@localhost>", None)
        assert send_due_mail() == 0
        Notification.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
        assert send_due_mail() == 1
        assert outbox.outbox[0].extra_headers["Message-ID"] == first_id

    @pytest.mark.parametrize(
        "fault", [SMTPServerDisconnected("gone"), ConnectionRefusedError(), TimeoutError()]
    )
    def test_one_that_fails_is_tried_again_after_ten_minutes_with_the_same_id(self, monkeypatch, fault):
        row = told()

        def fail(self, *args, **kwargs):
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
            assert send_due_mail() == 0
        row.refresh_from_db()
        first_id = row.message_id
        assert (row.mailed_at, row.claimed_at is None) == (None, False)
        assert send_due_mail() == 0
        Notification.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
        assert send_due_mail() == 1
        row.refresh_from_db()
        assert row.message_id == first_id

    def test_one_that_fails_does_not_stop_the_others(self, monkeypatch):
        first, second = told(), told()
        send = outbox.EmailMultiAlternatives.send

        def fail_for_one(self, *args, **kwargs):
            if self.to == [first.member.email]:
                raise SMTPServerDisconnected("gone")
            return send(self, *args, **kwargs)

        monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail_for_one)
        assert send_due_mail() == 1
        assert outbox.outbox[0].to == [second.member.email]


class TestWords:
    @pytest.mark.parametrize("kind", Notification.Kind.values)
    @pytest.mark.parametrize("language", ["en", "nb"])
    def test_every_kind_has_a_mail_in_both_forms(self, kind, language):
        member = make_member(language=language)
        choose_paces(member, {kind: "once"})
        make_news(member, kind)
        assert send_due_mail() == 1
        [message] = outbox.outbox
        [(page, form)] = message.alternatives
        assert form == "text/html"
        assert f'<html lang="{language}">' in page
        assert "“”" not in message.subject + message.body
        assert "{" not in message.body

    @pytest.mark.parametrize("kind", Notification.Kind.values)
    def test_every_kind_has_words_of_its_own(self, kind):
        told = make_news(make_member(), kind)
        context = {"notification": told, **news_of(told, current_brand()), "brand": current_brand()}
        assert render_to_string("mail/_news.txt", context).strip(), "Write its text in mail/_news.txt."
        listed = strip_tags(render_to_string("community/_notification.html", context)).strip()
        assert listed, "Write its sentence in community/_notification.html."
        assert WORDING[kind].button

    @pytest.mark.parametrize("kind", ["comment", "featured", "idea"])
    def test_hostile_words_are_words_in_both(self, kind):
        member = make_member()
        post = make_post(member, kind="idea", title='<script>alert("x")</script>\r\nBcc: all@example.com')
        comment = None
        if kind == "comment":
            comment = make_comment(
                post, make_member("<img src=x>"), "<b>Bold</b> & 'quoted' https://evil.example"
            )
        Notification.objects.all().delete()
        about = {"comment": comment} if comment else {"post": post}
        actions.notify(member, kind, facts={"state": "heard", "reason": "<i>Soon</i>"}, **about)
        assert send_due_mail() == 1
        [message] = outbox.outbox
        head = message.message().as_string().partition("\n\n")[0]
        assert "\nBcc:" not in head
        page = message.alternatives[0][0]
        assert not re.search(r"<(script|img|i|b)\b|style=|evil.example[^<]*</a>", page)
        assert '<script>alert("x")</script>' in message.body
        if comment:
            assert "<b>Bold</b> & 'quoted'" in message.body
            assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &#x27;quoted&#x27;" in page

    def test_only_addresses_of_this_site_are_links(self):
        words = (
            "See https://evil.example/ and http://localhost:8000.evil.example/x\n\nhttp://localhost:8000/my/"
        )
        assert paragraphs_of(words) == [
            [("See https://evil.example/ and http://localhost:8000.evil.example/x", False)],
            [("http://localhost:8000/my/", True)],
        ]

    def test_a_mail_loads_nothing_and_every_address_in_it_is_whole(self):
        make_comment(make_post())
        send_due_mail()
        page = outbox.outbox[0].alternatives[0][0]
        assert not re.search(r"\bsrc=|url\(|@import|<link|<script", page)
        addresses = re.findall(r'href="([^"]*)"', page)
        assert len(addresses) == 5
        assert all(address.startswith("http://localhost:8000/") for address in addresses)

    def test_it_is_from_the_brand_and_whoever_answers_reaches_people(self):
        BrandSettings.objects.update_or_create(
            pk=1, defaults={"name": "Kaffe, te", "contact_email": "hello@example.com"}
        )
        told()
        send_due_mail()
        [message] = outbox.outbox
        assert message.from_email == '"Kaffe, te" <community@localhost>'
        assert message.reply_to == ["hello@example.com"]

    def test_a_sender_with_a_name_keeps_it(self, settings):
        settings.DEFAULT_FROM_EMAIL = "Friends <news@example.com>"
        told()
        send_due_mail()
        assert outbox.outbox[0].from_email == "Friends <news@example.com>"

    def test_a_restriction_says_why_and_what_can_be_done(self):
        told(
            decision=12,
            action="decline",
            ground="private",
            facts="It names somebody's address.",
            automated=False,
            followed_report=True,
            address="/my/decisions/12/appeal/",
        )
        send_due_mail()
        body, page = outbox.outbox[0].body, outbox.outbox[0].alternatives[0][0]
        assert "was declined. Your text is kept for you." in body
        assert "Reason: It names somebody's address." in body
        assert "A person decided this. Somebody had reported it." in body
        assert "Grind a little finer" in body
        assert "http://localhost:8000/my/decisions/12/appeal/" in body
        assert 'href="http://localhost:8000/my/decisions/12/appeal/"' in page

    def test_who_speaks_for_the_brand_is_named_as_such(self):
        post = make_post()
        make_comment(post, make_member("Selma", brand_role={"en": "Head roaster"}))
        send_due_mail()
        assert "(Head roaster, Alongside)" in outbox.outbox[0].body
