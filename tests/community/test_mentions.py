"""Naming a member: linked, told once, completed."""

import pytest

from community import actions
from community.actions.mentioning import render_comment
from community.models import Notification
from community.models.posts import State
from community.words.mentions import handles_in, link_handles
from tests.factories import make_comment, make_member, make_post

HOSTILE = "Buy at https://a.example https://b.example https://c.example, mail me at x@y.example! @siri"


class TestHandles:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("@siri and @Tor-2, (@kari): see", ["siri", "tor-2", "kari"]),
            ("@siri @siri @SIRI", ["siri"]),
            ("siri@example.com https://site.example/@siri @@siri x@siri", []),
            ("@ab @-siri @siri_x @" + "a" * 31, []),
            ("Thanks @siri. And @tor's grinder", ["siri", "tor"]),
            (" ".join(f"@member-{number}" for number in range(12)), [f"member-{n}" for n in range(10)]),
        ],
    )
    def test_those_a_text_names(self, text, found):
        assert handles_in(text) == found

    def test_only_known_ones_are_linked(self):
        html = "<p>@Siri and @nobody, a@siri</p>"
        assert link_handles(html, {"siri"}) == '<p><a href="/members/siri/">@Siri</a> and @nobody, a@siri</p>'


@pytest.mark.django_db
class TestNaming:
    def named(self):
        return [(row.member, row.comment) for row in Notification.objects.filter(kind="mention")]

    def test_it_is_linked_like_any_address_of_a_member(self):
        make_member("Siri", username="siri")
        assert render_comment("Ask @siri <b>now</b>.") == (
            '<p>Ask <a href="/members/siri/" rel="nofollow ugc noopener">@siri</a>'
            " &lt;b&gt;now&lt;/b&gt;.</p>"
        )

    def test_it_leads_to_their_page_in_the_readers_language(self, client):
        make_member("Siri", username="siri")
        address = make_comment(make_post(), body="Ask @siri.").post.get_absolute_url()
        assert '<a href="/members/siri/" rel=' in client.get(address).text
        page = client.get(f"/nb{address}").text
        assert '<a href="/nb/members/siri/" rel=' in page
        assert '"/members/siri/"' not in page

    def test_whoever_is_named_is_told_once(self):
        siri = make_member("Siri", username="siri")
        comment = make_comment(make_post(), body="Ask @siri, yes @siri.")
        assert self.named() == [(siri, comment)]
        actions.remove(comment)
        actions.restore(comment)
        actions.edit_comment(comment, by=comment.author, body="Ask @siri again.")
        assert self.named() == [(siri, comment)]

    def test_an_edit_tells_whoever_it_names_first(self):
        siri = make_member("Siri", username="siri")
        comment = make_comment(make_post())
        actions.edit_comment(comment, by=comment.author, body="Ask @siri.")
        assert self.named() == [(siri, comment)]

    def test_whoever_is_answered_is_not_told_twice_nor_oneself(self):
        post = make_post(make_member(username="siri"))
        make_comment(post, make_member(username="tor"), "Well, @siri, says @tor.")
        assert self.named() == []
        assert Notification.objects.filter(kind="comment").count() == 1

    def test_not_while_it_waits(self):
        make_member(username="siri")
        comment = actions.submit_comment(by=make_member(joined_days_ago=0), post=make_post(), body=HOSTILE)
        assert comment.state == State.WAITING
        assert self.named() == []
        actions.publish(comment)
        assert len(self.named()) == 1

    def test_nobody_who_is_gone(self):
        make_member(username="siri", is_active=False)
        comment = make_comment(make_post(), body="Ask @siri.")
        assert self.named() == []
        assert "<a" not in comment.body_html

    def test_their_list_says_who_and_where(self, client):
        siri = make_member(username="siri")
        make_comment(make_post(title="Grind finer"), make_member("Tor"), "Ask @siri.")
        client.force_login(siri)
        assert "Tor named you under “Grind finer”" in client.get("/my/notifications/").text


@pytest.mark.django_db
class TestCompletion:
    def offered(self, client, begun):
        return [one["handle"] for one in client.get("/mentions/", {"q": begun}).json()["members"]]

    def test_by_handle_and_by_name(self, client):
        make_member("Ingrid Solheim", username="ingrid")
        make_member("Solveig", username="bean-lover")
        make_member("Gone", username="ingunn", is_active=False)
        client.force_login(make_member("Reader", username="reader"))
        assert self.offered(client, "in") == ["ingrid"]
        assert self.offered(client, "SOL") == ["bean-lover"]
        assert self.offered(client, "") == []

    def test_a_few_at_most(self, client):
        client.force_login(make_member())
        for number in range(8):
            make_member(username=f"siri-{number}")
        assert self.offered(client, "siri") == [f"siri-{number}" for number in range(6)]

    def test_too_many_look_ups_find_nobody(self, client, monkeypatch):
        monkeypatch.setattr("community.views.mentions.LOOK_UPS", 2)
        make_member(username="siri")
        client.force_login(make_member())
        assert [self.offered(client, "siri") for _ in range(3)] == [["siri"], ["siri"], []]
