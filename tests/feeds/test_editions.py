"""Editions never change, are kept for as long as promised, and can be asked for by time."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from community import actions as community
from content.models import BrandSettings
from feeds.actions import drop_old_editions
from feeds.models import Edition, Feed, FeedEntry
from tests.factories import make_post, make_story, plan_feeds

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed() -> Feed:
    BrandSettings.objects.update_or_create(pk=1, defaults={"name": "Kvern", "time_zone": "Europe/Oslo"})
    return Feed.objects.create(slug="home", language="en", kind="home")


def edition(feed: Feed, number: int, at: datetime, slots: list | None = None) -> Edition:
    return Edition.objects.create(feed=feed, number=number, slots=slots or [], created_at=at)


def show(*arguments: str) -> str:
    out = StringIO()
    call_command("show_edition", *arguments, stdout=out)
    return out.getvalue()


class TestTheDatabaseRefuses:
    """After all migrations: on SQLite one that alters `feeds_edition` makes the table anew and drops its
    triggers unseen, so it has to make this one again."""

    @pytest.mark.parametrize(
        "change", [{"slots": []}, {"number": 9}, {"created_at": datetime(2020, 1, 1, tzinfo=UTC)}]
    )
    def test_any_change_of_an_edition(self, feed, change):
        row = edition(feed, 1, timezone.now(), [[1, "c", "l", 0, 0]])
        with pytest.raises(DatabaseError, match="an edition never changes"), transaction.atomic():
            Edition.objects.filter(pk=row.pk).update(**change)
        row.refresh_from_db()
        assert (row.number, row.slots) == (1, [[1, "c", "l", 0, 0]])

    def test_not_that_it_goes(self, feed):
        edition(feed, 1, timezone.now())
        feed.delete()
        assert not Edition.objects.exists()


class TestKeeping:
    def test_everything_of_a_day_then_the_last_of_each_day_for_90(self, feed):
        now = timezone.now()
        noon = now.replace(hour=12, minute=0, second=0, microsecond=0)  # far from midnight in Oslo too
        made = [
            edition(feed, number, at)
            for number, at in enumerate(
                [
                    noon - timedelta(days=200),
                    noon - timedelta(days=92),
                    noon - timedelta(days=80, hours=2),
                    noon - timedelta(days=80),
                    noon - timedelta(days=3, hours=1),
                    noon - timedelta(days=3),
                    now - timedelta(hours=23),
                    now - timedelta(hours=22),
                ],
                start=1,
            )
        ]
        Feed.objects.update(current_edition=made[0])
        assert drop_old_editions() == 3
        assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == [1, 4, 6, 7, 8]
        assert drop_old_editions() == 0

    def test_of_every_feed_by_itself(self, feed):
        other = Feed.objects.create(slug="home", language="nb", kind="home")
        at = timezone.now() - timedelta(days=3)
        for each in (feed, other):
            edition(each, 1, at)
        assert drop_old_editions() == 0


class TestShowEdition:
    def test_tells_slot_lane_title_and_reason(self, feed):
        post, story = make_post(title="Grind finer"), make_story("How we roast")
        plan_feeds()
        said = show("home")
        assert "edition 1 of home (en)" in said or "of home (en), made" in said
        assert "editorial  How we roast" in said
        assert "customer   Grind finer" in said
        assert "New: shown to give it a chance" in said
        assert post.author.email not in said
        assert story.title in said

    def test_a_post_that_was_taken_down_is_told_without_its_words(self, feed):
        removed, left_behind = make_post(title="Secret one"), make_post(title="Secret two")
        plan_feeds()
        at = timezone.now()
        community.remove(removed)
        left_behind.__class__.objects.filter(pk=left_behind.pk).update(state="removed")
        assert FeedEntry.objects.filter(post=left_behind).exists()
        said = show("home", "--at", f"{at.astimezone(BrandSettings.objects.get().zone):%Y-%m-%d %H:%M:%S.%f}")
        assert "Secret" not in said
        assert said.count("(taken down since, or no longer in this feed)") == 2

    def test_times_are_the_brands(self, feed):
        edition(feed, 1, datetime(2026, 5, 3, 7, 30, tzinfo=UTC))
        edition(feed, 2, datetime(2026, 5, 3, 8, 30, tzinfo=UTC))
        assert "On 2026-05-03 10:00:00 (Europe/Oslo): edition 1 of" in show(
            "home", "--at", "2026-05-03 10:00"
        )
        assert ": edition 2 of" in show("home", "--at", "2026-05-03 10:30")

    def test_the_last_of_a_day_stood_until_the_next_day_something_changed(self, feed):
        edition(feed, 7, datetime(2026, 5, 3, 8, 0, tzinfo=UTC))
        edition(feed, 12, datetime(2026, 5, 6, 18, 0, tzinfo=UTC))
        assert "(Europe/Oslo): edition 7 of" in show("home", "--at", "2026-05-05 10:00")

    def test_the_nearest_is_named_where_the_one_is_gone(self, feed):
        edition(feed, 7, datetime(2026, 5, 3, 8, 0, tzinfo=UTC))
        edition(feed, 12, datetime(2026, 5, 6, 18, 0, tzinfo=UTC))
        said = show("home", "--at", "2026-05-06 19:00")
        assert "no longer kept: it was one of 5 editions, of which 4 are gone" in said
        assert "edition 12 of home (en), made 2026-05-06 20:00:00 (Europe/Oslo)" in said

    def test_before_the_first_there_was_none_and_before_the_kept_there_were_some(self, feed):
        edition(feed, 1, datetime(2026, 5, 3, 8, 0, tzinfo=UTC))
        with pytest.raises(CommandError, match="had no edition yet"):
            show("home", "--at", "2026-05-01")
        Edition.objects.all().delete()
        edition(feed, 3, datetime(2026, 5, 3, 8, 0, tzinfo=UTC))
        assert "of which 2 are gone" in show("home", "--at", "2026-05-01")

    @pytest.mark.parametrize(
        ("arguments", "why"), [(["nowhere"], "There is no feed"), (["home", "--at", "3 May"], "is no time")]
    )
    def test_says_what_it_does_not_understand(self, feed, arguments, why):
        with pytest.raises(CommandError, match=why):
            show(*arguments)
