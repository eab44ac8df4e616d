"""Two marketers save their boards at once: one gets the slot, the other is told."""

import threading

import pytest
from django.db import connections

from feeds import actions
from feeds.actions.arranging import ChangedMeanwhile
from feeds.actions.placing import SlotTaken
from feeds.models import Placement
from tests.factories import make_marketer
from tests.feeds.test_curating import entry_of, home_feed, in_home_feed, known


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestTwoBoardsAtOnce:
    ROUNDS = 200

    def test_one_gets_the_slot_and_the_other_is_told(self):
        marketers = [make_marketer(name) for name in ("Kari", "Ola")]
        entries = [entry_of(in_home_feed()) for _number in range(2)]
        feed = home_feed()
        for turn in range(self.ROUNDS):
            outcomes = self.at_once(feed, marketers, entries, turn % 240 + 1)
            assert sorted(outcomes) == ["refused", "saved"]
            assert Placement.objects.live().pins().filter(feed=feed).count() == 1
            actions.cancel_placement(Placement.objects.live().get(), by=marketers[0])

    def at_once(self, feed, marketers, entries, slot: int) -> list[str]:
        start, outcomes, seen = threading.Barrier(2), [], known()

        def save(marketer, entry: int) -> None:
            start.wait(timeout=10)
            try:
                actions.arrange(feed, by=marketer, wishes={entry: slot}, known=seen)
                outcomes.append("saved")
            except (SlotTaken, ChangedMeanwhile):
                outcomes.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=save, args=pair) for pair in zip(marketers, entries, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return outcomes
