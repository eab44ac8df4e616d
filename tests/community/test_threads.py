"""Threads on a page: two levels, whom a deeper answer answers, and finding a comment again."""

import pytest
from django.test import Client

from community import actions
from community.models import Comment
from community.threads import conversation_under, page_before, threads_of
from tests.factories import make_comment, make_member, make_moderator, make_post

pytestmark = pytest.mark.django_db


def shape(place, **fields):
    conversation = conversation_under(place, reader=fields.pop("reader", None), **fields)
    return [(thread.comment.pk, [reply.pk for reply in thread.replies]) for thread in conversation.threads]


def talk(post, *, depth):
    """Return a comment and its answer, and that one's answer, and so on."""
    said = [make_comment(post)]
    while len(said) < depth:
        said.append(make_comment(post, parent=said[-1]))
    return said


class TestLevels:
    def test_what_answers_an_answer_stands_with_it(self):
        post = make_post()
        first, second, third, fourth = talk(post, depth=4)
        other = make_comment(post)
        assert shape(post) == [(first.pk, [second.pk, third.pk, fourth.pk]), (other.pk, [])]

    def test_only_deeper_ones_say_whom_they_answer(self):
        post = make_post()
        said = talk(post, depth=4)
        (thread,) = threads_of(Comment.objects.under(post).for_thread())
        assert [reply.in_reply_to for reply in thread.replies] == [None, said[1], said[2]]

    def test_what_answered_something_that_is_gone_stays_in_its_thread(self):
        post = make_post()
        first, second, third = talk(post, depth=3)
        actions.remove(second)
        assert shape(post) == [(first.pk, [third.pk])]
        page = Client().get(post.get_absolute_url()).text
        assert "In reply to a comment that is not there any more" in page
        assert second.author.name not in page

    def test_without_its_thread_it_stands_by_itself(self):
        post = make_post()
        first, second, third = talk(post, depth=3)
        actions.withdraw(first, by=first.author)
        assert shape(post) == [(second.pk, [third.pk])]


class TestPermalink:
    def test_it_leads_to_the_comment_on_its_page(self, client):
        comment = make_comment(make_post())
        answer = client.get(f"/comments/{comment.pk}/")
        assert answer["Location"] == f"{comment.post.get_absolute_url()}#comment-{comment.pk}"

    def test_in_a_long_thread_to_the_right_page(self, client, monkeypatch):
        monkeypatch.setattr("community.threads.SHOWN", 2)
        post = make_post()
        comments = [make_comment(post) for _ in range(5)]
        assert [page_before(comment) for comment in comments] == [
            None, None, comments[1].pk, comments[2].pk, comments[3].pk
        ]  # fmt: skip
        address = client.get(f"/comments/{comments[4].pk}/")["Location"]
        assert f'id="comment-{comments[4].pk}"' in client.get(address.partition("#")[0]).text

    def test_in_norwegian_it_stays_norwegian(self, client):
        comment = make_comment(make_post())
        assert client.get(f"/nb/comments/{comment.pk}/")["Location"].startswith("/nb/posts/")

    def test_what_was_taken_back_is_gone_but_for_its_author_and_the_desk(self, client):
        comment = make_comment(make_post())
        actions.withdraw(comment, by=comment.author)
        for who, status in (
            (None, 410),
            (make_member(), 410),
            (comment.author, 302),
            (make_moderator(), 302),
        ):
            client.logout()
            if who:
                client.force_login(who)
            assert client.get(f"/comments/{comment.pk}/").status_code == status

    def test_nobody_elses_waiting_comment(self, client):
        comment = make_comment(make_post())
        Comment.objects.filter(pk=comment.pk).update(state="waiting")
        assert client.get(f"/comments/{comment.pk}/").status_code == 404
