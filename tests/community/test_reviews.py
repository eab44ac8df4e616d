"""Reviews of a product: every public one, and honest sums."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import actions
from community.actions.contributing import disclose
from community.actions.rating import rate_post
from community.models import Ownership, Post
from community.reviews import reviews_of, sums_of
from pagecache.models import PendingRaise
from tests.community.tags import draw, words
from tests.factories import (
    make_brand_member,
    make_member,
    make_post,
    make_product,
    make_waiting_post,
    submit,
)

pytestmark = pytest.mark.django_db


def review(product, stars, author=None, **fields):
    return make_post(author or make_member(), kind="review", product=product, stars=stars, **fields)


class TestSums:
    def test_every_customers_review_counts(self):
        product = make_product()
        for stars in (5, 4, 1):
            review(product, stars)
        given = review(product, 5, incentivised=True, incentive="A mill")
        Ownership.objects.create(
            member=given.author, product=product, method="code", verified_at=given.created_at
        )
        sums = sums_of(product)
        assert (sums.count, sums.average, sums.verified) == (4, 3.8, 1)
        assert sums.methods == [("a code from the box", 1)]
        assert (sums.incentivised, sums.average_without_incentive) == (1, 3.3)
        bars = {bar.stars: (bar.count, bar.share) for bar in sums.bars}
        assert bars == {5: (2, 50), 4: (1, 25), 3: (0, 0), 2: (0, 0), 1: (1, 25)}

    def test_a_review_kept_out_of_feeds_counts_too_and_what_is_not_public_does_not(self):
        product = make_product()
        actions.keep_out_of_feeds(review(product, 1), reason="Somebody looks at it.")
        make_waiting_post(kind="review", product=product, stars=5)
        gone = review(product, 5)
        actions.withdraw(gone, by=gone.author)
        assert (sums_of(product).count, sums_of(product).average) == (1, 1.0)

    def test_insiders_do_not_count_and_neither_do_their_earlier_stars(self):
        product = make_product()
        author = make_member()
        review(product, 5, author)
        assert sums_of(product).count == 1
        make_post(author, works_for_brand=True)
        assert sums_of(product).count == 0
        hired = review(product, 5).author
        assert sums_of(product).count == 1
        hired.brand_role = {"en": "Roaster"}
        hired.save(update_fields=["brand_role"])
        assert sums_of(product).count == 0
        make_post(make_brand_member(), kind="review", product=product, stars=None)
        assert sums_of(product).average is None

    def test_who_turns_out_to_work_for_the_brand_has_every_product_counted_anew(self):
        """Also where what says so waits, and on pages that show none of their reviews."""
        author = make_member()
        product = review(make_product(), 5, author).product
        raised = PendingRaise.objects.filter(name=f"product:{product.pk}")
        raised.delete()
        submit(author, title="Another")
        assert not raised.exists()
        tie = submit(author, works_for_brand=True)
        assert raised.exists()
        raised.delete()
        disclose(tie, by=author, works_for_brand=False, incentivised=False)
        assert raised.exists()


class TestAllReviews:
    def test_all_of_them_newest_first_and_each_once(self, client):
        product = make_product("kvern")
        posts = [review(product, number % 5 + 1, title=f"No {number}").pk for number in range(25)]
        first = client.get("/reviews/kvern/")
        second = client.get(f"/reviews/kvern/?after={first.context['reviews'].next_cursor}")
        seen = [card.id for page in (first, second) for card in page.context["reviews"].cards]
        assert seen == posts[::-1]
        assert second.context["reviews"].next_cursor == ""
        assert client.get("/reviews/none/").status_code == 404

    def test_two_queries_however_many(self):
        counts = []
        for number in (1, 25):
            product = make_product()
            for _ in range(number):
                review(product, 3)
            with CaptureQueriesContext(connection) as queries:
                reviews_of(product, brand_name="Morgenro")
            counts.append(len(queries))
        assert counts == [2, 2]

    def test_the_most_useful_good_and_critical_one_stand_side_by_side(self):
        product = make_product()
        good, better = review(product, 5), review(product, 4)
        bad = review(product, 2)
        middling = review(product, 3)
        for post, raters in ((better, 2), (good, 1), (bad, 1), (middling, 3)):
            for _ in range(raters):
                rate_post(post, by=make_member(), value=5)
        for _ in range(20):
            review(product, 3)
        found = reviews_of(product)
        assert (found.most_useful_positive.id, found.most_useful_critical.id) == (better.pk, bad.pk)
        assert bad.pk not in [card.id for card in found.cards]
        older = reviews_of(product, after=found.next_cursor)
        assert [card.id for card in older.cards] == [middling.pk, bad.pk, better.pk, good.pk]

    def test_a_reader_may_ask_for_some_of_them(self, client):
        product = make_product("kvern")
        two, five, norwegian = (review(product, stars, title=f"No {stars}") for stars in (2, 5, 3))
        Post.objects.filter(pk=norwegian.pk).update(language="nb")
        make_post(make_brand_member(), kind="review", product=product)
        rate_post(two, by=make_member(), value=5)

        def shown(query):
            page = client.get(f"/reviews/kvern/{query}")
            assert len(page.context["reviews"].sums.bars) == 5
            return [card.id for card in page.context["reviews"].cards], page.text

        assert shown("?stars=2")[0] == [two.pk]
        assert 'href="?stars=2" aria-current="true"' in shown("?stars=2")[1]
        assert norwegian.pk not in shown("?language=own")[0]
        assert shown("?stars=3&language=own")[0] == []
        assert "No such review" in shown("?stars=3&language=own")[1]
        assert shown("?order=useful")[0][0] == two.pk
        assert {two.pk, five.pk, norwegian.pk} < set(shown("?stars=x&order=none")[0])

    def test_the_summary_says_how_it_was_made(self):
        product = make_product("kvern")
        review(product, 5)
        review(product, 2, incentivised=True, incentive="A mill")
        page = words(draw("{% reviews_summary product %}", product=product))
        assert "3.5" in page
        assert "1 of them got something for it; without that one the average is 5.0." in page
        assert "None of these reviewers is verified as an owner; everybody may write a review." in page
        assert "The average counts every review by a customer." in page

    def test_how_owners_were_verified_is_named_the_most_common_way_first(self):
        product = make_product("kvern")
        for method in ("receipt", "code", "receipt", None):
            author = review(product, 4).author
            if method:
                Ownership.objects.create(
                    member=author, product=product, method=method, verified_at=author.date_joined
                )
        assert sums_of(product).methods == [("a receipt checked by staff", 2), ("a code from the box", 1)]
        page = words(draw("{% reviews_summary product %}", product=product))
        assert "3 of these reviewers are verified as owners" in page
        assert "a receipt checked by staff (2), a code from the box (1)" in page

    @pytest.mark.parametrize(
        ("stars", "missing"),
        [(5, "Nobody has given it one or two stars."), (1, "Nobody has given it four or five stars.")],
    )
    def test_a_side_nobody_has_taken_says_so(self, stars, missing):
        product = make_product("kvern")
        review(product, stars)
        page = words(draw("{% reviews_summary product %}", product=product))
        assert "The most useful good one" in page
        assert "The most useful critical one" in page
        assert missing in page

    def test_an_empty_list_invites(self):
        product = make_product("kvern")
        page = draw("{% reviews_summary product %}{% all_reviews product %}", product=product)
        assert "No reviews yet" in page
        assert 'href="/posts/new/review/?product=kvern"' in page

    def test_both_tags_read_once(self):
        product = make_product()
        review(product, 4)
        with CaptureQueriesContext(connection) as queries:
            draw("{% reviews_summary product %}{% all_reviews product %}", product=product)
        assert len([query for query in queries if "community_post" in query["sql"]]) == 2
