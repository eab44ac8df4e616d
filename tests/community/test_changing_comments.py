"""Changing one's comment for a quarter of an hour, taking it back, quoting another's."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community import actions
from community.actions.refusals import MayNotWrite, NotYours, TooLateToEdit
from community.models import Comment, Member, Notification
from community.models.posts import State
from community.words.quoting import quote_of
from moderation.models import Case
from tests.factories import make_comment, make_member, make_post

pytestmark = pytest.mark.django_db
HOSTILE = "Buy at https://a.example https://b.example https://c.example, mail me at x@y.example!"


def grown_old(comment, **ago):
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(**ago))
    comment.refresh_from_db()
    return comment


def words_of(comment):
    comment.refresh_from_db()
    return comment.body, comment.state, comment.edited_at is not None


class TestEditing:
    def test_new_words_stand_at_once_and_say_so(self, client):
        comment = make_comment(make_post())
        client.force_login(comment.author)
        assert f'href="/comments/{comment.pk}/edit/"' in client.get(comment.post.get_absolute_url()).text
        form = {"body": "Thank you, that helped a lot.", "key": str(uuid.uuid4())}
        assert client.post(f"/comments/{comment.pk}/edit/", form)["Location"] == f"/comments/{comment.pk}/"
        assert words_of(comment) == ("Thank you, that helped a lot.", State.PUBLISHED, True)
        comment.post.refresh_from_db()
        assert comment.post.comment_count == 1
        shown = Client().get(comment.post.get_absolute_url()).text
        assert "that helped a lot." in shown
        assert "Edited" in shown

    def test_after_a_quarter_of_an_hour_it_only_goes(self, client):
        comment = grown_old(make_comment(make_post()), minutes=15, seconds=1)
        with pytest.raises(TooLateToEdit):
            actions.edit_comment(comment, by=comment.author, body="Other words.")
        client.force_login(comment.author)
        shown = client.get(comment.post.get_absolute_url()).text
        assert f"/comments/{comment.pk}/edit/" not in shown
        assert f"/comments/{comment.pk}/withdrawal/" in shown
        form = {"body": "Other words.", "key": str(uuid.uuid4())}
        assert "15 minutes" in client.post(f"/comments/{comment.pk}/edit/", form).text
        assert words_of(comment) == ("Thank you, that helped.", State.PUBLISHED, False)

    def test_just_before_it_may_be_changed(self):
        comment = grown_old(make_comment(make_post()), minutes=14, seconds=50)
        assert actions.edit_comment(comment, by=comment.author, body="Other words.").body == "Other words."

    def test_not_somebody_elses(self):
        comment = make_comment(make_post())
        with pytest.raises(NotYours):
            actions.edit_comment(comment, by=make_member(), body="Other words.")
        assert words_of(comment) == ("Thank you, that helped.", State.PUBLISHED, False)

    def test_not_while_ones_account_is_paused(self):
        comment = make_comment(make_post())
        Member.objects.update(paused_until=timezone.now() + timedelta(days=1))
        comment.author.refresh_from_db()
        with pytest.raises(MayNotWrite):
            actions.edit_comment(comment, by=comment.author, body="Other words.")
        assert words_of(comment) == ("Thank you, that helped.", State.PUBLISHED, False)

    def test_what_it_becomes_is_checked_as_a_new_one_is(self):
        comment = make_comment(make_post(), make_member(joined_days_ago=0))
        actions.edit_comment(comment, by=comment.author, body=HOSTILE)
        assert words_of(comment) == (HOSTILE, State.WAITING, True)
        assert Case.objects.get().comment == comment
        shown = Client().get(comment.post.get_absolute_url()).text
        assert "a.example" not in shown
        assert "that helped" not in shown
        comment.post.refresh_from_db()
        assert comment.post.comment_count == 0

    def test_what_waits_for_the_desk_stays_as_the_desk_sees_it(self):
        comment = actions.submit_comment(by=make_member(joined_days_ago=0), post=make_post(), body=HOSTILE)
        with pytest.raises(TooLateToEdit):
            actions.edit_comment(comment, by=comment.author, body="Harmless.")
        assert words_of(comment) == (HOSTILE, State.WAITING, False)

    def test_what_the_desk_returned_is_changed_whenever(self):
        author = make_member()
        comment = actions.submit_comment(by=author, post=make_post(), body="Quite so, I say.")
        Comment.objects.filter(pk=comment.pk).update(state=State.WAITING)
        comment = grown_old(actions.return_to_author(comment), days=3)
        actions.edit_comment(comment, by=author, body="It is quite so, I think.")
        assert words_of(comment) == ("It is quite so, I think.", State.PUBLISHED, True)

    def test_the_same_words_change_nothing(self):
        comment = make_comment(make_post())
        actions.edit_comment(comment, by=comment.author, body=comment.body)
        assert words_of(comment) == ("Thank you, that helped.", State.PUBLISHED, False)

    def test_nobody_is_told_twice(self):
        comment = make_comment(make_post())
        actions.edit_comment(comment, by=comment.author, body="Other words.")
        assert Notification.objects.filter(comment=comment).count() == 1


class TestWithdrawing:
    def test_it_is_asked_about_and_then_gone(self, client):
        comment = make_comment(make_post(), body="Unmistakable words.")
        client.force_login(comment.author)
        assert "Take the comment back?" in client.get(f"/comments/{comment.pk}/withdrawal/").text
        assert words_of(comment)[1] == State.PUBLISHED
        client.post(f"/comments/{comment.pk}/withdrawal/")
        assert words_of(comment)[1] == State.WITHDRAWN
        assert "Unmistakable" not in Client().get(comment.post.get_absolute_url()).text

    def test_pressed_twice_it_is_gone_once(self, client):
        post = make_post()
        make_comment(post)
        comment = make_comment(post)
        client.force_login(comment.author)
        for _ in range(2):
            client.post(f"/comments/{comment.pk}/withdrawal/")
        post.refresh_from_db()
        assert post.comment_count == 1

    def test_not_by_anybody_else(self, client):
        comment = make_comment(make_post())
        client.force_login(comment.post.author)
        assert client.post(f"/comments/{comment.pk}/withdrawal/").status_code == 404
        assert words_of(comment)[1] == State.PUBLISHED


class TestQuoting:
    def form(self, client, comment, quote):
        client.force_login(make_member())
        address = f"/posts/{comment.post_id}/comments/"
        page = client.get(address, {"parent": comment.pk, "quote": quote})
        return page.context["form"]["body"].value()

    def test_a_passage_that_stands_there(self, client):
        comment = make_comment(make_post(), body="It is light. It is <b>quiet</b>, too.")
        assert self.form(client, comment, "It is light.") == "> It is light.\n\n"

    @pytest.mark.parametrize("passage", ["", "It is heavy."])
    def test_else_the_whole_and_nothing_it_never_said(self, client, passage):
        comment = make_comment(make_post(), body="It is light.\n\nAnd quiet.")
        assert self.form(client, comment, passage) == "> It is light. And quiet.\n\n"

    def test_without_being_asked_nothing(self, client):
        comment = make_comment(make_post())
        client.force_login(make_member())
        page = client.get(f"/posts/{comment.post_id}/comments/", {"parent": comment.pk})
        assert page.context["form"]["body"].value() == ""

    def test_a_long_one_is_cut_between_words(self):
        quote = quote_of("<p>" + "word " * 200 + "</p>")
        assert quote.endswith("word …\n\n")
        assert len(quote) < 510

    def test_it_is_set_as_a_quotation(self):
        comment = make_comment(make_post(), body="> It is light.\n> And <quiet>.\n\nYes, and small.")
        assert comment.body_html == (
            "<blockquote><p>It is light.<br>And &lt;quiet&gt;.</p></blockquote><p>Yes, and small.</p>"
        )
