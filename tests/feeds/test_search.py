"""Search: what it finds, what it never finds, how it is narrowed, and what is suggested."""

import re
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction
from wagtail.search.models import IndexEntry

from community import actions as community
from community.actions.contributing import Words
from community.actions.erasing import erase_member
from community.actions.profiles import change_profile
from community.models import Member, Ownership, Post
from feeds import actions
from feeds.finding import candidates
from feeds.models import Findable
from tests.factories import (
    make_brand_member,
    make_member,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    make_topic_page,
    make_waiting_post,
    plan_feeds,
)

pytestmark = pytest.mark.django_db

TITLE = re.compile(r'<h2 class="row-title"[^>]*>(.*?)</h2>', re.DOTALL)
COUNT = re.compile(r'name="(\w+)" value="([\w-]+)".*?facet-count">(\d+\+?)<')
OFFER = re.compile(r"<strong>(.*?)</strong></a>")
TAGS = re.compile(r"<[^>]+>")


def page_of(query: str, prefix: str = "") -> str:
    response = Client().get(f"{prefix}/search/?{query}")
    assert response.status_code == 200
    return response.text


def titles(query: str, prefix: str = "") -> list[str]:
    return [TAGS.sub("", title).strip() for title in TITLE.findall(page_of(f"q={query}", prefix))]


def suggested(query: str, prefix: str = "") -> list[str]:
    found = Client().get(f"{prefix}/search/suggestions/", {"q": query}).json()["suggestions"]
    return [one["title"] for one in found]


def counted(query: str) -> dict[str, str]:
    return {f"{group}={value}": count for group, value, count in COUNT.findall(page_of(f"q={query}"))}


ODD = ["", " ", "\0", "%", "_", "'", '"', "a" * 5000, "💥", "\ufffe", "(", "\\", "\u202e"]
ODD += ['"grind', "grind'x", "x:*", "NOT", "a\0b", "!&|", "AND OR", "1e5", "é" * 99]


class TestFinding:
    def test_one_list_of_all_there_is(self):
        author = make_member("Burr Burrsen")
        make_post(author, title="Grind finer", body="<p>A burr wants <strong>cleaning</strong> at times.</p>")
        make_post(title="Clean the burrs", body="<p>With a dry brush, once a week, and nothing else.</p>")
        make_product_page(make_product("burr"), title="Burr set")
        make_story("On burrs")
        make_topic_page(make_topic("burr"), title="All about burrs")
        plan_feeds()
        assert set(titles("burr")) == {
            "Grind finer", "Clean the burrs", "Burr set", "On burrs", "All about burrs", "Burr Burrsen",
        }  # fmt: skip
        assert titles("BURR+clean") == ["Clean the burrs", "Grind finer"]
        assert titles("burr+espresso") == []

    def test_says_of_each_what_it_is_and_where_the_words_stand(self):
        post = make_post(
            kind="review", stars=2, title="Stiff <b>kverna</b>",
            body="<p>Holm &amp; Sons: kvernene mine.</p>", language="nb",
            incentivised=True,
        )  # fmt: skip
        plan_feeds()
        page = page_of("q=kvern")
        assert "2 of 5 stars" in page
        assert "Got something for this." in page
        assert "Customer" in page
        assert f'<h2 class="row-title" lang="nb"><a href="{post.get_absolute_url()}">' in page
        assert "Stiff &lt;b&gt;<mark>kverna</mark>&lt;/b&gt;" in page
        assert "Holm &amp; Sons: <mark>kvernene</mark> mine." in page

    def test_letters_forms_and_beginnings(self):
        make_post(title="Kvernene på kjøkkenet", language="nb")
        make_post(title="Crème brûlée")
        plan_feeds()
        assert (
            titles("kjokken+kvern")
            == titles("KJØKKENET")
            == titles("kverna+kjø")
            == ["Kvernene på kjøkkenet"]
        )
        assert titles("creme+BRUL") == ["Crème brûlée"]
        assert titles("verna") == []

    def test_a_post_is_found_by_its_product_and_its_parts(self):
        product = make_product("milo", names={"en": "Milo grinder"})
        make_post(title="Grand", kind="review", product=product)
        plan_feeds()
        assert titles("milo") == ["Grand"]

    def test_pages_of_this_language_and_no_lists(self):
        make_story("Descaling in ten minutes")
        make_story("Avkalking på ti minutter", language="nb")
        plan_feeds()
        assert titles("descaling") == ["Descaling in ten minutes"]
        assert titles("descaling", "/nb") == titles("avkalking") == titles("stories") == []
        assert titles("avkalking", "/nb") == ["Avkalking på ti minutter"]

    def test_a_post_that_only_feeds_leave_out(self):
        community.keep_out_of_feeds(make_post(title="Xylophone"), reason="Not about our products.")
        plan_feeds()
        assert titles("xylophone") == ["Xylophone"]

    def test_odd_words_are_no_error_and_stand_for_themselves(self):
        make_post(title="Still water", body="<p>Still waters run deep, they say where I live.</p>")
        plan_feeds()
        for query in ODD:
            assert titles(quote(query)) == []
            assert suggested(query) == []

    def test_what_was_asked_comes_back_as_text(self):
        page = page_of("q=%3Cscript%3Ealert(1)%3C/script%3E&kind=%3Cscript%3E&page=%00")
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert '<meta name="robots" content="noindex">' in page

    def test_an_empty_page_and_one_without_results_lead_on(self):
        make_topic("descaling")
        assert "Descaling" in page_of("")
        page = page_of("q=xylophone")
        assert "Nothing found" in page
        assert 'href="/posts/new/question/"' in page
        assert "Descaling" in page


def withdraw(post: Post) -> None:
    community.withdraw(post, by=post.author)


def ban(post: Post) -> None:
    Member.objects.filter(pk=post.author_id).update(banned_at=post.published_at)
    community.remove(post)


class TestKeepingSecrets:
    """Not in results, counts, suggestions or other words offered, by any way of becoming unseen."""

    def nowhere(self, word: str = "xylophone", near: str = "xylophnoe") -> None:
        client = Client()
        for prefix in ("", "/nb"):
            page = client.get(f"{prefix}/search/?q={word}").text.lower()
            page = page.replace(f"“{word}”", "").replace(f"«{word}»", "")
            assert word not in re.sub(r"<title>.*</title>|<input[^>]*>|<link[^>]*>|<a [^>]*>", "", page)
            assert "facet-count" not in page
            assert client.get(f"{prefix}/search/suggestions/?q={word[:5]}").json() == {"suggestions": []}
            assert OFFER.findall(client.get(f"{prefix}/search/?q={near}").text) == []

    @pytest.mark.parametrize(
        "step", [withdraw, community.remove, ban, lambda post: erase_member(post.author)]
    )
    def test_a_post_that_is_public_no_more_and_its_author(self, step):
        post = make_post(
            make_member("Xylophone Larsen", bio="Xylophone."), title="Xylophone", body="<p>Xylophone.</p>"
        )
        plan_feeds()
        assert titles("xylophone") == ["Xylophone", "Xylophone Larsen"]
        assert suggested("xylo") == ["Xylophone Larsen", "Xylophone"]
        assert OFFER.findall(page_of("q=xylophnoe")) == ["xylophone"]
        step(post)
        self.nowhere()
        plan_feeds()
        self.nowhere()

    @pytest.mark.parametrize("step", ["submitted", "hold", "decline", "return_to_author"])
    def test_a_post_that_never_was(self, step):
        post = make_waiting_post(make_member("Xylophone Larsen", joined_days_ago=0), title="Xylophone")
        if step in ("decline", "return_to_author"):
            getattr(community, step)(post)
        plan_feeds()
        call_command("index_search", verbosity=0)
        self.nowhere()

    def test_words_of_an_edit_that_waits_and_of_one_that_was_replaced(self):
        author = make_member(joined_days_ago=0)
        post = make_post(author, title="Grind finer", body="<p>A marimba stands in the kitchen.</p>")
        plan_feeds()
        links = "https://a.example https://b.example https://c.example"
        body = f"<p>BUY A XYLOPHONE AT {links} OR MAIL x@y.example!!!</p>"
        community.submit_edit(post, by=author, words=Words(title="Xylophone", body=body))
        plan_feeds()
        call_command("index_search", verbosity=0)
        self.nowhere()
        assert titles("marimba") == ["Grind finer"]
        post.refresh_from_db()
        assert post.has_waiting_edit
        community.publish(post)
        # The old words are gone at once, the new ones come when the worker was there.
        self.nowhere("marimba", "marimbaa")
        plan_feeds()
        assert titles("xylophone") == ["Xylophone"]
        self.nowhere("marimba", "marimbaa")

    def test_a_page_that_is_taken_down_hidden_or_deleted(self):
        draft, private, deleted = (make_story(f"Xylophone {what}") for what in ("draft", "private", "old"))
        plan_feeds()
        assert len(titles("xylophone")) == 3
        draft.unpublish()
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        deleted.delete()
        self.nowhere()
        call_command("index_search", verbosity=0)
        call_command("update_index", verbosity=0)
        self.nowhere()

    def test_a_members_old_name(self):
        member = make_member("Xylophone Larsen", bio="Xylophone.")
        make_post(member, title="Grind finer")
        plan_feeds()
        change_profile(member, name="Kari Larsen", bio="", language="en")
        self.nowhere()
        assert titles("kari") == ["Kari Larsen"]

    def test_a_member_who_wrote_nothing_public(self):
        make_member("Xylophone Larsen")
        call_command("index_search", verbosity=0)
        self.nowhere()

    def test_erasure_and_withdrawal_leave_no_word_in_the_index(self):
        kept = make_post(title="Marimba")
        gone, withdrawn = (
            make_post(make_member("Xylophone One"), title="Xylophone"),
            make_post(title="Xylophone"),
        )
        plan_feeds()
        erase_member(gone.author)
        withdraw(withdrawn)
        lines = [
            f"{entry.title} {entry.body} {entry.autocomplete}".lower() for entry in IndexEntry.objects.all()
        ]
        assert any("marimba" in line for line in lines)
        assert not any("xylophone" in line for line in lines)
        # The author of the withdrawn one stands in it still, and is not found: nothing of theirs is public.
        assert set(Findable.objects.visible().values_list("post", "member")) == {
            (kept.pk, None), (None, kept.author_id),
        }  # fmt: skip


class TestNarrowing:
    @pytest.fixture(autouse=True)
    def _found(self):
        kvern = make_product("kvern")
        make_product_page(kvern, title="Kettle and grinder")
        make_story("The kettle")
        owner = make_member("Owner")
        review = make_post(owner, title="Kettle two", kind="review", stars=2, product=kvern)
        Ownership.objects.create(
            member=owner, product=kvern, method=Ownership.Method.CODE, verified_at=review.published_at
        )
        make_post(title="Kettle five", kind="review", stars=5, language="nb")
        make_post(title="Kettle insider", kind="review", stars=5, product=kvern, works_for_brand=True)
        make_post(make_brand_member(), title="Kettle by us", product=kvern)
        plan_feeds()

    def test_counts_stand_beside_the_boxes(self):
        assert counted("kettle") == {
            "kind=product": "1", "kind=page": "1", "kind=review": "3", "kind=tip": "1",
            "product=kvern": "4", "product=" + Post.objects.get(language="nb").product.slug: "1",
            "stars=5": "1", "stars=2": "1", "language=en": "5", "language=nb": "1",
            "by=brand": "3", "by=customer": "3", "by=owner": "1",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("chosen", "left"),
        [
            ("stars=2", {"Kettle two"}),
            ("stars=2&stars=5", {"Kettle two", "Kettle five"}),
            ("kind=review&language=nb", {"Kettle five"}),
            ("kind=product&kind=page", {"Kettle and grinder", "The kettle"}),
            ("product=kvern&by=customer", {"Kettle two", "Kettle insider"}),
            ("by=owner", {"Kettle two"}),
            ("by=brand", {"Kettle by us", "Kettle and grinder", "The kettle"}),
            ("kind=idea", set()),
        ],
    )
    def test_leaves_what_fits_also_where_more_is_found_than_looked_at(self, chosen, left, monkeypatch):
        assert set(titles(f"kettle&{chosen}")) == left
        monkeypatch.setattr(candidates, "ANYWHERE", 0)
        monkeypatch.setattr(candidates, "IN_TITLES", 3)
        assert set(titles(f"kettle&{chosen}")) == left

    def test_what_is_chosen_can_be_let_go_of(self):
        page = page_of("q=kettle&kind=review&stars=2&page=7")
        assert 'href="/search/?q=kettle&amp;kind=review"' in page
        assert 'href="/search/?q=kettle&amp;stars=2"' in page
        assert re.search(r'id="stars-2"[^>]* checked', page)
        assert "1 result for “kettle”" in page

    def test_more_than_is_looked_at_is_said(self, monkeypatch):
        monkeypatch.setattr(candidates, "ANYWHERE", 2)
        monkeypatch.setattr(candidates, "IN_TITLES", 2)
        page = page_of("q=kettle")
        assert "More than" in page
        assert '<span class="facet-count">1+</span>' in page


class TestCost:
    def queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(address).status_code == 200
        return len(captured)

    def test_is_the_same_however_much_there_is(self):
        addresses = (
            "/search/?q=grind",
            "/search/?q=grind&kind=tip",
            "/search/suggestions/?q=gri",
            "/search/?q=gridn",
        )
        make_post(make_member("Grind One"), title="Grind one", kind="review")
        make_product_page(make_product("grind"), title="Grind two")
        make_story("Grind three")
        plan_feeds()
        before = [self.queries(address) for address in addresses]
        for number in range(10):
            make_post(title=f"Grind {number}", kind="review")
        make_story("Grind four")
        plan_feeds()
        assert [self.queries(address) for address in addresses] == before
        assert max(before) <= 12

    def test_pages_follow_one_another(self):
        author = make_member()
        for number in range(25):
            make_post(author, title=f"Grind {number}")
        plan_feeds()
        first, second = titles("grind"), titles("grind&page=2")
        assert (len(first), len(second)) == (20, 5)
        assert len({*first, *second}) == 25
        assert "21–25 of 25" in page_of("q=grind&page=99")
        assert "1–20 of 25" in page_of("q=grind&page=0")

    def test_a_rating_writes_nothing_into_the_index(self):
        post = make_post()
        plan_feeds()
        with CaptureQueriesContext(connection) as captured:
            actions.sync_post(post.pk)
        assert not [query for query in captured if "indexentry" in query["sql"]]


class TestSuggesting:
    def test_products_pages_members_and_topics_before_posts(self):
        make_post(make_member("Grinnell Olsen"), title="Grinding by night", language="nb")
        make_product_page(make_product("kvern"), title="Hand grinder")
        make_topic("grinding")
        plan_feeds()
        answer = Client().get("/search/suggestions/?q=gri")
        assert answer.headers["Cache-Control"] == "private, max-age=30"
        assert [(one["title"], one["what"], one["lang"]) for one in answer.json()["suggestions"]] == [
            ("Hand grinder", "Product", ""),
            ("Grinnell Olsen", "Member", ""),
            ("Grinding", "Topic", ""),
            ("Grinding by night", "Tip", "nb"),
        ]


class TestFirstIndex:
    def test_the_command_brings_in_what_existed_before(self):
        make_post(make_member("Kettle Kari"), title="Kettle")
        make_story("A kettle story")
        plan_feeds()
        Findable.objects.all().delete()
        assert titles("kettle") == []
        call_command("index_search", verbosity=0)
        call_command("index_search", verbosity=0)
        assert set(titles("kettle")) == {"Kettle", "A kettle story", "Kettle Kari"}
        IndexEntry.objects.all().delete()
        call_command("update_index", verbosity=0)
        assert len(titles("kettle")) == 3
