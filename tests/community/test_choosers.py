"""Choosing posts in the page editor: what is offered, what is shown of a choice, what is refused."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks.list_block import ListBlockValidationError

from community import actions
from community.choosers import PostChooser, posts_to_cite, voices_to_choose
from content.blocks import ChangeBlock, VoicesBlock
from tests.factories import (
    make_brand_member,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_topic,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketer(client):
    client.force_login(make_marketer())
    return client


def offered(client, chooser, **asked):
    response = client.get(reverse(chooser.get_url_name("choose_results")), asked)
    assert response.status_code == 200
    return [post.pk for post in response.context["results"]]


class TestOffer:
    def test_public_posts_the_newest_first_whatever_their_stars(self, marketer):
        posts = [make_post(kind="review", stars=stars) for stars in (1, 5, 3)]
        make_waiting_post()
        actions.withdraw(taken_back := make_post(), by=taken_back.author)
        assert offered(marketer, posts_to_cite) == [post.pk for post in posts[::-1]]

    def test_voices_are_customers_and_may_stand_in_feeds(self, marketer):
        kept_out = actions.keep_out_of_feeds(make_post(), reason="About the shop.")
        insider, customer = make_post(make_brand_member()), make_post()
        assert offered(marketer, voices_to_choose) == [customer.pk]
        assert offered(marketer, posts_to_cite) == [customer.pk, insider.pk, kept_out.pk]

    def test_is_narrowed_by_words_author_kind_product_and_topic(self, marketer):
        kvern, water = make_product("kvern"), make_topic("water")
        post = make_post(
            make_member("Ingrid"), title="A cable", kind="question", product=kvern, topics=[water]
        )
        make_post(title="Another")
        for asked in (
            {"q": "cable"},
            {"q": "ingrid CABLE"},
            {"kind": "question"},
            {"product": kvern.pk},
            {"topic": water.pk},
        ):
            assert offered(marketer, posts_to_cite, **asked) == [post.pk]
        assert offered(marketer, posts_to_cite, q="ingrid another") == []

    def test_stars_are_shown_and_cannot_be_asked_for(self, marketer):
        high = make_post(kind="review", stars=5)
        low = make_post(kind="review", stars=1)
        page = marketer.get(reverse(posts_to_cite.get_url_name("choose")), {"ordering": "-stars", "stars": 5})
        html = json.loads(page.content)["html"]
        assert "Stars" in html
        assert f"“{low.title}” – {low.author.name}" in html
        assert [post.pk for post in page.context["results"]] == [low.pk, high.pk]

    def test_a_choice_comes_with_its_words(self, marketer):
        post = make_post(make_member("Ingrid"), title="A cable")
        chosen = json.loads(
            marketer.get(reverse(posts_to_cite.get_url_name("chosen"), args=[post.pk])).content
        )
        assert chosen["result"]["id"] == str(post.pk)
        assert chosen["result"]["title"] == "“A cable” – Ingrid"

    def test_what_is_not_public_cannot_be_chosen(self, marketer):
        for pk in (make_waiting_post().pk, 999_999, "x"):
            assert marketer.get(reverse(posts_to_cite.get_url_name("chosen"), args=[pk])).status_code == 404

    def test_the_desk_has_no_part_in_it(self, client):
        client.force_login(make_moderator())
        for chooser in (posts_to_cite, voices_to_choose):
            response = client.get(reverse(chooser.get_url_name("choose")))
            assert response.status_code == 302
            assert response["Location"] == "/cms/"


class TestShown:
    def test_a_choice_says_whose_words_they_are_until_they_are_taken_down(self):
        post = make_post(make_member("Ingrid"), title="A cable")
        data = PostChooser().get_value_data_from_instance
        assert data(post)["title"] == "“A cable” – Ingrid"
        actions.remove(post)
        post.refresh_from_db()
        assert data(post)["title"] == f"Post {post.pk}, which is not public any more"
        assert data(post)["edit_url"] == ""


class TestRefusal:
    def clean(self, block, posts):
        value = block.to_python({"said": "A", "did": "<p>B</p>", "count": 3, "posts": posts})
        return list(block.clean(value)["posts"])

    @pytest.mark.parametrize("block", [ChangeBlock(), VoicesBlock()])
    def test_a_number_that_names_no_public_post_is_refused_at_its_place(self, block):
        good, waiting = make_post(), make_waiting_post()
        with pytest.raises(ValidationError) as refusal:
            self.clean(block, [good.pk, waiting.pk, 999_999])
        error = refusal.value.block_errors["posts"]
        assert isinstance(error, ListBlockValidationError)
        assert sorted(error.block_errors) == [1, 2]
        assert error.block_errors[1].messages == ["There is no such post, or it was never public."]

    def test_one_that_was_taken_down_since_does_not_keep_an_editor_from_saving(self):
        post = make_post()
        actions.withdraw(post, by=post.author)
        assert self.clean(ChangeBlock(), [post.pk]) == [post.pk]

    def test_who_speaks_for_the_brand_is_cited_and_no_voice(self):
        post = make_post(make_brand_member())
        assert self.clean(ChangeBlock(), [post.pk]) == [post.pk]
        with pytest.raises(ValidationError):
            self.clean(VoicesBlock(), [post.pk])
