"""A comment sent after one's session ended: nothing typed is lost."""

import uuid

import pytest

from community.models import Comment
from tests.factories import PASSWORD, make_comment, make_member, make_post, make_story

pytestmark = pytest.mark.django_db


def sign_in(client, member, to):
    answer = client.post(f"/accounts/login/?next={to}", {"login": member.email, "password": PASSWORD})
    assert answer["Location"] == to
    return client.get(to).text


class TestWords:
    def test_they_wait_behind_the_sign_in_with_what_they_answer(self, client):
        member, story = make_member(), make_story()
        parent = make_comment(story)
        address, key = f"/pages/{story.pk}/comments/", str(uuid.uuid4())
        sent = {"body": "Three of <b>mine</b>", "parent": str(parent.pk), "key": key}
        assert client.post(address, sent)["Location"] == f"/accounts/login/?next={address}"
        page = sign_in(client, member, address)
        assert "You were signed out when you sent this." in page
        assert "Three of &lt;b&gt;mine&lt;/b&gt;" in page
        assert f'name="parent" value="{parent.pk}"' in page
        assert key in page
        assert Comment.objects.get() == parent

        client.post(address, sent)
        assert Comment.objects.get(parent=parent).body == "Three of <b>mine</b>"
        assert "You were signed out" not in client.get(address).text

    def test_so_does_an_edit(self, client):
        member = make_member()
        comment = make_comment(make_post(), member)
        address = f"/comments/{comment.pk}/edit/"
        client.post(address, {"body": "It helped twice.", "key": str(uuid.uuid4())})
        assert "It helped twice." in sign_in(client, member, address)

    def test_they_belong_to_their_place_and_nothing_is_kept_of_nothing(self, client):
        first, second = make_post(), make_post()
        client.post(f"/posts/{first.pk}/comments/", {"body": "Of the first"})
        empty = client.post(f"/posts/{second.pk}/comments/", {"body": "  "})
        assert empty["Location"] == f"/accounts/login/?next={second.get_absolute_url()}"
        client.force_login(make_member())
        assert "Of the first" not in client.get(f"/posts/{second.pk}/comments/").text
