"""Closing a thread: who may, what everybody reads, and that nothing in it is hidden."""

import pytest
from django.db import IntegrityError
from django.test import Client

from community import actions
from community.actions.refusals import MayNotClose, ThreadClosed
from community.models import Closure, Comment
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_story,
)

pytestmark = pytest.mark.django_db
REASON = "Everything has been said; write to us if not."


@pytest.fixture
def story():
    return make_story("Water")


class TestWhoMay:
    @pytest.mark.parametrize("make", [make_marketer, make_moderator, make_admin])
    def test_the_thread_of_a_page(self, story, make):
        by = make()
        closure = actions.close_thread(story, by=by, reason=REASON)
        assert (closure.reason, closure.closed_by, closure.translation_key) == (
            REASON,
            by,
            story.translation_key,
        )

    @pytest.mark.parametrize("make", [make_moderator, make_admin])
    def test_the_thread_of_a_post(self, make):
        post = make_post()
        assert actions.close_thread(post, by=make(), reason=REASON).post == post

    @pytest.mark.parametrize("make", [make_marketer, make_member, make_brand_member])
    def test_not_the_thread_of_a_post(self, make):
        with pytest.raises(MayNotClose):
            actions.close_thread(make_post(), by=make(), reason=REASON)
        assert not Closure.objects.exists()

    @pytest.mark.parametrize("make", [make_member, make_brand_member])
    def test_not_the_thread_of_a_page(self, story, make):
        with pytest.raises(MayNotClose):
            actions.close_thread(story, by=make(), reason=REASON)
        assert not Closure.objects.exists()

    def test_not_under_ones_own_post(self):
        moderator = make_moderator()
        with pytest.raises(MayNotClose):
            actions.close_thread(make_post(moderator), by=moderator, reason=REASON)
        assert not Closure.objects.exists()

    def test_whoever_may_not_close_may_not_open(self):
        post = make_post()
        actions.close_thread(post, by=make_moderator(), reason=REASON)
        with pytest.raises(MayNotClose):
            actions.reopen_thread(post, by=post.author)
        assert Closure.objects.count() == 1


class TestClosed:
    def test_every_comment_stays_and_the_reason_stands_above(self, client, story):
        comments = [make_comment(story, body=f"No {number} says so.") for number in range(3)]
        client.force_login(make_marketer())
        answer = client.post(f"/pages/{story.pk}/closure/", {"reason": REASON})
        assert answer["Location"] == "/stories/water/#comments"
        shown = Client().get("/stories/water/").text
        assert REASON in shown
        assert "has closed this thread." in shown
        assert "Sign in to comment" not in shown
        assert all(f'id="comment-{comment.pk}"' in shown for comment in comments)

    def test_in_every_language_of_the_page(self, story):
        make_story("Vann", "nb", slug="vann", translation_key=story.translation_key)
        actions.close_thread(story, by=make_marketer(), reason=REASON)
        assert REASON in Client().get("/nb/stories/vann/").text

    def test_nobody_adds_to_it(self, client, story):
        first = make_comment(story)
        actions.close_thread(story, by=make_marketer(), reason=REASON)
        for by in (make_member(), make_admin()):
            with pytest.raises(ThreadClosed, match="Everything has been said"):
                actions.submit_comment(by=by, page=story, parent=first, body="One more thing.")
        client.force_login(make_member())
        shown = client.get("/stories/water/").text
        assert "Reply" not in shown
        form = client.get(f"/pages/{story.pk}/comments/").text
        assert REASON in form
        assert "<textarea" not in form
        sent = client.post(
            f"/pages/{story.pk}/comments/",
            {"body": "One more thing.", "key": "9b2f6a0e-8f6f-4a3c-9f0e-2d6c6ad8a3f1"},
        ).text
        assert REASON in sent
        assert "One more thing." in sent
        assert Comment.objects.count() == 1

    def test_authors_still_take_theirs_back(self, story):
        comment = make_comment(story)
        actions.close_thread(story, by=make_marketer(), reason=REASON)
        assert actions.withdraw(comment, by=comment.author).state == "withdrawn"

    def test_opened_again_it_takes_comments(self, client):
        post = make_post()
        actions.close_thread(post, by=make_moderator(), reason=REASON)
        client.force_login(make_moderator())
        client.post(f"/posts/{post.pk}/closure/", {"open": "1"})
        assert not Closure.objects.exists()
        assert make_comment(post).is_public
        assert REASON not in Client().get(post.get_absolute_url()).text

    def test_closed_twice_the_first_reason_stands(self, story):
        for reason in (REASON, "Another."):
            actions.close_thread(story, by=make_marketer(), reason=reason)
        assert Closure.objects.get().reason == REASON

    def test_a_reason_is_asked_for(self, client, story):
        client.force_login(make_marketer())
        assert client.post(f"/pages/{story.pk}/closure/", {"reason": "  "}).status_code == 200
        assert not Closure.objects.exists()

    def test_a_single_comment_has_no_such_row(self, story):
        with pytest.raises(IntegrityError):
            Closure.objects.create(reason=REASON)

    def test_a_marketer_has_no_address_that_takes_down_one_comment(self, client, story):
        comment = make_comment(story)
        client.force_login(make_marketer())
        for address in (f"/comments/{comment.pk}/withdrawal/", f"/comments/{comment.pk}/edit/"):
            assert client.post(address, {"body": "Hm", "key": "x"}).status_code == 404
        comment.refresh_from_db()
        assert comment.is_public
