from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.actions import heartbeat_age
from jobs.models import Heartbeat
from jobs.tasks import beat_heart

pytestmark = pytest.mark.django_db


class TestHeartbeat:
    def test_before_the_first_beat_there_is_no_age(self):
        assert heartbeat_age() is None

    def test_each_beat_moves_the_one_row_in_one_query(self, django_assert_num_queries):
        Heartbeat.objects.create(name=Heartbeat.WORKER, at=timezone.now() - timedelta(hours=1))
        with django_assert_num_queries(1):
            beat_heart()

        assert Heartbeat.objects.count() == 1
        assert heartbeat_age() < timedelta(seconds=10)

    def test_parts_have_hearts_of_their_own(self):
        beat_heart()
        assert heartbeat_age("another") is None
