"""What a reader is told around a feed: what arrived, their last visit, the mix; and only one language."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feeds.cursor import EditionCursor, NewestCursor, decode
from feeds.models import Feed, FeedEntry, Reader
from feeds.models.readers import VISIT
from feeds.reading import PAGE
from tests.factories import make_member, make_post, make_story, make_topic, plan_feeds

pytestmark = pytest.mark.django_db


def polled(page: str) -> str:
    """The address a page asks that stays open."""
    return re.search(r'data-hx-get="(/[^"]*arrivals/[^"]+)"', page)[1].replace("&amp;", "&")


def following(page: str) -> str:
    return "/" + re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")


class TestArrivals:
    @pytest.fixture
    def page(self, client: Client) -> str:
        for _number in range(PAGE + 1):
            make_post()
        plan_feeds()
        return client.get("/").text

    def test_are_told_to_a_page_that_stays_open(self, client: Client, page: str):
        assert isinstance(decode(polled(page).rpartition("since=")[2]), EditionCursor)
        assert client.get(polled(page)).text.strip() == ""
        for _number in range(2):
            make_post()
        plan_feeds()
        told = client.get(polled(page))
        assert "2 new since you came" in told.text
        assert 'href="?"' in told.text
        assert not told.cookies

    def test_are_told_on_the_next_page_without_any_script(self, client: Client, page: str):
        assert "since you came" not in client.get(following(page)).text
        make_post()
        plan_feeds()
        assert "1 new since you came" in client.get(following(page)).text
        assert "since you came" not in client.get("/").text

    def test_are_told_newest_first_too(self, client: Client):
        make_post()
        plan_feeds()
        page = client.get("/?order=newest").text
        assert isinstance(decode(polled(page).rpartition("since=")[2]), NewestCursor)
        assert client.get(polled(page)).text.strip() == ""
        make_post()
        plan_feeds()
        assert 'href="?order=newest"' in client.get(polled(page)).text

    def test_are_told_newest_first_on_every_following_page(self, client: Client):
        for _number in range(2 * PAGE + 1):
            make_post()
        plan_feeds()
        first = client.get("/?order=newest").text
        second = client.get(following(first)).text
        assert "since you came" not in second
        make_post()
        plan_feeds()
        for page in (client.get(following(first)).text, client.get(following(second)).text):
            assert "1 new since you came" in page
            assert 'href="?order=newest"' in page
        made_up = client.get(following(first).partition("&since=")[0] + "&since=nonsense")
        assert (made_up.status_code, "since you came" in made_up.text) == (200, False)

    @pytest.mark.parametrize("since", ["", "nonsense", "EAwo2gI", "%00"])
    def test_of_a_made_up_time_are_none(self, client: Client, page: str, since: str):
        answer = client.get(f"/feeds/home/arrivals/?since={since}")
        assert (answer.status_code, answer.text.strip()) == (200, "")

    def test_of_no_feed_are_not_found(self, client: Client):
        assert client.get("/feeds/nothing/arrivals/").status_code == 404


class TestLastVisit:
    def test_a_member_is_told_what_came_since_and_a_visitor_nothing(self, client: Client):
        member = make_member()
        for number in range(3):
            make_post(title=f"Before {number}")
        plan_feeds()
        FeedEntry.objects.update(published_at=timezone.now() - timedelta(days=2))
        client.force_login(member)
        assert "last visit" not in client.get("/").text
        Reader.objects.update(came_at=timezone.now() - timedelta(days=1))
        make_post(title="After")
        plan_feeds()
        assert "1 on this page is new since your last visit" in client.get("/").text
        newest = client.get("/?order=newest").text
        line = newest.index("All above came since your last visit")
        assert newest.index(">After<") < line < newest.index(">Before 2<")
        for address in ("/", "/?order=newest"):
            assert "last visit" not in Client().get(address).text

    def test_the_line_comes_at_the_top_of_the_page_where_the_old_begins(self, client: Client):
        for _number in range(2 * PAGE):
            make_post()
        plan_feeds()
        client.force_login(make_member())
        client.get("/")
        entries = Feed.objects.get(slug="home", language="en").entries.order_by("-published_at", "-pk")
        Reader.objects.update(came_before_at=entries[PAGE].published_at)
        first = client.get("/?order=newest").text
        assert "All above came" not in first
        second = client.get(following(first)).text
        assert second.index("All above came") < second.index("data-feed=")

    def test_is_written_once_a_visit(self, client: Client):
        make_post()
        plan_feeds()
        client.force_login(make_member())
        writes = []
        for _look in range(3):
            with CaptureQueriesContext(connection) as asked:
                client.get("/")
            writes.append(
                [q["sql"] for q in asked if "feeds_reader" in q["sql"] and "SELECT" not in q["sql"][:8]]
            )
        assert [len(each) for each in writes] == [1, 0, 0]
        began = Reader.objects.get().came_at
        Reader.objects.update(came_at=began - VISIT)
        client.get("/")
        reader = Reader.objects.get()
        assert reader.came_before_at == began - VISIT
        assert reader.came_at > began


class TestOnlyOwnLanguage:
    def titles(self, client: Client, address: str) -> list[str]:
        page = client.get(address).text.partition("data-feed=")[2].partition("feed-foot")[0]
        return re.findall(r'card-title"><a [^>]*>([^<]+)<', page)

    @pytest.mark.parametrize("order", ["", "&order=newest"])
    def test_leaves_out_what_is_in_another(self, client: Client, order: str):
        make_post(title="Boil it")
        make_post(title="Kok vannet", language="nb")
        plan_feeds()
        assert sorted(self.titles(client, f"/?{order}")) == ["Boil it", "Kok vannet"]
        assert self.titles(client, f"/?language=own{order}") == ["Boil it"]
        assert self.titles(client, f"/nb/?language=own{order}") == ["Kok vannet"]

    def test_is_kept_from_page_to_page_and_loses_nothing(self, client: Client):
        topic = make_topic("water")
        for number in range(PAGE + 5):
            make_post(title=f"Post {number}", topics=[topic])
            make_post(title=f"Innlegg {number}", topics=[topic], language="nb")
        plan_feeds()
        address = "/topics/water/?language=own"
        page = client.get(address).text
        found = self.titles(client, address)
        assert len(found) == PAGE
        found += self.titles(client, f"/topics/water{following(page)}")
        assert sorted(found) == sorted(f"Post {number}" for number in range(PAGE + 5))

    def test_where_there_is_nothing_it_leads_back_to_all(self, client: Client):
        make_post(title="Kok vannet", language="nb")
        plan_feeds()
        page = client.get("/?language=own").text
        assert "Nothing in this language yet" in page
        assert "Show all languages" in page


class TestFoot:
    def test_says_the_mix_of_the_page_and_of_the_edition_and_leads_to_the_rules(self, client: Client):
        make_story()
        for _number in range(PAGE + 4):
            make_post()
        plan_feeds()
        page = client.get("/").text
        assert "This page: 1 from Alongside, 19 from customers. The whole edition: 1 and 24." in " ".join(
            re.sub("<[^>]+>", "", page).split()
        )
        assert 'href="/trust/ranking/"' in page

    def test_a_feed_with_its_own_rules_leads_to_those(self, client: Client):
        make_post()
        plan_feeds()
        Feed.objects.filter(slug="home").update(config={"customer_weight": 2, "max_run": 3})
        assert 'href="/trust/ranking/?feed=home"' in client.get("/").text
        rules = client.get("/trust/ranking/?feed=home").text
        assert "there are 2 for customers, and never more than 3 of one side" in rules
        assert "there are 3 for customers" in client.get("/trust/ranking/?feed=nothing").text
