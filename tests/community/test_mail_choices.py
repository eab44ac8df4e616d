"""How soon members are mailed of what: chosen by kind, gathered by day and week, decisions always at once."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.utils import timezone

from community import actions
from community.actions.gathering import gather
from community.actions.mail import send_due_mail
from community.actions.mail_choices import choose_paces, paces_of
from community.mail.mornings import next_monday, next_morning
from community.models import MailChoice, Mailing, Notification
from content.models import BrandSettings
from tests.factories import make_comment, make_member, make_moderator, make_news, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESS = "/my/settings/notifications/"
PACES = dict.fromkeys(set(Notification.Kind.values) - {"decision", "team"}, "once") | {"badge": "never"}
ZONE = BrandSettings().zone


def by_now() -> None:
    """Let every morning come that something waits for."""
    Notification.objects.update(send_after=timezone.now())


class TestPage:
    def test_everything_of_ones_own_is_mailed_at_once_and_no_letter_until_it_is_ticked(self, client):
        member = make_member()
        client.force_login(member)
        page = client.get(ADDRESS).text
        assert page.count('<option value="once" selected>') == len(PACES) - 1
        assert "checked" not in page
        assert "cannot be switched off" in page
        assert 'name="decision"' not in page
        assert 'name="team"' not in page
        paces = paces_of(member)
        assert {kind for kind, pace in paces.items() if pace == "never"} == {"badge", "digest", "news"}
        assert MailChoice.objects.count() == 0

    def test_what_is_chosen_is_stored_and_shown(self, client):
        member = make_member()
        client.force_login(member)
        answer = client.post(ADDRESS, {**PACES, "comment": "weekly", "blog": "never", "digest": "on"})
        assert answer.status_code == 302
        assert set(MailChoice.objects.values_list("member", "kind", "pace")) == {
            (member.pk, "comment", "weekly"),
            (member.pk, "blog", "never"),
            (member.pk, "digest", "weekly"),
        }
        page = client.get(ADDRESS).text
        assert page.count('<option value="once" selected>') == len(PACES) - 3
        assert '<option value="weekly" selected>' in page
        assert 'name="digest" aria-describedby="id_digest_helptext" id="id_digest" checked' in page

    def test_a_pace_nobody_knows_is_refused_and_nothing_stored(self, client):
        client.force_login(make_member())
        page = client.post(ADDRESS, {**PACES, "comment": "hourly"})
        assert page.status_code == 200
        assert "hourly" in page.text
        assert MailChoice.objects.count() == 0

    def test_colleagues_choose_for_the_news_of_the_team_too(self, client):
        client.force_login(make_moderator())
        assert 'name="team"' in client.get(ADDRESS).text

    def test_saving_the_same_again_moves_no_date(self, client):
        member = make_member()
        choose_paces(member, {"digest": "weekly"})
        before = MailChoice.objects.get().changed_at
        choose_paces(member, {"digest": "weekly", "comment": "once"})
        assert MailChoice.objects.get().changed_at == before


class TestDecisions:
    def test_are_mailed_at_once_whatever_is_asked(self):
        member = make_member()
        choose_paces(member, {"decision": "never"})
        assert MailChoice.objects.count() == 0
        told = actions.notify(member, Notification.Kind.DECISION, facts={"action": "decline"})
        assert (told.by_mail, told.pace) == (True, "once")

    def test_the_database_holds_it_too(self):
        member = make_member()
        with pytest.raises(IntegrityError), transaction.atomic():
            MailChoice.objects.create(member=member, kind="decision", pace="never")
        told = actions.notify(member, Notification.Kind.DECISION)
        with pytest.raises(IntegrityError), transaction.atomic():
            Notification.objects.filter(pk=told.pk).update(pace="weekly")

    def test_their_mail_says_why_and_offers_no_way_to_stop_them(self):
        facts = {"action": "decline", "decision": 12}
        actions.notify(make_member(), Notification.Kind.DECISION, facts=facts)
        send_due_mail()
        [message] = outbox.outbox
        assert "List-Unsubscribe" not in message.extra_headers
        assert "/mail/stop/" not in message.body
        assert "cannot be switched off" in message.body


class TestPace:
    def told(self, pace: str) -> Notification:
        member = make_member()
        choose_paces(member, {"featured": pace})
        return actions.notify(member, Notification.Kind.FEATURED, post=make_post(member))

    def test_never_stays_in_the_site(self):
        told = self.told("never")
        assert told.by_mail is False
        assert send_due_mail() == 0
        assert Notification.objects.unread().get() == told

    def test_daily_waits_for_the_morning_weekly_for_monday(self):
        before = timezone.now()
        assert self.told("daily").send_after == next_morning(before, ZONE)
        assert self.told("weekly").send_after == next_monday(before, ZONE)
        assert send_due_mail() == 0
        assert Mailing.objects.count() == 0

    def test_what_waits_keeps_to_a_new_choice(self):
        told = self.told("weekly")
        choose_paces(told.member, {"featured": "daily"})
        told.refresh_from_db()
        assert (told.pace, told.send_after) == ("daily", next_morning(timezone.now(), ZONE))
        choose_paces(told.member, {"featured": "once"})
        assert send_due_mail() == 1

    def test_what_waits_is_not_mailed_once_somebody_wants_no_more(self):
        told = self.told("daily")
        choose_paces(told.member, {"featured": "never"})
        by_now()
        assert send_due_mail() == 0
        choose_paces(told.member, {"featured": "once"})
        assert send_due_mail() == 0


class TestGathering:
    def daily(self, **fields):
        member = make_member(**fields)
        choose_paces(member, {"comment": "daily", "featured": "daily"})
        return member

    def test_a_day_is_one_mail_in_order_and_every_row_knows_it(self):
        member = self.daily()
        post = make_post(member, title="Grind finer")
        actions.notify(member, Notification.Kind.FEATURED, post=post)
        make_comment(post, make_member("Kari"), "<b>Thank</b> you")
        by_now()
        assert send_due_mail() == 1
        assert send_due_mail() == 0
        [message] = outbox.outbox
        mailing = Mailing.objects.get()
        assert message.subject == "2 things are new on Alongside"
        assert mailing.message_id == f"<mailing.{mailing.pk}@localhost>"
        assert message.extra_headers["Message-ID"] == mailing.message_id
        assert message.body.index("chose “Grind finer”") < message.body.index("Kari wrote under")
        page = message.alternatives[0][0]
        assert "&lt;b&gt;Thank&lt;/b&gt;" in page
        assert "style=" not in page
        assert set(Notification.objects.values_list("mailing", "message_id")) == {
            (mailing.pk, mailing.message_id)
        }
        assert not Notification.objects.filter(mailed_at=None).exists()

    def test_each_member_gets_only_their_own(self):
        for name in ("Kari", "Ola"):
            member = self.daily(name=name)
            actions.notify(member, Notification.Kind.FEATURED, post=make_post(member, title=f"By {name}"))
        by_now()
        assert send_due_mail() == 2
        assert {message.to[0] for message in outbox.outbox} == {m.member.email for m in Mailing.objects.all()}
        assert "By Ola" not in outbox.outbox[0].body
        assert "By Kari" not in outbox.outbox[1].body

    def test_what_comes_after_the_mail_of_the_day_was_claimed_waits_for_the_next(self):
        member = self.daily()
        actions.notify(member, Notification.Kind.FEATURED, post=make_post(member))
        by_now()
        send_due_mail()
        late = actions.notify(member, Notification.Kind.FEATURED, post=make_post(member))
        by_now()
        assert send_due_mail() == 0
        mailing = Mailing.objects.get()
        Mailing.objects.update(day=mailing.day - timedelta(days=1))
        assert send_due_mail() == 1
        late.refresh_from_db()
        assert late.mailing_id != mailing.pk
        assert late.mailed_at is not None

    def test_one_that_failed_is_tried_again_with_the_same_id(self, monkeypatch):
        member = self.daily()
        actions.notify(member, Notification.Kind.FEATURED, post=make_post(member))
        by_now()

        def fail(self, *args, **kwargs):
            raise ConnectionRefusedError

        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
            assert send_due_mail() == 0
        first = Mailing.objects.get().message_id
        assert Notification.objects.get().mailed_at is None
        Mailing.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
        assert send_due_mail() == 1
        assert Mailing.objects.get().message_id == first == Notification.objects.get().message_id

    def test_words_that_were_taken_down_meanwhile_are_quoted_to_nobody(self):
        member = self.daily()
        comment = make_comment(make_post(member))
        by_now()
        gather(member.pk, "daily", timezone.now().date())
        actions.remove(comment)
        assert send_due_mail() == 0
        assert Mailing.objects.get().cancelled_at is not None
        assert outbox.outbox == []

    def test_a_comment_that_is_gone_before_its_own_mail_is_not_mailed_either(self):
        comment = make_comment(make_post())
        actions.remove(comment)
        assert send_due_mail() == 0

    @pytest.mark.parametrize("kind", sorted(set(Notification.Kind.values) - {"decision"}))
    def test_every_kind_can_be_gathered(self, kind):
        member = make_member(language="nb")
        choose_paces(member, {kind: "weekly"})
        make_news(member, kind)
        by_now()
        assert send_due_mail() == 1
        [message] = outbox.outbox
        assert '<html lang="nb">' in message.alternatives[0][0]
        assert "{" not in message.body
