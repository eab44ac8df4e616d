"""Two workers that send at once, with real threads. PostgreSQL only: SQLite lets one writer in."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone

from community import actions
from community.actions.mail import send_due_mail
from community.actions.mail_choices import choose_paces, stop_mail
from community.mail.mornings import last_monday
from community.models import MailChoice, Mailing, Notification, Post
from content.models import BrandSettings
from tests.factories import make_member, make_post

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
KINDS = Notification.Kind


def at_once(*calls):
    """Run the calls at the same moment, each on a connection of its own; return what each gave."""

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


class TestTwoWorkers:
    def test_send_every_mail_once(self):
        reader = make_member()
        choose_paces(reader, {"featured": "daily", "digest": "weekly"})
        MailChoice.objects.update(changed_at=timezone.now() - timedelta(days=30))
        post = make_post(title="Grind finer")
        monday = last_monday(timezone.now(), BrandSettings().zone)
        Post.objects.filter(pk=post.pk).update(
            ratings=3, approvals=3, eligible_at=monday, published_at=monday - timedelta(days=1)
        )
        for number in range(ROUNDS):
            Mailing.objects.all().delete()
            single = [actions.notify(reader, KINDS.PUBLISHED, post=post) for _mail in range(3)]
            gathered = [actions.notify(reader, KINDS.FEATURED, post=post) for _mail in range(2)]
            Notification.objects.filter(mailed_at=None).update(send_after=monday)
            outbox.outbox = []
            sent = at_once(send_due_mail, send_due_mail)
            ids = Counter(message.extra_headers["Message-ID"] for message in outbox.outbox)
            assert set(ids.values()) == {1}, f"round {number}"
            assert sum(sent) == len(ids) == len(single) + 2
            assert set(Mailing.objects.exclude(mailed_at=None).values_list("kind")) == {
                ("daily",),
                ("digest",),
            }
            told = Notification.objects.filter(pk__in=[row.pk for row in gathered])
            assert set(told.exclude(mailed_at=None).values_list("mailing__kind")) == {("daily",)}
            assert not told.filter(mailed_at=None).exists()

    def test_and_a_press_that_stops_them_agree(self):
        """Either the mail left before the press, or it never does; the press stands."""
        for _round in range(ROUNDS // 2):
            row = actions.notify(make_member(), KINDS.FEATURED, post=make_post())
            outbox.outbox = []
            sent, _stopped = at_once(send_due_mail, lambda row=row: stop_mail(row.member, "featured"))
            row.refresh_from_db()
            assert len(outbox.outbox) == sent == (row.mailed_at is not None)
            assert MailChoice.objects.get(member=row.member).pace == "never"
            assert send_due_mail() == 0
