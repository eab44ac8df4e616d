"""What a member follows: merged while it is read, each thing once, and the front page only as they ask."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from community.actions.erasing import erase_member
from community.actions.following import follow, unfollow
from community.models import Post
from content.brand import current_brand
from feeds import following
from feeds.actions.reading import prefer_followed
from feeds.following import read_following
from feeds.models import FeedEntry, Reader
from feeds.page import FeedPage
from feeds.planning import CUSTOMER, LANE, PIN, Slot
from feeds.reading import PAGE
from feeds.showing import print_entries, rows_of
from feeds.weighting import weighted
from tests.factories import make_member, make_post, make_product, make_story, make_topic, plan_feeds

pytestmark = pytest.mark.django_db


def titles(member, after: str = "") -> list[str]:
    return titles_of(read_following(member, brand=current_brand(), after=after))


def titles_of(page: FeedPage) -> list[str]:
    rows = rows_of(each.row.pk for each in page.entries)
    return [entry.card.title for entry in print_entries(page.entries, rows, current_brand(), "en")]


class TestFollowing:
    def test_both_sides_of_what_is_followed_stand_there_newest_first_with_their_reason(self):
        member, kari = make_member(), make_member("Kari")
        product, topic = make_product("kvern"), make_topic("water")
        for subject in (kari, product, topic):
            follow(subject, by=member)
        make_post(kari, title="By Kari")
        make_post(product=product, title="About it")
        make_post(topics=[make_topic(), topic], title="On it, second")
        make_post(title="Nobody asked")
        make_story("A story of it", product=product)
        plan_feeds()
        page = read_following(member, brand=current_brand())
        assert list(zip(titles_of(page), [each.sentence for each in page.entries], strict=True)) == [
            ("A story of it", f"You follow {product.name}"),
            ("On it, second", f"You follow {topic.name}"),
            ("About it", f"You follow {product.name}"),
            ("By Kari", "You follow Kari"),
        ]
        assert (page.mix.editorial, page.mix.customer) == (1, 3)
        assert page.next_cursor == ""

    def test_nothing_comes_twice_from_page_to_page_although_it_is_followed_twice_and_of_one_moment(self):
        member, kari, product = make_member(), make_member("Kari"), make_product()
        follow(kari, by=member)
        follow(product, by=member)
        posts = [make_post(kari, product=product) for _ in range(2 * PAGE + 3)]
        Post.objects.update(published_at=timezone.now())
        plan_feeds()
        FeedEntry.objects.update(published_at=timezone.now())
        after, seen, pages = "", [], 0
        while pages == 0 or after:
            page = read_following(member, brand=current_brand(), after=after)
            seen += [each.row.post_id for each in page.entries]
            after, pages = page.next_cursor, pages + 1
        assert pages == 3
        assert seen == [post.pk for post in reversed(posts)]

    def test_what_is_public_no_longer_and_ones_own_is_passed_over(self):
        member, product = make_member(), make_product()
        follow(product, by=member)
        stays = [make_post(product=product, title=f"Post {number}") for number in range(PAGE)]
        plan_feeds()
        for _number in range(3):
            make_post(member, product=product)
            gone = make_post(product=product)
            plan_feeds()
            Post.objects.filter(pk=gone.pk).update(state="removed")  # An event that was lost.
        page = read_following(member, brand=current_brand())
        assert [each.row.post_id for each in page.entries] == [post.pk for post in reversed(stays)]

    def test_many_streams_cost_a_query_for_each_so_many(self, monkeypatch, django_assert_num_queries):
        member = make_member()
        for _number in range(7):
            author = make_member()
            follow(author, by=member)
            make_post(author)
        plan_feeds()
        brand = current_brand()
        with django_assert_num_queries(4):  # the front page, follows, streams, entries
            assert len(read_following(member, brand=brand).entries) == 7
        monkeypatch.setattr(following, "STREAMS", 3)
        with django_assert_num_queries(6):
            assert len(read_following(member, brand=brand).entries) == 7

    def test_a_made_up_cursor_begins_anew(self):
        member, product = make_member(), make_product()
        follow(product, by=member)
        make_post(product=product, title="One")
        plan_feeds()
        assert titles(member, "nonsense") == titles(member, "EAwo2gI") == ["One"]

    def test_who_follows_nothing_is_invited(self, client: Client):
        client.force_login(make_member())
        page = client.get("/my/following/").text
        assert "Nothing here yet" in page
        assert "Look around" in page

    def test_nothing_is_written_for_followers(self):
        product = make_product()
        before = self.rows(product)
        for _number in range(3):
            follow(product, by=make_member())
        assert self.rows(product) == before

    def rows(self, product) -> int:
        post = make_post(product=product)
        plan_feeds()
        return FeedEntry.objects.filter(post=post).count()


class TestWeighted:
    def test_every_second_place_is_for_what_is_followed_and_pins_stay(self):
        slots = [Slot(n, CUSTOMER, PIN if n == 0 else LANE) for n in range(8)]
        assert [slot.id for slot in weighted(slots, {0, 4, 6})] == [0, 4, 1, 6, 2, 3, 5, 7]

    def test_nothing_is_added_or_left_out(self):
        slots = [Slot(n, CUSTOMER, LANE) for n in range(9)]
        for followed in (set(), {8}, set(range(9)), {99}):
            assert sorted(slot.id for slot in weighted(slots, followed)) == list(range(9))
        assert weighted(slots, set()) == slots


class TestFrontPage:
    def order(self, client: Client) -> list[str]:
        page = client.get("/").text
        return re.findall(r"card-title\"><a [^>]*>([^<]+)<", page.partition("data-feed=")[2])

    def test_is_everybodys_until_a_member_asks_and_says_so_then(self, client: Client):
        member, product = make_member(), make_product()
        follow(product, by=member)
        make_post(product=product, title="Of mine")
        for number in range(3):
            make_post(title=f"Of others {number}")
        plan_feeds()
        client.force_login(member)
        everybodys = self.order(client)
        assert everybodys[-1] == "Of mine"
        assert self.order(Client()) == everybodys

        assert client.post("/my/front-page/", {"followed": "1"}).status_code == 302
        assert self.order(client) == ["Of mine", *everybodys[:-1]]
        assert "comes more often here, as you asked" in client.get("/").text
        assert self.order(Client()) == everybodys

        client.post("/my/front-page/")
        assert self.order(client) == everybodys
        assert "as you asked" not in client.get("/").text

    def test_pages_on_without_repeats_and_goes_on_after_the_same_entry_when_one_unfollows(self, client):
        member, product = make_member(), make_product()
        follow(product, by=member)
        prefer_followed(member, wanted=True)
        posts = [make_post(product=product if n % 4 == 0 else None) for n in range(PAGE + 8)]
        plan_feeds()
        client.force_login(member)
        first = client.get("/")
        shown = self.ids(first.text)
        address = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
        second = self.ids(client.get(f"/{address}").text)
        assert not set(shown) & set(second)
        assert set(shown) | set(second) == {post.pk for post in posts}
        unfollow(product, by=member)
        everybodys = self.ids(Client().get("/").text)
        rest = self.ids(client.get(f"/{address}").text)
        after = everybodys.index(shown[-1]) if shown[-1] in everybodys else None
        assert after is None or rest[: PAGE - after - 1] == everybodys[after + 1 :]

    def ids(self, page: str) -> list[int]:
        feed = page.partition("data-feed=")[2].partition("feed-foot")[0]
        return [int(pk) for pk in re.findall(r'card-title"><a href="/posts/(\d+)-', feed)]


class TestReader:
    def test_a_choice_is_one_row_and_goes_with_the_member(self):
        member = make_member()
        prefer_followed(member, wanted=True)
        prefer_followed(member, wanted=False)
        assert [reader.prefers_followed for reader in Reader.objects.all()] == [False]
        erase_member(member)
        assert not Reader.objects.exists()
