"""My posts: every draft and post with its lasting state, and taking one back."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community import actions
from community.actions.contributing import Words
from community.actions.drafts import Holder, save_draft
from community.models import Comment, Post
from community.models.posts import State
from feeds.actions import place, sync_post
from feeds.models import Feed
from moderation.actions import decide
from moderation.models import Case
from tests.factories import (
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_waiting_post,
    submit,
)

pytestmark = pytest.mark.django_db


def my_posts(client, member, query=""):
    client.force_login(member)
    return client.get(f"/my/posts/{query}")


class TestList:
    def test_each_state_stands_there_in_plain_words(self, client):
        author = make_member()
        public = make_post(author, title="Public one")
        waiting = make_waiting_post(author, title="Waiting one")
        returned = actions.return_to_author(make_waiting_post(author, title="Returned one"))
        declined = actions.decline(make_waiting_post(author, title="Declined one"))
        withdrawn = actions.withdraw(make_post(author, title="Withdrawn one"), by=author)
        removed = actions.remove(make_post(author, title="Removed one"))
        page = my_posts(client, author).text
        sentences = {
            public: "Everybody can read it.",
            waiting: "Somebody at the desk reads it before it is shown.",
            returned: "The desk asks you to change something.",
            declined: "The desk does not show it.",
            withdrawn: "You took it back.",
            removed: "The desk took it down.",
        }
        for post, sentence in sentences.items():
            row = page.split(f'data-post="{post.pk}"')[1].split("</li>")[0]
            assert sentence in row
            assert f'data-state="{post.state}"' in row
            assert post.title in row
            may_edit = f"/posts/{post.pk}/edit/" in row
            may_withdraw = f"/posts/{post.pk}/withdrawal/" in row
            assert may_edit == (post not in (declined, removed))
            assert may_withdraw == (post in (public, waiting, returned))

    def test_a_post_kept_out_of_feeds_says_why(self, client):
        post = actions.keep_out_of_feeds(make_post(), reason="It is about the shop, not about a product.")
        page = my_posts(client, post.author).text
        assert "It is about the shop, not about a product." in page
        assert "it is not shown in shared feeds" in page

    def test_what_was_taken_back_and_sent_again_stands_as_it_was_sent_again(self, client):
        post = make_post(make_member(joined_days_ago=0), title="What I took back")
        actions.withdraw(post, by=post.author)
        spam = "<p>See https://a.example https://b.example https://c.example, or x@y.example!</p>"
        post = actions.submit_edit(post, by=post.author, words=Words(title="Sent again", body=spam))
        assert post.state == State.WAITING
        for reader in (post.author, make_moderator()):
            client.force_login(reader)
            page = client.get(f"/posts/{post.pk}/", follow=True).text
            assert "x@y.example" in page
            assert "What I took back" not in page
        client.force_login(post.author)
        assert "Sent again" in client.get("/my/posts/").text

    def test_drafts_stand_first_and_lead_back(self, client):
        author = make_member()
        key = uuid.uuid4()
        save_draft(key, holder=Holder(member=author), kind="tip", fields={"title": "Half <b>done"}, version=0)
        page = my_posts(client, author).text
        assert f'href="/my/drafts/{key}/"' in page
        assert "Half &lt;b&gt;done" in page

    def test_nothing_of_anybody_else(self, client):
        make_post(title="Not mine")
        save_draft(
            uuid.uuid4(),
            holder=Holder(member=make_member()),
            kind="tip",
            fields={"title": "Nor this"},
            version=0,
        )
        page = my_posts(client, make_member()).text
        assert "Not mine" not in page
        assert "Nor this" not in page
        assert "Nothing sent yet" in page

    def test_thirty_a_page_and_each_once(self, client):
        author = make_member()
        posts = [make_post(author, title=f"Tip no {number}.") for number in range(35)]
        first = my_posts(client, author)
        after = first.context["older"]
        second = my_posts(client, author, f"?after={after}")
        seen = [post.pk for page in (first, second) for post, _standing in page.context["rows"]]
        assert seen == [post.pk for post in reversed(posts)]
        assert second.context["older"] == ""

    def test_the_same_number_of_queries_for_few_posts_and_for_many(self, client):
        author = make_member()
        client.force_login(author)
        counts = []
        # The same words again and again are found by screening, so each list holds decisions too.
        for number in (8, 12):
            for _ in range(number):
                make_post(author, product=make_product())
            with CaptureQueriesContext(connection) as queries:
                client.get("/my/posts/")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 10

    def test_where_a_post_is_featured_and_how_many_read_it(self, client):
        author = make_member()
        post, other = make_post(author, title="Featured one"), make_post(author, title="Another one")
        sync_post(post.pk)
        feed = Feed.objects.get(slug="home", language="en")
        page = my_posts(client, author).text
        assert "Featured now" not in page
        assert "an hour" not in page
        ends_at = datetime(2130, 5, 3, 12, tzinfo=UTC)
        place(feed, by=make_marketer(), post=post, slot=2, ends_at=ends_at)
        Post.objects.filter(pk=other.pk).update(views_per_hour=12.4)
        page = my_posts(client, author).text
        rows = {one: page.split(f'data-post="{one.pk}"')[1].split("</li>")[0] for one in (post, other)}
        assert '<a href="/">the front page</a> (place 2) until 3 May' in rows[post]
        assert "Featured now" not in rows[other]
        assert "About 12 readers an hour lately." in rows[other]
        # What is kept out of feeds is featured nowhere, whatever was placed.
        actions.keep_out_of_feeds(post, reason="It is about the shop.")
        assert "Featured now" not in my_posts(client, author).text


class TestComments:
    def listed(self, client, member, query=""):
        client.force_login(member)
        return client.get(f"/my/comments/{query}")

    def row(self, page, comment):
        return page.split(f'data-comment="{comment.pk}"')[1].split("</li>")[0]

    def test_each_says_where_it_stands_and_what_became_of_it(self, client):
        author, post = make_member(), make_post(title="Grind <finer>")
        public = make_comment(post, author)
        withdrawn = actions.withdraw(make_comment(post, author), by=author)
        declined = make_comment(post, author)
        Comment.objects.filter(pk=declined.pk).update(state=State.WAITING)
        case = Case.objects.create(comment=declined)
        facts = "It names a stranger."
        decision = decide(case, by=make_moderator(), version=0, action="decline", ground="spam", facts=facts)
        make_comment(post, body="Somebody else's words.")
        page = self.listed(client, author).text
        assert "Somebody else" not in page
        assert f'<a href="/comments/{public.pk}/">Under “Grind &lt;finer&gt;”</a>' in self.row(page, public)
        assert f"/comments/{public.pk}/withdrawal/" in self.row(page, public)
        assert "You took it back." in self.row(page, withdrawn)
        assert "It names a stranger." in self.row(page, declined)
        assert f"/decisions/{decision.pk}" in self.row(page, declined)

    def test_what_others_took_down_is_not_named(self, client):
        post = make_post(title="Unmistakable title")
        comment = make_comment(post)
        actions.withdraw(post, by=post.author)
        page = self.listed(client, comment.author).text
        assert "Under something that is not public any more" in page
        assert "Unmistakable" not in page

    def test_thirty_a_page_in_the_same_number_of_queries(self, client):
        author = make_member()
        comments, counts = [], []
        post = make_post()
        self.listed(client, author)
        for number in (2, 30):
            comments += [make_comment(post, author, body=f"No {n}, of {number}.") for n in range(number)]
            with CaptureQueriesContext(connection) as queries:
                first = self.listed(client, author)
            counts.append(len(queries))
        assert counts[0] == counts[1]
        second = self.listed(client, author, f"?after={first.context['older']}")
        seen = [row[0] for page in (first, second) for row in page.context["rows"]]
        assert seen == comments[::-1]


class TestTakingBack:
    def test_it_is_asked_first_and_done_by_post(self, client):
        post = make_post(title="Mine")
        client.force_login(post.author)
        address = reverse("community:withdrawal", args=[post.pk])
        assert "Take the post back?" in client.get(address).text
        post.refresh_from_db()
        assert post.state == State.PUBLISHED
        assert client.post(address)["Location"] == "/my/posts/"
        post.refresh_from_db()
        assert post.state == State.WITHDRAWN

    def test_twice_is_once(self, client):
        post = make_post()
        client.force_login(post.author)
        for _ in range(2):
            assert client.post(reverse("community:withdrawal", args=[post.pk])).status_code == 302
        post.refresh_from_db()
        assert post.state == State.WITHDRAWN

    def test_what_the_desk_declined_stays_declined(self, client):
        post = actions.decline(make_waiting_post())
        client.force_login(post.author)
        client.post(reverse("community:withdrawal", args=[post.pk]))
        post.refresh_from_db()
        assert post.state == State.DECLINED

    def test_without_a_token_it_is_refused(self):
        post = submit()
        state = post.state
        client = Client(enforce_csrf_checks=True)
        client.force_login(post.author)
        assert client.post(reverse("community:withdrawal", args=[post.pk])).status_code == 403
        post.refresh_from_db()
        assert post.state == state


class TestOnesOwnPages:
    def test_lead_from_one_to_the_other_and_say_where_one_is(self, client):
        client.force_login(make_member())
        pages = ("posts", "comments", "notifications", "following", "bookmarks", "products", "blogs")
        addresses = [f"/my/{page}/" for page in pages]
        for address in addresses:
            nav = client.get(address).text.split('class="mine-nav"')[1].split("</nav>")[0]
            assert [link.split('"')[0] for link in nav.split('href="')[1:]] == addresses, address
            assert nav.split(' aria-current="page"')[0].rpartition('href="')[2] == f'{address}"'
        assert "mine-nav" in client.get("/my/expertise/").text

    def test_what_came_back_says_on_its_form_what_to_change(self, client):
        post = make_waiting_post(title="Nearly")
        case = Case.objects.get(post=post)
        decide(case, by=make_moderator(), version=0, action="return", ground="spam", facts="Four links.")
        client.force_login(post.author)
        assert "Four links." in client.get(f"/posts/{post.pk}/edit/").text.split('<form class="write"')[0]


class TestFolding:
    def test_what_few_need_is_folded_until_something_stands_there(self, client):
        author = make_member()
        client.force_login(author)
        assert client.get("/posts/new/review/").text.count('<details class="step">') == 2
        key = uuid.uuid4()
        fields = {"title": "Half", "pros": "Quiet", "kind": "review"}
        save_draft(key, holder=Holder(member=author), kind="review", fields=fields, version=0)
        page = client.get(f"/my/drafts/{key}/").text
        assert page.count('<details class="step" open>') == 1
        assert page.count('<details class="step">') == 1
