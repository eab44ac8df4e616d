"""A feed on other sites: what is in it, who may frame it, and that taking back consent is at once."""

import json
import re

import pytest
from django.test import Client

from community.actions.consenting import allow_use_elsewhere
from feeds import actions
from tests.factories import make_brand_member, make_marketer, make_member, make_post, make_story, plan_feeds

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE, FILE = "/feeds/home/embed/", "/feeds/home/embed.json"


@pytest.fixture
def posts():
    """One post whose author agreed, one whose author did not, a colleague's, and a page of the brand."""
    agreed = make_post(title="Rinse first", incentivised=True, kind="review", stars=2)
    make_post(title="Only here")
    make_post(make_brand_member("Kari Nes"), title="From the bench")
    allow_use_elsewhere(agreed, by=agreed.author, allowed=True)
    actions.sync_page(make_story("Soft water").pk)
    plan_feeds()
    return agreed


def titles(client: Client) -> set[str]:
    return {item["title"] for item in json.loads(client.get(FILE).content)["items"]}


class TestWhatIsShown:
    def test_only_what_authors_agreed_to_and_the_brands_pages(self, client: Client, posts):
        assert titles(client) == {"Rinse first", "Soft water"}
        page = client.get(PAGE).content.decode()
        assert "Rinse first" in page and "Soft water" in page
        assert "Only here" not in page and "From the bench" not in page

    def test_disclosure_lane_and_reason_stand_with_each(self, client: Client, posts):
        page = client.get(PAGE).content.decode()
        assert re.search(
            r'data-lane="customer".*?Customer</span>.*?Got something for this\..*?2 of 5', page, re.S
        )
        assert 'data-lane="editorial"' in page
        assert "Ownership not verified" in page
        assert "1 entry from the brand, 1 from a customer who agreed to be shown here." in page
        (review,) = (i for i in json.loads(client.get(FILE).content)["items"] if i["title"] == "Rinse first")
        assert review["_alongside"]["disclosure"] == ["Got something for this."]
        assert review["tags"] == ["customer", review["_alongside"]["why"]]

    def test_an_answer_taken_back_or_given_counts_at_once(self, client: Client, posts):
        allow_use_elsewhere(posts, by=posts.author, allowed=False)
        assert titles(client) == {"Soft water"}
        allow_use_elsewhere(posts, by=posts.author, allowed=True)
        assert titles(client) == {"Rinse first", "Soft water"}

    def test_few_customers_agreed_yet_the_brand_does_not_stand_alone(self, client: Client):
        for number in range(12):
            actions.sync_page(make_story(f"Story {number}").pk)
        for number in range(30):
            make_post(title=f"Only here {number}")
        late = [make_post(title=f"Agreed {number}") for number in range(5)]
        for post in late:
            allow_use_elsewhere(post, by=post.author, allowed=True)
        plan_feeds()
        lanes = [item["_alongside"]["lane"] for item in json.loads(client.get(FILE).content)["items"]]
        assert (len(lanes), lanes.count("customer")) == (8, 5)

    def test_an_unknown_feed_is_not_found(self, client: Client):
        for path in ("/feeds/none/embed/", "/feeds/none/embed.json"):
            assert client.get(path).status_code == 404


class TestHeaders:
    def test_any_site_may_frame_this_page_and_no_other(self, client: Client, posts):
        framed = client.get(PAGE)
        assert "frame-ancestors *" in framed["Content-Security-Policy"]
        assert "script-src 'none'" in framed["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed
        for path in ("/", "/feeds/", "/feeds/home.atom", FILE, "/feeds/none/embed/", "/community/"):
            other = client.get(path)
            assert "frame-ancestors 'none'" in other["Content-Security-Policy"], path
            assert other["X-Frame-Options"] == "DENY", path

    def test_the_file_may_be_read_by_any_sites_script_and_no_other_address(self, client: Client, posts):
        assert client.get(FILE)["Access-Control-Allow-Origin"] == "*"
        for path in ("/", PAGE, "/feeds/home.json"):
            assert "Access-Control-Allow-Origin" not in client.get(path), path

    def test_the_page_sets_no_cookie_and_is_the_same_for_members(self, client: Client, posts):
        for visitor in (None, make_member(), make_marketer()):
            if visitor:
                client.force_login(visitor)
            response = client.get(PAGE)
            assert not response.cookies
            assert not re.search(rb"<(script|form|input|button|style)", response.content)

    def test_links_lead_out_of_the_frame_and_the_page_is_canonical(self, client: Client, posts):
        page = client.get(PAGE).content.decode()
        links = re.findall(r"<a [^>]*>", page)
        assert len(links) == 6
        assert all('target="_top" rel="noopener"' in link for link in links)
        assert '<link rel="canonical" href="http://localhost:8000/">' in page


class TestCode:
    CODE = (
        '&lt;iframe src=&quot;http://localhost:8000/feeds/home/embed/&quot; title=&quot;'
    )  # fmt: skip

    def test_is_offered_to_everybody_on_the_list_of_feeds(self, client: Client, posts):
        page = client.get("/feeds/").content.decode()
        assert self.CODE in page
        for form in ("atom", "rss", "json"):
            assert f'href="/feeds/home.{form}"' in page
        assert "nb/feeds/home/embed/" in client.get("/nb/feeds/").content.decode()

    def test_is_offered_to_marketers_beside_the_feeds_rules(self, client: Client, posts):
        client.force_login(make_marketer())
        assert self.CODE in client.get("/cms/feeds/home/").content.decode()


class TestAnnounced:
    @pytest.mark.parametrize("path", ["/", "/community/", "/feeds/"])
    def test_every_page_with_a_feed_names_its_three_files(self, client: Client, posts, path):
        page = client.get(path).content.decode()
        for kind, form in ((r"atom\+xml", "atom"), (r"rss\+xml", "rss"), (r"feed\+json", "json")):
            assert re.search(
                rf'rel="alternate" type="application/{kind}"[^>]* href="/feeds/home.{form}"', page
            )
