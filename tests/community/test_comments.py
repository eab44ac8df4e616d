"""Comments: written, answered, waiting, told."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from community import actions
from community.models import Comment, Notification
from community.models.posts import State
from tests.factories import make_brand_member, make_comment, make_member, make_post, make_waiting_post

pytestmark = pytest.mark.django_db
HOSTILE = "Buy at https://a.example https://b.example https://c.example, mail me at x@y.example!"


def say(client, post, body="That helped me.", **fields):
    form = {"body": body, "key": str(uuid.uuid4()), **fields}
    return client.post(reverse("community:comments", args=[post.pk]), form)


class TestWriting:
    def test_it_stands_under_the_post_with_its_own_address(self, client):
        post, reader = make_post(), make_member("Åse")
        client.force_login(reader)
        answer = say(client, post, "Two\nlines & <b>no tags</b>.")
        comment = Comment.objects.get()
        assert answer["Location"] == f"/comments/{comment.pk}/"
        assert (comment.author, comment.state, comment.parent) == (reader, State.PUBLISHED, None)
        page = Client().get(post.get_absolute_url()).text
        assert f'id="comment-{comment.pk}"' in page
        assert "<p>Two<br>lines &amp; &lt;b&gt;no tags&lt;/b&gt;.</p>" in page
        post.refresh_from_db()
        assert post.comment_count == 1

    def test_pressed_twice_it_is_one(self, client):
        post = make_post()
        client.force_login(make_member())
        key = str(uuid.uuid4())
        for _ in range(2):
            say(client, post, key=key)
        assert Comment.objects.count() == 1

    def test_a_visitor_is_led_to_sign_in(self, client):
        post = make_post()
        assert say(client, post)["Location"] == f"/accounts/login/?next=/posts/{post.pk}/comments/"
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("body", ["", "  \n ", "a" * 5001])
    def test_too_little_and_too_much_is_told(self, client, body):
        post = make_post()
        client.force_login(make_member())
        assert say(client, post, body).status_code == 200
        assert not Comment.objects.exists()

    def test_only_under_public_posts(self, client):
        client.force_login(make_member())
        assert say(client, make_waiting_post()).status_code == 404
        assert not Comment.objects.exists()

    def test_what_waits_is_seen_by_its_author_only(self, client):
        post = make_post()
        client.force_login(make_member(joined_days_ago=0))
        say(client, post, HOSTILE)
        comment = Comment.objects.get()
        assert comment.state == State.WAITING
        address = post.get_absolute_url()
        assert f'id="comment-{comment.pk}"' in client.get(address).text
        for other in (Client(), Client()):
            if other is not client:
                assert "a.example" not in other.get(address).text
        post.refresh_from_db()
        assert post.comment_count == 0

    def test_an_answer_of_the_brand_to_a_question_is_official(self, client):
        post = make_post(kind="question")
        client.force_login(make_brand_member())
        say(client, post)
        page = Client().get(post.get_absolute_url()).text
        assert "Official answer" in page
        assert "Product designer" in page


class TestReplies:
    def test_two_levels_deep_whatever_is_answered(self, client):
        post = make_post()
        first = make_comment(post, make_member("Siri"))
        client.force_login(make_member("Tor"))
        say(client, post, "To you.", parent=str(first.pk))
        reply = Comment.objects.get(parent=first)
        say(client, post, "And to you.", parent=str(reply.pk))
        deeper = Comment.objects.get(parent=reply)
        (thread,) = client.get(post.get_absolute_url()).context["conversation"].threads
        assert (thread.comment, thread.replies) == (first, [reply, deeper])
        page = Client().get(post.get_absolute_url()).text
        assert page.count("In reply to") == 1
        assert f'<a href="/comments/{reply.pk}/">In reply to Tor</a>' in page

    def test_the_form_by_itself_quotes_what_is_answered(self, client):
        post = make_post()
        comment = make_comment(post, body="Is it heavy?")
        client.force_login(make_member())
        page = client.get(f"{reverse('community:comments', args=[post.pk])}?parent={comment.pk}").text
        assert "Is it heavy?" in page
        assert f'name="parent" value="{comment.pk}"' in page

    @pytest.mark.parametrize("parent", ["999999", "9" * 30, "x", "-1"])
    def test_an_answer_to_nothing(self, client, parent):
        post = make_post()
        client.force_login(make_member())
        assert say(client, post, parent=parent).status_code in (302, 404)

    def test_not_under_another_post(self, client):
        elsewhere = make_comment(make_post())
        post = make_post()
        client.force_login(make_member())
        assert say(client, post, parent=str(elsewhere.pk)).status_code == 404
        assert post.comments.count() == 0


class TestTelling:
    def told(self):
        return [
            (row.member, row.comment) for row in Notification.objects.filter(kind="comment").order_by("pk")
        ]

    def test_the_author_of_the_post_and_whoever_is_answered(self):
        post, asker, answerer = make_post(), make_member(), make_member()
        first = make_comment(post, asker)
        reply = actions.submit_comment(by=answerer, post=post, body="It is light.", parent=first)
        assert reply.is_public
        assert self.told()[0] == (post.author, first)
        assert sorted(member.pk for member, comment in self.told() if comment == reply) == sorted(
            [post.author_id, asker.pk]
        )

    def test_nobody_of_their_own_words_nor_of_what_waits(self):
        post = make_post()
        make_comment(post, post.author)
        waiting = actions.submit_comment(by=make_member(joined_days_ago=0), post=post, body=HOSTILE)
        assert waiting.state == State.WAITING
        assert self.told() == []

    def test_once_however_often_it_comes_back(self):
        comment = make_comment(make_post())
        actions.remove(comment)
        actions.restore(comment)
        assert len(self.told()) == 1


class TestThread:
    def test_many_comments_come_in_pages_that_repeat_none(self, client, monkeypatch):
        monkeypatch.setattr("community.threads.SHOWN", 3)
        post = make_post()
        comments = [make_comment(post, body=f"No {number} says so.") for number in range(5)]
        address = post.get_absolute_url()
        first = client.get(address)
        second = client.get(f"{address}?after={first.context['conversation'].more}")
        pages = [page.context["conversation"].threads for page in (first, second)]
        seen = [thread.comment.pk for threads in pages for thread in threads]
        assert seen == [comment.pk for comment in comments]
        assert second.context["conversation"].more is None

    def test_what_is_removed_is_gone_at_once(self, client):
        comment = make_comment(make_post(), body="Unmistakable words.")
        actions.remove(comment)
        assert "Unmistakable" not in client.get(comment.post.get_absolute_url()).text
        comment.post.refresh_from_db()
        assert comment.post.comment_count == 0
