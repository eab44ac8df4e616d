"""What stands in customers' places: rated in, chosen, or on its first chance; the reader's language first."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from community.models import Post
from feeds import actions
from feeds.actions.filling import fill_feeds
from feeds.actions.owning import save_own_feed
from feeds.models import Feed, FeedEntry
from feeds.planning import LANE, NEW, from_row
from feeds.rules import Rule
from tests.factories import make_marketer, make_member, make_post, make_product, make_topic, plan_feeds

pytestmark = pytest.mark.django_db


def old(post: Post, *, days: int = 30) -> Post:
    """The post, so old that its first chance is over."""
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=days))
    actions.sync_post(post.pk)
    return post


def rated_in(post: Post) -> Post:
    Post.objects.filter(pk=post.pk).update(eligible_at=timezone.now())
    actions.sync_post(post.pk)
    return post


def edition(slug: str = "home", language: str = "en") -> list[tuple[int, str]]:
    """The posts of a feed's edition in order, each with its reason."""
    Feed.objects.update(dirty_at=timezone.now())
    plan_feeds()
    slots = [from_row(row) for row in Feed.objects.get(slug=slug, language=language).current_edition.slots]
    posts = dict(FeedEntry.objects.values_list("pk", "post"))
    return [(posts[slot.id], slot.reason) for slot in slots]


def grown() -> None:
    """A home feed of 40 posts in standing, which is young no longer; by 40 authors."""
    for _number in range(40):
        rated_in(old(make_post(), days=40))


class TestWhoStandsInIt:
    def test_a_young_feed_keeps_first_chances_open_that_are_over(self):
        post = old(make_post())
        assert FeedEntry.objects.filter(post=post, standing="plain").count() == 2
        assert edition() == [(post.pk, NEW)]

    def test_with_40_posts_in_standing_they_end(self):
        grown()
        over, fresh = old(make_post()), make_post()
        posts = dict(edition())
        assert len(posts) == 41
        assert over.pk not in posts
        assert posts[fresh.pk] == NEW

    def test_one_that_members_found_useful_or_the_brand_chose_stays_in(self):
        grown()
        useful, chosen, neither = (old(make_post()) for _number in range(3))
        rated_in(useful)
        home = Feed.objects.get(slug="home", language="en")
        until = timezone.now() + timedelta(days=1)
        placement = actions.place(home, by=make_marketer(), post=chosen, ends_at=until)
        posts = dict(edition())
        assert posts[useful.pk] == posts[chosen.pk] == LANE
        assert neither.pk not in posts
        assert chosen.pk not in dict(edition(language="nb"))  # Chosen for the English feed.
        actions.cancel_placement(placement)
        assert chosen.pk not in dict(edition())


class TestLanguage:
    def test_the_readers_own_comes_first_whatever_its_rank_and_product(self):
        kvern = make_product("kvern")
        own = [rated_in(old(make_post(product=kvern), days=200 + n)) for n in range(3)]
        new = old(make_post(), days=300)
        foreign = rated_in(make_post(language="nb", title="Mal finere"))
        late = make_post(language="nb", title="Mal langsommere")
        actions.sync_post(late.pk)
        assert edition() == [
            *((post.pk, LANE) for post in own),
            (new.pk, NEW),
            (foreign.pk, LANE),
            (late.pk, NEW),
        ]
        assert [pk for pk, _reason in edition(language="nb")][:2] == [foreign.pk, late.pk]

    def test_others_fill_up_and_are_marked_with_their_language(self, client):
        make_post(language="nb", title="Mal finere")
        plan_feeds()
        page = client.get("/").text
        assert "In Norwegian" in page
        assert 'lang="nb"' in page
        assert client.get("/feeds/home.json").json()["items"][0]["language"] == "nb"

    def test_in_a_grown_feed_no_first_chance_goes_to_another_language(self):
        grown()
        foreign = make_post(language="nb", title="Mal finere")
        actions.sync_post(foreign.pk)
        assert foreign.pk not in dict(edition())


class TestStarsAndTone:
    TONES = ("Awful, terrible, I hate it.", "It works.", "I love it, simply the best.")

    def test_permuted_among_the_posts_leave_every_edition_the_same_to_the_byte(self):
        products, topic = [make_product("lodd"), make_product("trakt")], make_topic("scales")
        authors = [make_member() for _number in range(4)]
        posts = [
            make_post(
                authors[n % 4], kind="review", product=products[n // 4], topics=[topic], stars=1 + n % 5
            )
            for n in range(7)
        ]
        rated_in(posts[0])
        old(posts[1])
        rated_in(old(posts[2]))
        save_own_feed("lodd", titles={"en": "Lodd"}, rule=Rule(kinds=frozenset({"review"})), config={})
        fill_feeds()

        def editions() -> bytes:
            for post in posts:
                actions.sync_post(post.pk)
            Feed.objects.update(dirty_at=timezone.now())
            plan_feeds()
            rows = Feed.objects.order_by("slug", "language").values_list("slug", "current_edition__slots")
            keys = FeedEntry.objects.order_by("pk").values_list("pk", "key", "standing")
            return json.dumps([list(rows), list(keys)]).encode()

        before = editions()
        assert len(json.loads(before)[0]) == 10
        for turn in range(1, 5):
            for n, post in enumerate(posts):
                tone = self.TONES[(n + turn) % 3]
                stars = 1 + (n + turn) % 5
                post.revisions.update(stars=stars, title=tone, body=tone, body_html=f"<p>{tone}</p>")
            assert editions() == before
