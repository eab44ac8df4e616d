"""What customers ask on a product page, and which answer stands beneath a question."""

import pytest

from community import actions
from community.models import Comment
from community.questions import questions_about
from tests.community.tags import draw, words
from tests.factories import make_brand_member, make_comment, make_post, make_product, make_waiting_post

pytestmark = pytest.mark.django_db


def ask(product, title="Does it fit?", **fields):
    return make_post(kind="question", product=product, title=title, **fields)


def shown(product):
    return questions_about(product, language="en", brand_name="Alongside")


class TestQuestions:
    def test_the_newest_about_this_product_those_in_the_readers_language_first(self):
        kvern = make_product("kvern")
        posts = [ask(kvern) for _ in range(4)]
        ask(kvern, language="nb")
        ask(make_product("svane"))
        make_post(product=kvern)
        assert [question.card.id for question in shown(kvern)] == [post.pk for post in posts[::-1]]
        actions.withdraw(posts[0], by=posts[0].author)
        assert [question.card.is_foreign for question in shown(kvern)] == [False, False, False, True]

    def test_one_that_waits_or_is_kept_out_of_feeds_is_not_there(self):
        kvern = make_product("kvern")
        make_waiting_post(kind="question", product=kvern)
        actions.keep_out_of_feeds(ask(kvern), reason="About the shop.")
        assert shown(kvern) == []

    def test_the_accepted_answer_else_the_official_one_else_the_first(self):
        kvern = make_product("kvern")
        post = ask(kvern)
        assert shown(kvern)[0].answer is None
        first = make_comment(post, body="First.")
        make_comment(post, body="Second.")
        assert shown(kvern)[0].answer.excerpt == "First."
        make_comment(post, make_brand_member("Selma"), "Ours.")
        answer = shown(kvern)[0].answer
        assert (answer.excerpt, answer.author_name, answer.by_brand) == ("Ours.", "Selma", True)
        Comment.objects.filter(pk=first.pk).update(is_accepted=True)
        answer = shown(kvern)[0].answer
        assert (answer.excerpt, answer.is_accepted) == ("First.", True)
        actions.withdraw(first, by=first.author)
        assert shown(kvern)[0].answer.excerpt == "Ours."

    def test_the_page_offers_to_ask_and_to_answer(self):
        kvern = make_product("kvern")
        ask(kvern, "Does it fit?")
        page = draw("{% product_questions product %}", product=kvern)
        assert 'href="/posts/new/question/?product=kvern"' in page
        assert 'href="/community/?kind=question&amp;product=kvern"' in page
        assert "Waiting for an answer" in page
        assert "Do you know? Answer it" in words(page)

    def test_where_nobody_asked_it_invites(self):
        page = draw("{% product_questions product %}", product=make_product("kvern"))
        assert "No questions yet" in page
        assert 'href="/posts/new/question/?product=kvern"' in page
