"""No page is served that was rendered before a change which has been acknowledged."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test import override_settings

from pagecache import raise_generations, store
from pagecache.link import link_to
from pagecache.models import PendingRaise
from pagecache.tasks import sweep_raises
from tests.pagecache.content import publish
from tests.pagecache.urls import meanwhile


@pytest.mark.django_db(transaction=True)
class TestRaise:
    def test_a_change_shows_at_once(self, site):
        publish("soup", 1)
        site.get("/notices/soup/")
        publish("soup", 2)

        assert (site.get("/notices/soup/").cache, site.get("/notices/soup/").body) == ("miss", b"soup 2")
        assert not PendingRaise.objects.exists()

    def test_only_pages_that_show_the_name_are_refused(self, site):
        publish("soup", 1)
        publish("bread", 1)
        site.get("/notices/soup/")
        site.get("/notices/bread/")
        publish("soup", 2)

        assert site.get("/notices/bread/").cache == "hit"

    def test_a_roll_back_raises_nothing(self, site):
        publish("soup", 1)
        site.get("/notices/soup/")
        with transaction.atomic():
            raise_generations("post:soup")
            transaction.set_rollback(True)

        assert site.get("/notices/soup/").cache == "hit"
        assert not PendingRaise.objects.exists()

    def test_a_promise_needs_a_transaction(self):
        with pytest.raises(TransactionManagementError):
            raise_generations("post:soup")
        assert not PendingRaise.objects.exists()

    def test_nothing_is_promised_where_no_redis_is_configured(self):
        with override_settings(REDIS_URL=""), transaction.atomic():
            raise_generations("post:soup")
        assert not PendingRaise.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestPageInTheMaking:
    """The page that is being rendered while the change commits."""

    def test_what_was_read_before_the_change_is_not_served_after_it(self, site):
        publish("soup", 1)
        meanwhile.append(lambda: publish("soup", 2))

        assert site.get("/notices/soup/").body == b"soup 1"  # Began before the change: allowed to show it.
        after = site.get("/notices/soup/")
        assert (after.cache, after.body) == ("miss", b"soup 2")

    def test_nor_when_redis_lost_everything_in_between(self, site):
        publish("soup", 1)

        def forget_and_change() -> None:
            redis.from_url(settings.REDIS_URL).flushall()
            publish("soup", 2)

        meanwhile.append(forget_and_change)
        site.get("/notices/soup/")
        assert site.get("/notices/soup/").body == b"soup 2"

    def test_a_slower_older_page_does_not_replace_a_newer_one(self, site):
        publish("soup", 1)
        meanwhile.extend([lambda: site.get("/notices/soup/"), lambda: publish("soup", 2)])

        site.get("/notices/soup/")
        assert site.get("/notices/soup/").cache == "hit"
        assert site.get("/notices/soup/").body == b"soup 2"

    def test_a_page_dies_before_a_generation_that_could_refuse_it(self, site):
        publish("soup", 1)
        site.get("/notices/soup/")
        publish("soup", 2)
        client = redis.from_url(settings.REDIS_URL)
        (page,) = client.keys("pages:page:*")

        assert 0 < client.pttl(page) <= store.PAGE_SECONDS * 1000
        assert client.ttl(store.generation_key("post:soup")) > 2 * store.PAGE_SECONDS

    def test_a_rendering_that_took_too_long_is_not_kept(self, site, monkeypatch):
        publish("soup", 1)
        monkeypatch.setattr(store, "PAGE_SECONDS", 0)
        site.get("/notices/soup/")
        assert site.get("/notices/soup/").cache == "miss"


@pytest.mark.django_db(transaction=True)
class TestLostRaise:
    """Law 2: what is lost can delay, never leak."""

    def test_the_sweep_repeats_what_redis_did_not_take(self, site, monkeypatch):
        publish("soup", 1)
        site.get("/notices/soup/")
        with monkeypatch.context() as patch:
            patch.setattr(settings, "REDIS_URL", "unix:///nowhere/redis.sock")
            publish("soup", 2)
        assert PendingRaise.objects.get().name == "post:soup"
        assert site.get("/notices/soup/").body == b"soup 1"

        sweep_raises()

        assert site.get("/notices/soup/").body == b"soup 2"
        assert not PendingRaise.objects.exists()

    def test_a_change_while_redis_is_away_succeeds_and_waits_for_its_return(self, site, redis_server):
        publish("soup", 1)
        redis_server.stop()
        publish("soup", 2)
        sweep_raises()
        assert PendingRaise.objects.count() == 1
        assert site.get("/notices/soup/").body == b"soup 2"

        redis_server.start()
        link_to.cache_clear()
        sweep_raises()
        assert not PendingRaise.objects.exists()

    def test_many_are_worked_off_in_batches(self, monkeypatch):
        monkeypatch.setattr("pagecache.generations.BATCH", 2)
        PendingRaise.objects.bulk_create(PendingRaise(name=f"post:{n}") for n in range(5))
        sweep_raises()
        assert not PendingRaise.objects.exists()

    def test_a_sweep_with_nothing_to_do_costs_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            sweep_raises()


@pytest.mark.django_db(transaction=True)
class TestRace:
    READERS = 4
    CHANGES = 150

    def test_no_reader_ever_sees_less_than_what_was_acknowledged(self, site):
        """Readers ask while a writer writes 1, 2, 3 …: each answer holds at least the last number whose
        writer had returned before the reader asked."""
        publish("soup", 0)
        acknowledged = [0]
        finished = Event()
        seen = {"hit": 0, "miss": 0}

        def write() -> None:
            for number in range(1, self.CHANGES + 1):
                publish("soup", number)
                acknowledged[0] = number
            connection.close()

        def read() -> list[tuple[int, int]]:
            stale = []
            while not finished.is_set():
                at_least = acknowledged[0]
                answer = site.get("/notices/soup/")
                seen[answer.cache] += 1
                shown = int(answer.body.split()[1])
                if shown < at_least:
                    stale.append((shown, at_least))
            connection.close()
            return stale

        with ThreadPoolExecutor(self.READERS + 1) as pool:
            readers = [pool.submit(read) for _ in range(self.READERS)]
            try:
                pool.submit(write).result()
            finally:
                finished.set()
            assert [stale for reader in readers for stale in reader.result()] == []
        assert min(seen.values()) > 0
        assert site.get("/notices/soup/").body == b"soup %d" % self.CHANGES
