"""The order of work at the desk: urgency times readers, with age as a floor."""

from datetime import timedelta

import pytest

from community.models import Post
from moderation import actions
from moderation.actions import Complaint
from moderation.models import Case
from tests.factories import make_post, make_waiting_post

pytestmark = pytest.mark.django_db


def titles() -> list[str]:
    return [case.post.title for case in Case.objects.queue()]


class TestTheQueue:
    def test_puts_what_many_read_before_what_few_do(self):
        quiet, read = (make_post(title=title) for title in ("Quiet", "Read"))
        for post in (quiet, read):
            actions.report(post, by=None, complaint=Complaint(reason="spam"))
        assert titles() == ["Quiet", "Read"]
        Post.objects.filter(pk=read.pk).update(views_per_hour=0.5)
        assert titles() == ["Read", "Quiet"]

    def test_lets_age_be_a_floor(self):
        make_waiting_post(title="Risky")
        old = actions.report(make_post(title="Old"), by=None, complaint=Complaint(reason="spam")).case
        Case.objects.filter(pk=old.pk).update(opened_at=old.opened_at - timedelta(hours=23))
        Case.objects.exclude(pk=old.pk).update(urgency=61)
        assert titles() == ["Risky", "Old"]
        Case.objects.exclude(pk=old.pk).update(urgency=59)
        assert titles() == ["Old", "Risky"]
        Case.objects.exclude(pk=old.pk).update(urgency=200)
        assert titles() == ["Risky", "Old"]
        Case.objects.filter(pk=old.pk).update(opened_at=old.opened_at - timedelta(hours=25))
        assert titles() == ["Old", "Risky"]
