"""The pages of a member's blogs: what was found, what came of it, the answers, and the way back."""

import pytest
from django.test import Client
from django.utils import timezone

from community import actions
from community.actions.polling import poll_blog, poll_round
from community.models import Blog, BlogFetch, Post
from community.models.posts import State
from tests.community.blogging import fresh, item, rss
from tests.factories import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def member(client: Client, blog: Blog):
    client.force_login(blog.member)
    return blog.member


def taken(site, blog) -> Post:
    site.put("/feed.xml", rss(item(1)))
    poll_blog(fresh(blog))
    return Post.objects.get()


class TestAddingABlog:
    def test_shows_what_was_found_and_what_would_become_of_it(self, client, site, blog, member):
        address = site.put("/other.xml", rss(item(1), item(2, tags=()), item(3, minutes=-60)))
        page = client.post("/my/blogs/", {"address": address, "works_for_brand": "on"}, follow=True)
        body = page.content.decode()
        assert "Found the feed “Slow mornings”: RSS 2.0, 3 entries." in body
        assert "It will be taken once the blog is proved." in body
        assert "It is older than your claim to this blog." in body
        added = Blog.objects.get(feed_url=address)
        assert added.token in body
        assert (added.state, added.works_for_brand) == ("unproven", True)
        assert not Post.objects.exists()

    def test_a_page_that_was_typed_in_does_not_stand_for_anothers_feed(self, client, site, blog, member):
        # The feed names no page of its own, and Eve's page only points at it.
        feed = site.put("/ingrid/feed.xml", rss(item(1)).replace("<link>https://blog.example/</link>", ""))
        page = f'<link rel="alternate" type="application/rss+xml" href="{feed}">'
        address = site.put("/eve/", page)
        client.post("/my/blogs/", {"address": address})
        added = Blog.objects.get(feed_url=feed)
        site.put("/eve/", page + added.token)
        client.post(f"/my/blogs/{added.pk}/proof/")
        assert (fresh(added).site_url, fresh(added).state) == (feed, "unproven")

    def test_an_address_that_answers_with_an_error_says_so(self, client, site, blog, member):
        body = client.post("/my/blogs/", {"address": f"{site.address}/none/"}).content.decode()
        assert "This address answers with error 404." in body


class TestAnEntry:
    def test_has_answers_of_its_own(self, client, site, blog, member):
        post = taken(site, blog)
        address = f"/my/blogs/{blog.pk}/entries/{blog.entries.get().pk}/"
        assert 'incentive"' not in client.get(address).content.decode()  # a public post's words stay
        assert client.post(address, {"incentivised": "on"}).status_code == 302
        post.refresh_from_db()
        assert (post.works_for_brand, post.incentivised) == (False, True)
        assert not fresh(blog).incentivised

    def test_that_was_not_public_may_say_what_was_given(self, client, site, blog, member):
        post = taken(site, blog)
        actions.withdraw(post, by=member)
        address = f"/my/blogs/{blog.pk}/entries/{blog.entries.get().pk}/"
        client.post(address, {"incentive": "a bag of beans"})
        post.refresh_from_db()
        assert (post.incentivised, post.incentive) == (True, "a bag of beans")

    def test_keeps_its_answers_when_it_changes(self, client, site, blog, member):
        post = taken(site, blog)
        client.post(f"/my/blogs/{blog.pk}/entries/{blog.entries.get().pk}/", {"works_for_brand": "on"})
        site.put("/feed.xml", rss(item(1, body="<p>I changed my mind: finer is better.</p>")))
        poll_blog(fresh(blog))
        post.refresh_from_db()
        assert (post.works_for_brand, post.revisions.count()) == (True, 2)

    def test_is_removed_now_and_sent_again(self, client, site, blog, member):
        post = taken(site, blog)
        page = client.get(f"/my/blogs/{blog.pk}/").content.decode()
        assert f"/posts/{post.pk}/withdrawal/" in page
        client.post(f"/posts/{post.pk}/withdrawal/")
        assert Post.objects.get().state == State.WITHDRAWN
        again = f"/my/blogs/{blog.pk}/entries/{blog.entries.get().pk}/return/"
        assert "you can send it again" in client.get("/my/posts/").content.decode()
        client.post(again)
        assert Post.objects.get().state == State.PUBLISHED
        body = client.post(again, follow=True).content.decode()
        assert "This entry was not taken back." in body

    def test_leads_to_the_original_in_its_head_and_on_its_page(self, client, site, blog):
        post = taken(site, blog)
        body = client.get(post.get_absolute_url()).content.decode()
        assert '<link rel="canonical" href="https://blog.example/1">' in body
        assert '<a href="https://blog.example/1" rel="nofollow ugc noopener">' in body

    def test_of_anothers_blog_is_not_found(self, client, site, blog):
        taken(site, blog)
        client.force_login(make_member())
        address = f"/my/blogs/{blog.pk}/entries/{blog.entries.get().pk}/"
        assert client.post(address, {"incentivised": "on"}).status_code == 404
        assert client.post(f"{address}return/").status_code == 404
        assert not Post.objects.get().incentivised


class TestFollowing:
    def test_is_as_the_member_chose(self, client, site, blog, member):
        client.post(f"/my/blogs/{blog.pk}/", {"incentivised": "on"})
        site.put("/feed.xml", rss(item(1, body="<p>" + "Rather many words. " * 60 + "</p>")))
        poll_blog(fresh(blog))
        post = Post.objects.get()
        assert post.incentivised
        assert len(post.latest_revision.body) == 400 or post.latest_revision.body.endswith("…")

    def test_is_paused_and_taken_up_again(self, client, site, blog, member):
        client.post(f"/my/blogs/{blog.pk}/pause/")
        assert fresh(blog).state == "paused"
        client.post(f"/my/blogs/{blog.pk}/visit/")
        assert fresh(blog).state == "active"
        assert poll_round() in (0, 1)
        body = client.post(f"/my/blogs/{blog.pk}/visit/", follow=True).content.decode()
        assert "We have just been there." in body

    def test_of_an_unproven_blog_is_refused(self, client, site, blog, member):
        Blog.objects.update(state="unproven", proven_at=None)
        body = client.post(f"/my/blogs/{blog.pk}/visit/", follow=True).content.decode()
        assert "Show first that this blog is yours." in body
        assert fresh(blog).state == "unproven"

    def test_that_lost_its_proof_says_so(self, client, site, blog, member):
        Blog.objects.update(proof_missing_since=timezone.now())
        assert "no longer find the proof" in client.get(f"/my/blogs/{blog.pk}/").content.decode()


class TestTheLog:
    def test_names_what_was_taken_first_and_says_there_was_more(self, client, site, blog, member):
        site.put("/feed.xml", rss(*(item(number, tags=("kvern",)) for number in range(120)), item(500)))
        poll_blog(fresh(blog))
        fetch = BlogFetch.objects.first()
        assert (fetch.found, fetch.taken, len(fetch.lines)) == (121, 1, 100)
        assert fetch.lines[0]["title"] == "Entry 500"
        assert "And others, which are not named here." in client.get(f"/my/blogs/{blog.pk}/").content.decode()


class TestTheProfile:
    def test_links_to_a_blog_that_something_public_came_from_as_the_members_own(self, client, site, blog):
        Blog.objects.update(site_url=f"{site.address}/")
        profile = blog.member.get_absolute_url()
        assert 'rel="me' not in client.get(profile).content.decode()

        taken(site, blog)
        link = f'<a href="{site.address}/" rel="me nofollow ugc noopener">{site.address[7:]}</a>'
        assert link in client.get(profile).content.decode()
        # A feed may name anybody's page as its own.
        Blog.objects.update(site_url="https://brand.example/")
        assert "brand.example" not in client.get(profile).content.decode()
