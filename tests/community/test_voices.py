"""Customers' words on the brand's pages: chosen and named as such, or by rule; owners beneath its claims."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import actions
from community.actions.contributing import Words
from community.actions.rating import rate_post
from tests.community.tags import draw, words
from tests.factories import make_brand_member, make_member, make_post, make_product, make_topic

pytestmark = pytest.mark.django_db


def review(product, stars, author=None, **fields):
    return make_post(author or make_member(), kind="review", product=product, stars=stars, **fields)


def ids(page):
    return [int(pk) for pk in re.findall(r'href="/posts/(\d+)-', page)]


def voices(**fields):
    value = {"heading": "", "product": "", "topic": "", "kind": "", "count": 3, "posts": [], **fields}
    return draw("{% community_voices value %}", value=value)


def post_queries(**fields):
    with CaptureQueriesContext(connection) as queries:
        voices(**fields)
    return len([query for query in queries if "community_post" in query["sql"]])


class TestChosenVoices:
    def test_stand_in_the_chosen_order_and_say_so(self):
        product = make_product("kvern")
        first, second = review(product, 5), review(product, 4)
        review(product, 1)
        page = voices(posts=[second.pk, first.pk])
        assert ids(page) == [second.pk, first.pk]
        assert "Chosen by Alongside. All 3 reviews, average 3.3" in words(page)
        assert 'href="/reviews/kvern/"' in page

    def test_of_two_products_stand_beside_all_reviews_of_each(self):
        kvern, svane = make_product("kvern"), make_product("svane")
        posts = [review(kvern, 5), review(svane, 4)]
        review(svane, 1)
        page = words(voices(posts=[post.pk for post in posts]))
        assert "1 review of Kvern, average 5.0, All 2 reviews of Svane, average 2.5" in page

    def test_about_no_product_lead_to_everything(self):
        page = voices(posts=[make_post().pk])
        assert "Chosen by Alongside. Everything customers wrote" in words(page)

    def test_more_than_are_shown_step_in_for_those_that_are_gone(self):
        gone, second, third = (make_post() for _ in range(3))
        named = [gone.pk, second.pk, third.pk]
        assert ids(voices(posts=named, count=2)) == [gone.pk, second.pk]
        actions.withdraw(gone, by=gone.author)
        assert ids(voices(posts=named, count=2)) == [second.pk, third.pk]

    def test_others_fill_their_places_apart_from_them(self):
        gone, stays, by_rule = make_post(title="Gone"), make_post(title="Stays"), make_post(title="By rule")
        actions.remove(gone)
        page = voices(posts=[gone.pk, stays.pk], count=2)
        assert ids(page) == [stays.pk, by_rule.pk]
        chosen, _, rest = page.partition("Also from customers")
        assert "Stays" in chosen
        assert "By rule" not in chosen
        assert "Not chosen by us" in rest

    def test_fewer_than_the_block_may_show_are_not_filled_up(self):
        make_post()
        one = make_post()
        assert ids(voices(posts=[one.pk], count=3)) == [one.pk]

    def test_when_none_is_left_nothing_is_said_to_be_chosen(self):
        gone, newest = make_post(), make_post()
        actions.withdraw(gone, by=gone.author)
        page = voices(posts=[gone.pk])
        assert ids(page) == [newest.pk]
        assert "Chosen by" not in page
        assert "Also from customers" not in page

    def test_what_is_kept_out_of_feeds_or_of_the_brand_is_not_shown(self):
        post = actions.keep_out_of_feeds(make_post(), reason="About the shop.")
        insider = make_post(make_brand_member())
        assert ids(voices(posts=[post.pk, insider.pk, 999_999])) == []

    def test_cost_two_queries(self):
        product = make_product("kvern")
        posts = [review(product, stars).pk for stars in (5, 1)]
        assert post_queries(posts=posts) == 2


class TestVoicesByRule:
    def test_product_topic_and_kind_must_fit(self):
        product, topic = make_product("kvern"), make_topic("water")
        fitting = make_post(product=product, topics=[topic])
        make_post(product=product)
        make_post(topics=[topic])
        review(product, 5, topics=[topic])
        assert ids(voices(product=product.pk, topic=topic.pk, kind="tip")) == [fitting.pk]

    def test_rated_in_ones_come_first_and_stars_decide_nothing(self):
        product = make_product("kvern")
        rated, newer = review(product, 1), review(product, 5)
        rate_post(rated, by=make_member(), value=5)
        page = voices(product=product.pk, count=2)
        assert ids(page) == [rated.pk, newer.pk]
        assert "Not chosen by us" in page

    def test_the_readers_language_comes_before_all(self):
        own, foreign = make_post(), make_post(language="nb")
        rate_post(foreign, by=make_member(), value=5)
        page = voices()
        assert ids(page) == [own.pk, foreign.pk]
        assert page.count('lang="nb"') == 1

    def test_nobody_speaks_twice_before_everybody_has(self):
        member = make_member()
        earlier, other, later = make_post(member), make_post(), make_post(member)
        assert ids(voices(count=2)) == [later.pk, other.pk]
        assert ids(voices(count=3)) == [later.pk, other.pk, earlier.pk]

    def test_when_one_goes_the_next_takes_its_place(self):
        oldest, older, newest = (make_post() for _ in range(3))
        assert ids(voices(count=2)) == [newest.pk, older.pk]
        actions.withdraw(newest, by=newest.author)
        assert ids(voices(count=2)) == [older.pk, oldest.pk]

    def test_customers_only(self):
        make_post(make_brand_member())
        assert voices().strip() == ""

    def test_cost_one_query(self):
        make_post()
        assert post_queries() == 1


class TestOwnerQuote:
    def quote(self, product, topic):
        return draw("{% owner_quote product topic %}", product=product, topic=topic.pk)

    def test_the_most_useful_one_on_the_topic_with_its_ties(self):
        product, topic = make_product("kvern"), make_topic("noise")
        review(product, 5, topics=[topic])
        useful = review(product, 2, topics=[topic], incentivised=True, incentive="A mill", title="Loud")
        rate_post(useful, by=make_member(), value=5)
        page = self.quote(product, topic)
        assert ids(page) == [useful.pk]
        assert "Got something for this: A mill." in page
        assert "2 of 5 stars" in page

    def test_nobody_says_anything(self):
        product = make_product()
        tags = "{% owner_quote product topic %}{% owner_quote page topic %}"
        assert draw(tags, product=product, topic=make_topic("noise").pk).strip() == ""

    def test_what_is_taken_down_is_gone_and_the_next_speaks(self):
        product, topic = make_product("kvern"), make_topic("noise")
        next_one = review(product, 5, topics=[topic])
        useful = review(product, 1, topics=[topic])
        rate_post(useful, by=make_member(), value=5)
        assert ids(self.quote(product, topic)) == [useful.pk]
        actions.withdraw(useful, by=useful.author)
        assert ids(self.quote(product, topic)) == [next_one.pk]
        actions.keep_out_of_feeds(next_one, reason="About the shop.")
        assert self.quote(product, topic).strip() == ""

    def test_an_edit_that_waits_is_not_quoted(self):
        product, topic = make_product("kvern"), make_topic("noise")
        post = review(product, 4, make_member(joined_days_ago=0), topics=[topic], title="Quiet enough")
        links = "https://a.example https://b.example https://c.example"
        body = f"<p>BUY A XYLOPHONE AT {links} OR MAIL x@y.example!!!</p>"
        actions.submit_edit(post, by=post.author, words=Words(title="Xylophone", body=body, stars=5))
        post.refresh_from_db()
        assert post.has_waiting_edit
        page = self.quote(product, topic)
        assert "Quiet enough" in page
        assert "ylophone" not in page.lower()
        assert "4 of 5 stars" in page

    def test_nobody_speaks_as_an_owner_who_works_for_the_brand(self):
        product, topic = make_product("kvern"), make_topic("noise")
        make_post(make_brand_member(), product=product, topics=[topic])
        make_post(product=product, topics=[topic], works_for_brand=True)
        hired = review(product, 5, topics=[topic]).author
        hired.brand_role = {"en": "Roaster"}
        hired.save(update_fields=["brand_role"])
        assert self.quote(product, topic).strip() == ""

    def test_a_question_is_no_experience(self):
        product, topic = make_product("kvern"), make_topic("noise")
        make_post(kind="question", product=product, topics=[topic])
        make_post(kind="idea", product=product, topics=[topic])
        assert self.quote(product, topic).strip() == ""

    def test_the_readers_language_first_another_is_marked(self):
        product, topic = make_product("kvern"), make_topic("noise")
        foreign = review(product, 5, topics=[topic], language="nb")
        rate_post(foreign, by=make_member(), value=5)
        page = self.quote(product, topic)
        assert '<blockquote lang="nb"' in page
        own = review(product, 3, topics=[topic])
        assert ids(self.quote(product, topic)) == [own.pk]

    def test_where_no_product_is_named_any_owner_is_quoted(self):
        topic = make_topic("noise")
        post = review(make_product("kvern"), 3, topics=[topic])
        page = draw("{% owner_quote page topic %}", page=None, topic=topic.pk)
        assert ids(page) == [post.pk]
