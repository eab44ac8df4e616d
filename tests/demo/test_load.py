"""Posts by the million: where they are refused, and that entries are what their posts make them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from community.actions.weighing import site_mean
from community.models import Member, Post
from demo import load
from feeds.actions.syncing import post_entry
from feeds.models import FeedEntry
from tests.factories import make_member


def make_load(**options) -> None:
    call_command("make_load", stdout=StringIO(), **options)


@pytest.mark.django_db
class TestRefusal:
    def test_production(self, settings):
        settings.PRODUCTION = True
        with pytest.raises(CommandError, match="for development only"):
            make_load(entries=10)
        assert not Post.objects.exists()

    @pytest.mark.postgres
    def test_a_site_with_real_members(self):
        make_member()
        with pytest.raises(CommandError, match="not of the demo"):
            make_load(entries=10)
        assert not Post.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db
class TestLoad:
    def test_entries_are_what_syncing_would_make_of_their_posts(self):
        load.make_load(900, lambda text: None)
        load.make_load(50, lambda text: None)
        assert Post.objects.in_feeds().count() == 950
        assert Member.objects.filter(is_demo=False).count() == 0
        home = FeedEntry.objects.filter(feed__slug="home").select_related("feed", "post")
        assert home.count() == 950
        assert set(home.values_list("lane", "standing")) == {
            ("editorial", "eligible"), ("customer", "eligible"), ("customer", "new"), ("customer", "plain")
        }  # fmt: skip
        for entry in FeedEntry.objects.select_related("feed", "post"):
            topic = entry.post.topics.values_list("pk", flat=True).first()
            due = post_entry(entry.post, entry.feed, topic, picked=False, mean=site_mean())
            for name in ("lane", "standing", "author_id", "product_id", "topic_id", "language", "new_until"):
                assert getattr(entry, name) == getattr(due, name), name
            assert abs(entry.key - due.key) <= 1

    def test_indexes_are_there_again(self):
        from django.db import connection

        def names() -> set[str]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
                return {name for (name,) in cursor.fetchall()}

        before = names()
        load.make_load(10, lambda text: None)
        assert names() == before
