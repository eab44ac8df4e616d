"""The staff pages of feeds: what a change would do is seen first, and saved then."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feeds import actions
from feeds.actions.owning import plan_by
from feeds.models import Feed, FeedEntry
from feeds.presets import config_of
from feeds.previews import preview
from feeds.rules import Rule
from tests.factories import make_admin, make_marketer, make_post, make_product, make_story, plan_feeds
from tests.feeds.test_own_feeds import held, make_own

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestPreview:
    def test_shows_what_saving_does_and_does_nothing(self):
        for _number in range(4):
            actions.sync_page(make_story().pk)
        for _number in range(8):
            actions.sync_post(make_post().pk)
        plan_feeds()
        feed = Feed.objects.select_related("current_edition").get(slug="home", language="en")
        before = list(Feed.objects.values())
        seen = preview(feed, "en", config=config_of("brand"))
        assert list(Feed.objects.values()) == before
        assert (seen.present.percent, seen.coming.percent, seen.moved) == (33, 33, 12)
        assert [line.is_editorial for line in seen.coming.lines[:4]] == [True, False, True, False]
        assert [line.other for line in seen.coming.lines[:4]] == [2, 1, 6, 3]
        plan_by("home", config_of("brand"))
        plan_feeds()
        feed.refresh_from_db()
        rows = FeedEntry.objects.in_bulk([row[0] for row in feed.current_edition.slots])
        sources = [rows[row[0]].post or rows[row[0]].page for row in feed.current_edition.slots]
        assert [line.title for line in seen.coming.lines] == [source.title for source in sources]

    def test_of_a_feed_not_yet_made_begins_with_what_is_on_the_site(self):
        post = make_post(kind="idea", title="A lid")
        rule = Rule(kinds=frozenset({"idea"}))
        seen = preview(None, "nb", config={}, rule=rule)
        assert ([line.title for line in seen.coming.lines], seen.present.lines) == ([post.title], [])
        assert not Feed.objects.own().exists()

    def test_of_a_narrower_rule_says_what_leaves(self):
        kvern = make_product("kvern")
        stays, leaves = make_post(product=kvern), make_post()
        feed = make_own(kinds=["tip"])
        plan_feeds()
        feed = Feed.objects.select_related("current_edition").get(pk=feed.pk)
        rule = Rule(products=frozenset({kvern.pk}), kinds=frozenset({"tip"}))
        seen = preview(feed, "en", config={}, rule=rule)
        assert {line.other for line in seen.present.lines} == {1, None}
        assert held() == {(stays.pk, None), (leaves.pk, None)}

    def test_of_many_posts_holds_the_newest_and_every_page_and_says_so(self, monkeypatch):
        for module in ("feeds.actions.filling", "feeds.previews"):
            monkeypatch.setattr(f"{module}.BLOCK", 2)
        kvern = make_product("kvern")
        _old, *newest = [make_post(product=kvern) for _number in range(3)]
        story = make_story("From the workshop", product=kvern)
        seen = preview(None, "en", config={}, rule=Rule(products=frozenset({kvern.pk})))
        assert {line.title for line in seen.coming.lines} == {story.title, *(one.title for one in newest)}
        assert seen.newest == 2

    def test_of_another_rule_keeps_what_is_pinned(self):
        kvern, svane = make_product("kvern"), make_product("svane")
        pinned, other = make_post(product=kvern, title="Pinned"), make_post(product=svane, title="Fits")
        feed = make_own(products=[kvern])
        actions.place(feed, by=make_marketer(), post=pinned, slot=2)
        plan_feeds()
        feed = Feed.objects.select_related("current_edition").get(pk=feed.pk)
        seen = preview(feed, "en", config={}, rule=Rule(products=frozenset({svane.pk})))
        assert [(line.title, line.other) for line in seen.coming.lines] == [("Fits", None), ("Pinned", 1)]
        assert held() == {(pinned.pk, None)}
        assert other.is_public

    def test_asks_as_much_however_many_posts_fit(self):
        rule = Rule(kinds=frozenset({"idea"}))
        make_post(kind="idea", title="A lid")
        preview(None, "en", config={}, rule=rule)
        with CaptureQueriesContext(connection) as one:
            preview(None, "en", config={}, rule=rule)
        for _number in range(5):
            make_post(kind="idea", title="A lid")
        with CaptureQueriesContext(connection) as six:
            preview(None, "en", config={}, rule=rule)
        assert len(six) == len(one)

    def test_locks_and_writes_nothing_of_others(self):
        actions.sync_post(make_post(kind="idea", title="A lid").pk)
        feed = make_own(kinds=["tip"])
        home = Feed.objects.select_related("current_edition").get(slug="home", language="en")
        with CaptureQueriesContext(connection) as planned:
            preview(home, "en", config=config_of("brand"))
        assert {query["sql"].split()[0] for query in planned} == {"SELECT"}
        with CaptureQueriesContext(connection) as filled:
            preview(feed, "en", config={}, rule=Rule(kinds=frozenset({"idea"})))
        written = {query["sql"].split()[2] for query in filled if query["sql"].split()[0] == "INSERT"}
        assert written == {'"feeds_feed"', '"feeds_feedentry"'}
        begun = {query["sql"].split()[0] for query in filled}
        assert begun <= {"SELECT", "INSERT", "BEGIN", "SAVEPOINT", "ROLLBACK", "RELEASE"}
        assert not any("FOR NO KEY UPDATE" in query["sql"] for query in filled)


class TestStaffPages:
    FIELDS = {"name_en": "Ideas", "name_nb": "Idéer", "slug": "ideas", "kinds": ["idea"], "preset": "brand"}

    def saved(self, client, address, fields):
        """Preview and save what the preview showed."""
        mark = client.post(address, {**fields, "preview": "1"}).context["mark"]
        return client.post(address, {**fields, "save": "1", "previewed": mark})

    def test_nothing_is_saved_whose_effect_was_not_seen(self, client):
        make_post(kind="idea", title="A lid for the grinder")
        client.force_login(make_marketer())
        address, wanted = "/cms/feeds/new/", {**self.FIELDS, "save": "1"}
        for fields in (self.FIELDS, wanted, {**wanted, "previewed": "0" * 64}, {**wanted, "previewed": "é"}):
            answer = client.post(address, fields)
            assert "A lid for the grinder" in answer.text
            assert not Feed.objects.exists()
        assert 'name="save"' not in client.get(address).text
        # What was changed after the preview is previewed again, and saved then.
        mark = answer.context["mark"]
        changed = {**wanted, "previewed": mark, "preset": "customers"}
        answer = client.post(address, changed)
        assert "this differs from what you last previewed" in answer.text
        assert not Feed.objects.exists()
        assert client.post(address, {**changed, "previewed": answer.context["mark"]}).status_code == 302
        assert Feed.objects.get(slug="ideas", language="en").config == config_of("customers")

    def test_what_somebody_else_changed_meanwhile_is_previewed_again(self, client):
        actions.sync_post(make_post().pk)
        client.force_login(make_marketer())
        fields = {"preset": "customers", "language": "en"}
        mark = client.post("/cms/feeds/home/", {**fields, "preview": "1"}).context["mark"]
        plan_by("home", config_of("brand"))
        answer = client.post("/cms/feeds/home/", {**fields, "save": "1", "previewed": mark})
        assert "this differs from what you last previewed" in answer.text
        assert Feed.objects.get(slug="home", language="en").config == config_of("brand")

    def test_a_language_the_feed_is_not_there_in_is_not_offered(self, client):
        actions.sync_page(make_story(product=make_product("kvern")).pk)
        assert not Feed.objects.filter(slug="product-kvern", language="nb").exists()
        client.force_login(make_marketer())
        fields = {"preset": "brand", "preview": "1"}
        answer = client.post("/cms/feeds/product-kvern/", {**fields, "language": "nb"})
        assert answer.context["form"].errors["language"]
        assert client.post("/cms/feeds/product-kvern/", fields).context["effect"].language == "en"

    def test_a_marketer_makes_one_having_seen_its_effect(self, client):
        post = make_post(kind="idea", title="A lid for the grinder")
        client.force_login(make_marketer())
        seen = client.post("/cms/feeds/new/", {**self.FIELDS, "preview": "1"}).text
        assert post.title in seen
        assert "This is how the feed would begin." in seen
        assert not Feed.objects.own().exists()
        assert self.saved(client, "/cms/feeds/new/", self.FIELDS).url == "/cms/feeds/"
        feeds = Feed.objects.own().values_list("slug", "language", "titles", "rule", "config")
        expected = ({"en": "Ideas", "nb": "Idéer"}, {"kinds": ["idea"]}, {"customer_weight": 1, "max_run": 3})
        assert list(feeds.order_by("language")) == [("ideas", "en", *expected), ("ideas", "nb", *expected)]
        listed = client.get("/cms/feeds/").text
        assert "Ideas" in listed
        assert "being filled" in listed

    @pytest.mark.parametrize("slug", ["home", "new", "product-kvern", "topic-water", "Ideas", "a--b"])
    def test_an_address_of_ours_or_an_odd_one_is_refused(self, client, slug):
        client.force_login(make_marketer())
        answer = client.post("/cms/feeds/new/", {**self.FIELDS, "slug": slug})
        assert answer.status_code == 200
        assert answer.context["form"].errors["slug"]
        assert not Feed.objects.own().exists()

    def test_a_rule_that_says_nothing_is_refused(self, client):
        client.force_login(make_marketer())
        answer = client.post("/cms/feeds/new/", {**self.FIELDS, "kinds": []})
        assert "the front page already holds everything" in answer.text
        assert not Feed.objects.own().exists()

    def test_any_feed_may_have_a_preset_and_is_planned_anew(self, client):
        actions.sync_post(make_post().pk)
        plan_feeds()
        client.force_login(make_marketer())
        page = client.post("/cms/feeds/home/", {"preset": "customers", "language": "en", "preview": "1"}).text
        assert "The first places would stay as they are." in page
        assert not Feed.objects.due().exists()
        self.saved(client, "/cms/feeds/home/", {"preset": "customers"})
        configs = Feed.objects.values_list("config", flat=True)
        assert [config for config in configs if config != {"customer_weight": 6, "max_run": 7}] == []
        assert Feed.objects.due().count() == 2

    def test_single_values_are_an_admins_and_what_cannot_be_met_is_refused_with_the_reason(self, client):
        actions.sync_post(make_post().pk)
        values = {"preset": "own", "customer_weight": "9", "max_run": "4"}
        client.force_login(make_marketer())
        assert "customer_weight" not in client.get("/cms/feeds/home/").text
        assert client.post("/cms/feeds/home/", values).context["form"].errors["preset"]
        client.force_login(make_admin())
        refused = client.post("/cms/feeds/home/", values).text
        assert "With shares of 1 and 9, “Longest run of one side” must be 9 or more." in refused
        assert "max_run must" not in refused
        assert set(map(str, Feed.objects.values_list("config", flat=True))) == {"{}"}
        self.saved(client, "/cms/feeds/home/", {**values, "max_run": "9"})
        assert Feed.objects.get(slug="home", language="en").plan_config.max_run == 9
        # A marketer who changes nothing leaves them as they are.
        client.force_login(make_marketer())
        self.saved(client, "/cms/feeds/home/", {"preset": "own", "customer_weight": "2"})
        assert Feed.objects.get(slug="home", language="en").config == {"customer_weight": 9, "max_run": 9}

    def test_single_values_of_a_new_feed_are_kept_against_what_its_own_rule_makes_usual(self, client):
        kvern, svane = make_product("kvern"), make_product("svane")
        fields = {**self.FIELDS, "kinds": [], "preset": "own", "product_gap": "3", "topic_cap": ""}
        client.force_login(make_admin())
        self.saved(client, "/cms/feeds/new/", {**fields, "products": [kvern.pk]})
        feed = Feed.objects.get(slug="ideas", language="en")
        assert (feed.config, feed.plan_config.product_gap) == ({"product_gap": 3}, 3)
        # Of two products that is usual, and none is what must be said.
        both = {**fields, "products": [kvern.pk, svane.pk]}
        for typed, config in (("3", {}), ("0", {"product_gap": 0}), ("", {})):
            self.saved(client, "/cms/feeds/ideas/", {**both, "product_gap": typed})
            assert Feed.objects.get(slug="ideas", language="en").config == config

    def test_deletion_says_first_what_goes_with_it(self, client):
        post = make_post(kind="idea", title="A lid")
        feed = make_own(kinds=["idea"])
        marketer = make_marketer()
        actions.place(feed, by=marketer, post=post)
        client.force_login(marketer)
        page = client.get("/cms/feeds/grinding/deletion/").text
        assert "/feeds/grinding/" in page
        assert "1 placement in it ends" in page
        assert Feed.objects.own().count() == 2
        client.post("/cms/feeds/grinding/deletion/")
        assert not Feed.objects.own().exists()
        assert client.get("/cms/feeds/home/deletion/").status_code == 404
