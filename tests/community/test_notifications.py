"""What members are told in the site."""

import pytest

from community import actions
from community.models import Notification
from tests.factories import make_comment, make_member, make_news, make_post

pytestmark = pytest.mark.django_db


class TestList:
    def test_it_says_what_happened_and_leads_there(self, client):
        post = make_post(title="Grind finer")
        comment = make_comment(post, make_member("Åse <i>"))
        client.force_login(post.author)
        page = client.get("/my/notifications/").text
        assert "Åse &lt;i&gt; wrote under “Grind finer”" in page
        assert f'href="{comment.get_absolute_url()}"' in page

    def test_a_decision_comes_with_its_reason(self, client):
        post = make_post(title="Grind finer")
        facts = {"action": "decline", "facts": "It names somebody's address."}
        actions.notify(post.author, Notification.Kind.DECISION, post=post, facts=facts)
        client.force_login(post.author)
        page = client.get("/my/notifications/").text
        assert "was declined. Your text is kept for you." in page
        assert "It names somebody&#x27;s address." in page

    @pytest.mark.parametrize("kind", Notification.Kind.values)
    def test_every_kind_can_be_read(self, client, kind):
        client.force_login(make_news(make_member(), kind).member)
        assert client.get("/my/notifications/").status_code == 200
        assert client.get("/nb/my/notifications/").status_code == 200

    def test_what_was_taken_back_is_not_shown(self, client):
        post = make_post()
        told = actions.notify(post.author, Notification.Kind.DECISION, post=post, facts={"action": "clear"})
        assert actions.cancel_notifications(told.pk) == 1
        client.force_login(post.author)
        assert "Nothing new" in client.get("/my/notifications/").text

    def test_what_others_took_back_since_is_named_no_more(self, client):
        idea, reader = make_post(kind="idea", title="A lid for Lodd"), make_member()
        make_comment(idea, reader)
        reply = make_comment(idea, parent=idea.comments.get())
        actions.notify(reader, Notification.Kind.IDEA, post=idea, facts={"state": "planned"})
        client.force_login(reader)
        assert client.get("/my/notifications/").text.count("A lid for Lodd") == 2
        actions.withdraw(idea, by=idea.author)
        page = client.get("/my/notifications/").text
        assert "lid" not in page.partition("<main")[2]
        assert page.count("You were told of something that is not public any more.") == 2
        client.force_login(idea.author)
        assert client.get("/my/notifications/").text.count("A lid for Lodd") == 2
        actions.withdraw(reply, by=reply.author)
        assert client.get("/my/notifications/").text.count("A lid for Lodd") == 1

    def test_of_others_nothing_is_shown_and_nothing_marked(self, client):
        make_comment(make_post())
        client.force_login(make_member())
        assert "Nothing new" in client.get("/my/notifications/").text
        client.post("/my/notifications/")
        assert Notification.objects.unread().count() == 1

    def test_a_press_marks_them_read(self, client):
        post = make_post()
        make_comment(post)
        client.force_login(post.author)
        client.get("/my/notifications/")
        assert Notification.objects.unread().count() == 1
        assert client.post("/my/notifications/").status_code == 302
        assert Notification.objects.unread().count() == 0

    def test_it_pages_without_repeats(self, client):
        member = make_member()
        for number in range(31):
            actions.notify(member, "team", facts={"sentence": f"Sentence {number:02}."})
        client.force_login(member)
        first = client.get("/my/notifications/")
        assert "Sentence 01" in first.text
        assert "Sentence 00" not in first.text
        second = client.get(f"/my/notifications/{first.context['older_url']}").text
        assert "Sentence 00" in second
        assert "Sentence 01" not in second

    def test_the_head_of_every_page_says_that_there_is_news_until_it_is_read(self, client):
        member = make_member()
        client.force_login(member)
        assert "There is news for you" not in client.get("/community/").text
        actions.notify(member, "team", facts={"sentence": "You are in the team."})
        assert "There is news for you" in client.get("/community/").text
        client.post("/my/notifications/")
        assert "There is news for you" not in client.get("/community/").text
