"""Files of feeds by the rules of the W3C's validator, and read back by feedparser, whatever people write."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from django.utils.http import http_date, parse_http_date

from community.models import PostRevision
from feeds import actions
from feeds.models import Feed
from tests.factories import make_brand_member, make_post, make_product, make_story, make_topic, plan_feeds

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
ODD_TITLE = "Tips & tricks: <b>not bold</b> ]]> 😀 שלום"
FORBIDDEN = "\x00\x0b\x1f\ufffe\uffff"


@pytest.fixture
def feeds(client: Client):
    """A front page of what people write at their oddest; files by form."""
    review = make_post(
        kind="review", product=make_product("kvern"), topics=[make_topic("grinding")], incentivised=True,
        title=ODD_TITLE, body='<p>]]&gt; &amp; <a href="/products/kvern/">it</a></p>',
    )  # fmt: skip
    # Words from before they were cleaned of these.
    PostRevision.objects.filter(post=review).update(body_html="<p>]]&gt; bell\x0b</p><script>x</script>")
    make_post(make_brand_member("Kari Nes"), title="Fra verkstedet", language="nb")
    make_post(make_brand_member(), title="From the bench")
    actions.sync_page(make_story("Soft\x0b water").pk)
    plan_feeds()
    return SimpleNamespace(
        atom=client.get("/feeds/home.atom").content,
        rss=client.get("/feeds/home.rss").content,
        json=json.loads(client.get("/feeds/home.json").content),
    )


class TestReadBack:
    @pytest.mark.parametrize("form", ["atom", "rss"])
    def test_titles_authors_dates_links_tags_and_ids_come_back_equal(self, feeds, form):
        parsed = feedparser.parse(getattr(feeds, form))
        assert not parsed.bozo
        assert [
            (entry.id, entry.title, entry.link, entry.author, [tag.term for tag in entry.tags])
            for entry in parsed.entries
        ] == [
            (item["id"], item["title"], item["url"], item["authors"][0]["name"], item["tags"])
            for item in feeds.json["items"]
        ]
        assert {ODD_TITLE, "From the bench", "Soft water"} == {entry.title for entry in parsed.entries}
        for entry, item in zip(parsed.entries, feeds.json["items"], strict=True):
            published = datetime.fromisoformat(item["date_published"])
            assert datetime(*entry.published_parsed[:6], tzinfo=UTC) == published.replace(microsecond=0)

    def test_holds_no_script_no_style_no_relative_address_and_no_character_xml_forbids(self, feeds):
        for file in (feeds.atom.decode(), feeds.rss.decode(), json.dumps(feeds.json, ensure_ascii=False)):
            assert not set(FORBIDDEN) & set(file)
            assert "bell" in file
            assert not re.search(r"<script|&lt;script|style=|(href|src)=(\\?\"|&quot;)(?!https?://)", file)

    def test_long_words_and_other_writing_are_left_alone(self, client: Client):
        words = "مرحبا 👩‍👩‍👧 " + "x" * 4000
        make_post(title="שלום עולם", body=f"<p>{words}</p>")
        plan_feeds()
        for form in ("atom", "rss"):
            entry = feedparser.parse(client.get(f"/feeds/home.{form}").content).entries[0]
            assert entry.title == "שלום עולם"
            assert words in entry.summary


class TestRulesOfRss:
    def test_channel_and_items_have_what_they_must(self, feeds):
        root = ElementTree.fromstring(feeds.rss)
        assert (root.tag, root.get("version")) == ("rss", "2.0")
        channel = root.find("channel")
        for name in ("title", "link", "description", "language", "lastBuildDate"):
            assert channel.findtext(name), name
        assert channel.findtext("language") == "en"
        self_link = channel.find(f"{ATOM}link[@rel='self']")
        assert self_link.get("href") == "http://localhost:8000/feeds/home.rss"
        assert parsedate_to_datetime(channel.findtext("lastBuildDate"))
        for item in channel.iter("item"):
            assert item.findtext("title") and item.findtext("description")
            assert urlsplit(item.findtext("link")).scheme == "http"
            assert item.find("guid").get("isPermaLink") == "false"
            assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
            # RSS's own author must be a mail address: nobody's is published.
            assert item.find("author") is None
            assert item.findtext(f"{DC}creator")
            assert item.findtext(f"{DC}language") in {"en", "nb"}
        ids = [item.findtext("guid") for item in channel.iter("item")]
        assert len(ids) == len(set(ids)) == 3


class TestRulesOfAtom:
    def test_feed_and_entries_have_what_they_must(self, feeds):
        root = ElementTree.fromstring(feeds.atom)
        assert root.tag == f"{ATOM}feed"
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        assert root.findtext(f"{ATOM}id") == "http://localhost:8000/feeds/home.atom"
        assert root.find(f"{ATOM}link[@rel='self']").get("href") == root.findtext(f"{ATOM}id")
        assert len(root.findall(f"{ATOM}link[@rel='alternate']")) == 1
        stamps = [root.findtext(f"{ATOM}updated")]
        for entry in root.iter(f"{ATOM}entry"):
            assert entry.findtext(f"{ATOM}title")
            assert entry.find(f"{ATOM}content").get("type") == "html"
            assert entry.findtext(f"{ATOM}author/{ATOM}name")
            assert re.fullmatch(
                r"tag:localhost,\d{4}-\d\d-\d\d:(posts|pages)/\d+", entry.findtext(f"{ATOM}id")
            )
            stamps += [entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}published")]
        assert all(datetime.fromisoformat(stamp).tzinfo for stamp in stamps)

    def test_an_id_stays_when_title_and_address_change(self, client: Client):
        post = make_post(title="Rinse first")
        plan_feeds()
        before = feedparser.parse(client.get("/feeds/home.atom").content).entries[0]
        PostRevision.objects.filter(post=post).update(title="Rinse later")
        post.save()
        for address in ("/feeds/home.atom", "/nb/feeds/home.rss"):
            after = feedparser.parse(client.get(address).content).entries[0]
            assert after.title == "Rinse later"
            assert (after.id, after.link == before.link) == (before.id, False)


class TestRulesOfJson:
    def test_feed_and_items_have_what_they_must(self, feeds):
        assert feeds.json["feed_url"] == "http://localhost:8000/feeds/home.json"
        assert feeds.json["home_page_url"] == "http://localhost:8000/"
        assert "hubs" not in feeds.json
        for item in feeds.json["items"]:
            assert isinstance(item["id"], str) and item["content_html"]
            assert datetime.fromisoformat(item["date_modified"]).tzinfo
        (review,) = (item for item in feeds.json["items"] if item["title"] == ODD_TITLE)
        assert review["_alongside"]["lane"] == "customer"
        assert review["_alongside"]["disclosure"] == ["Got something for this."]


class TestHub:
    @pytest.fixture(autouse=True)
    def hub(self, settings):
        settings.WEBSUB_HUB = "https://hub.example/"

    def test_every_file_names_its_hub_and_itself(self, hub, feeds, client: Client):
        for form in ("atom", "rss"):
            links = {link.rel: link.href for link in feedparser.parse(getattr(feeds, form)).feed.links}
            assert links["hub"] == "https://hub.example/"
            assert links["self"] == f"http://localhost:8000/feeds/home.{form}"
        assert feeds.json["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
        assert client.get("/nb/feeds/home.atom")["Link"] == (
            '<https://hub.example/>; rel="hub", <http://localhost:8000/nb/feeds/home.atom>; rel="self"'
        )


class TestEveryFeed:
    @pytest.mark.parametrize("slug", ["home", "product-kvern", "topic-grinding"])
    @pytest.mark.parametrize("prefix", ["", "/nb"])
    def test_has_its_files_in_every_language_also_while_it_is_empty(self, client: Client, slug, prefix):
        make_product("kvern")
        make_topic("grinding")
        for form in ("atom", "rss", "json"):
            response = client.get(f"{prefix}/feeds/{slug}.{form}")
            assert response.status_code == 200
            parsed = feedparser.parse(response.content)
            assert form == "json" or (not parsed.bozo and parsed.feed.language == (prefix[1:] or "en"))
            assert client.get(f"{prefix}/feeds/{slug}.{form}").content == response.content

    def test_costs_the_same_however_many_posts_it_holds(self, client: Client, django_assert_max_num_queries):
        for number in range(6):
            make_post(title=f"Tip {number}")
        plan_feeds()
        with django_assert_max_num_queries(9):
            assert len(feedparser.parse(client.get("/feeds/home.atom").content).entries) == 6


class TestNotModified:
    def test_is_answered_by_tag_and_by_time_until_the_feed_changes(self, client: Client):
        make_post(title="Rinse first")
        plan_feeds()
        first = client.get("/feeds/home.rss")
        changed = parse_http_date(first["Last-Modified"])
        assert client.get("/feeds/home.rss", headers={"If-None-Match": first["ETag"]}).status_code == 304
        since = {"If-Modified-Since": first["Last-Modified"]}
        assert client.get("/feeds/home.rss", headers=since).status_code == 304
        earlier = {"If-Modified-Since": http_date(changed - 1)}
        assert client.get("/feeds/home.rss", headers=earlier).status_code == 200

        make_post(title="Then dry")
        plan_feeds()
        assert client.get("/feeds/home.rss", headers={"If-None-Match": first["ETag"]}).status_code == 200
        later = datetime.fromtimestamp(changed + 60, UTC)
        Feed.objects.filter(slug="home").update(dirty_at=later)
        assert client.get("/feeds/home.rss", headers=since).status_code == 200
