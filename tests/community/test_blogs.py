"""A member's own blog: what is taken, what is not and why, and nothing twice."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from community.actions.blogs import (
    BlogRefused,
    claim_blog,
    prove_blog,
    remove_blog,
)
from community.actions.polling import poll_blog, poll_round
from community.models import Blog, BlogFetch, Post
from community.models.posts import State
from community.views.blogs import TRIES
from tests.community.blogging import fresh, item, rss
from tests.factories import make_member

pytestmark = pytest.mark.django_db


class TestPolling:
    def test_takes_what_carries_the_club_tag_and_a_products_tag(self, site, blog):
        site.put("/feed.xml", rss(item(1), item(2, tags=("Kvern",)), item(3, tags=("morgenro",))))
        visit = poll_blog(fresh(blog))
        assert [line["taken"] for line in visit.lines] == [True, False, False]
        assert visit.lines[1]["why"] == "It does not carry the tag “morgenro”."
        assert visit.lines[2]["why"] == "It carries no product's tag."
        post = Post.objects.get()
        assert (post.kind, post.product.slug, post.author) == ("story", "kvern", blog.member)
        assert post.original_url == "https://blog.example/1"
        assert post.latest_revision.title == "Entry 1"

    def test_knows_hashtags_and_however_a_tag_is_written(self, site, blog):
        entry = item(1, tags=(), body="<p>Good grinder. #Morgenro #KVERN</p>")
        site.put("/feed.xml", rss(entry))
        assert poll_blog(fresh(blog)).taken == 1

    def test_the_second_visit_adds_nothing(self, site, blog):
        site.put("/feed.xml", rss(item(1), item(2)))
        poll_blog(fresh(blog))
        again = poll_blog(fresh(blog))
        assert again.taken == 0
        assert {line["why"] for line in again.lines} == {"We have it already."}
        assert Post.objects.count() == 2

    def test_the_same_words_under_another_address_are_not_taken_twice(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        moved = item(1).replace("https://blog.example/1", "https://blog.example/moved")
        site.put("/feed.xml", rss(moved.replace("tag:blog,1", "tag:blog,other")))
        assert poll_blog(fresh(blog)).taken == 0
        assert Post.objects.count() == 1

    def test_never_takes_history(self, site, blog):
        site.put("/feed.xml", rss(item(1, minutes=-600)))
        visit = poll_blog(fresh(blog))
        assert visit.lines[0]["why"] == "It is older than your claim to this blog."
        assert not Post.objects.exists()

    def test_a_changed_entry_becomes_a_revision(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        site.put("/feed.xml", rss(item(1, body="<p>I changed my mind: finer.</p>")))
        visit = poll_blog(fresh(blog))
        assert visit.lines[0]["why"] == "It changed, and the new version is being checked."
        assert Post.objects.get().revisions.count() == 2

    def test_a_tag_that_says_it_was_a_gift_is_a_disclosure(self, site, blog):
        site.put("/feed.xml", rss(item(1, tags=("morgenro", "kvern", "gifted"))))
        poll_blog(fresh(blog))
        assert Post.objects.get().incentivised

    def test_so_is_one_that_was_added_later(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        site.put("/feed.xml", rss(item(1, tags=("morgenro", "kvern", "ad"))))
        poll_blog(fresh(blog))
        post = Post.objects.get()
        assert (post.incentivised, post.revisions.count()) == (True, 1)

    def test_standing_answers_hold_for_every_entry(self, site, blog):
        Blog.objects.update(works_for_brand=True)
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        assert Post.objects.get().works_for_brand

    def test_one_broken_entry_never_stops_the_others(self, site, blog):
        deep = item(1, body="<div>" * 500 + "deep" + "</div>" * 500)
        site.put("/feed.xml", rss(deep, item(2)))
        visit = poll_blog(fresh(blog))
        assert [line["taken"] for line in visit.lines] == [False, True]

    def test_hostile_html_arrives_clean(self, site, blog):
        body = '<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x()">there</a></p>'
        site.put("/feed.xml", rss(item(1, body=body)))
        poll_blog(fresh(blog))
        html = Post.objects.get().latest_revision.body_html
        assert "script" not in html
        assert "onclick" not in html

    def test_asks_politely_and_understands_nothing_new(self, site, blog):
        site.put("/feed.xml", rss(item(1)), ETag='"one"')
        poll_blog(fresh(blog))
        visit = poll_blog(fresh(blog))
        assert site.asked[-1]["if-none-match"] == '"one"'
        assert (visit.outcome, visit.failed) == ("Nothing new.", False)

    def test_sends_nothing_odd_back(self, site, blog):
        site.put("/feed.xml", rss(item(1)), ETag='"\x01"', Last_Modified="x" * 200)
        poll_blog(fresh(blog))
        assert poll_blog(fresh(blog)).failed is False
        assert not {"if-none-match", "if-modified-since"} & set(site.asked[-1])

    def test_writes_a_log_of_every_visit(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        site.put("/feed.xml", "<html>gone</html>")
        poll_blog(fresh(blog))
        assert list(BlogFetch.objects.values_list("failed", "found", "taken")) == [
            (True, 0, 0),
            (False, 1, 1),
        ]

    def test_a_failing_blog_is_visited_less_often_and_a_lively_one_more(self, site, blog):
        site.put("/feed.xml", "no", status=500)
        poll_blog(fresh(blog))
        assert (fresh(blog).interval_minutes, fresh(blog).failures) == (120, 1)
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        assert (fresh(blog).interval_minutes, fresh(blog).failures) == (60, 0)

    def test_waits_as_long_as_it_is_asked_to(self, site, blog):
        site.put("/feed.xml", "later", status=503, Retry_After="36000")
        poll_blog(fresh(blog))
        assert fresh(blog).next_fetch_at > timezone.now() + timedelta(hours=9)

    def test_two_workers_visit_once(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        assert [poll_round(), poll_round()] == [1, 0]
        assert BlogFetch.objects.count() == 1

    def test_a_private_address_is_never_called(self, site, blog, settings):
        settings.FETCHING_ALLOW_LOOPBACK = False
        visit = poll_blog(fresh(blog))
        assert visit.failed
        assert site.asked == []


class TestClaiming:
    def test_finds_the_feed_a_page_announces_and_follows_it_once_proved(self, site):
        make = make_member("Ingrid")
        site.put("/feed.xml", rss())
        page = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>'
        address = site.put("/", page)
        blog = claim_blog(make, address=address, works_for_brand=False)
        assert (blog.feed_url, blog.title, blog.state) == (
            f"{site.address}/feed.xml",
            "Slow mornings",
            "unproven",
        )
        Blog.objects.filter(pk=blog.pk).update(site_url=address)
        with pytest.raises(BlogRefused):
            prove_blog(fresh(blog))
        assert fresh(blog).state == "unproven"
        site.put("/", f"{page}<p>{blog.token}</p>")
        assert prove_blog(fresh(blog)).state == "active"

    def test_a_link_to_the_profile_proves_it_too(self, site, blog):
        Blog.objects.update(state="unproven", proven_at=None, site_url=f"{site.address}/")
        site.put("/", f'<a rel="me" href="http://localhost:8000/members/{blog.member.username}/">me</a>')
        assert prove_blog(fresh(blog)).state == "active"

    def test_says_what_was_wrong_and_adds_nothing(self, site):
        address = site.put("/", "<html><body>no feed here</body></html>")
        with pytest.raises(BlogRefused, match="We found no feed there"):
            claim_blog(make_member(), address=address)
        assert not Blog.objects.exists()

    def test_a_blog_belongs_to_one_member(self, site, blog):
        with pytest.raises(BlogRefused, match="added already"):
            claim_blog(make_member(), address=blog.feed_url)
        assert Blog.objects.count() == 1

    def test_one_that_was_added_and_never_proved_is_free_again_the_next_day(self, site, blog):
        Blog.objects.update(state="unproven", proven_at=None)
        with pytest.raises(BlogRefused, match="added already"):
            claim_blog(make_member(), address=blog.feed_url)
        Blog.objects.update(claimed_at=timezone.now() - timedelta(days=1))
        owner = make_member("Ingrid")
        claim_blog(owner, address=blog.feed_url)
        assert Blog.objects.get().member == owner

    def test_finds_a_feed_below_the_page_that_nobody_announces(self, site):
        site.put("/~ingrid/blog/feed.xml", rss())
        address = site.put("/~ingrid/blog/", "<html><body>no links</body></html>")
        assert claim_blog(make_member(), address=address).feed_url == f"{site.address}/~ingrid/blog/feed.xml"

    def test_three_blogs_and_no_more(self, site, blog):
        for number in range(2):
            Blog.objects.create(member=blog.member, site_url="x", feed_url=f"https://{number}.example/")
        with pytest.raises(BlogRefused):
            claim_blog(blog.member, address=site.put("/four.xml", rss()))
        assert Blog.objects.count() == 3

    def test_removing_it_withdraws_what_came_from_it(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        remove_blog(fresh(blog), by=blog.member)
        assert not Post.objects.published().exists()
        assert not Blog.objects.exists()

    def test_removing_it_withdraws_what_nobody_has_screened_yet(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        Post.objects.update(state=State.SUBMITTED, published_at=None, public_revision=None)
        remove_blog(fresh(blog), by=blog.member)
        assert list(Post.objects.values_list("state", flat=True)) == [State.WITHDRAWN]


class TestMyBlogs:
    def test_a_strangers_blog_is_not_found(self, client: Client, blog):
        client.force_login(make_member())
        for path in ("", "proof/", "removal/"):
            assert client.post(f"/my/blogs/{blog.pk}/{path}").status_code in (404, 405)
        assert Blog.objects.filter(pk=blog.pk).exists()

    def test_strangers_servers_are_not_asked_without_end(self, client: Client, blog):
        client.force_login(blog.member)
        answers = [client.post(f"/my/blogs/{blog.pk}/proof/").status_code for _time in range(TRIES + 1)]
        assert answers == [302] * TRIES + [429]

    def test_shows_the_code_and_every_visit(self, client: Client, site, blog):
        site.put("/feed.xml", rss(item(1), item(2, tags=("kvern",))))
        poll_blog(fresh(blog))
        client.force_login(blog.member)
        body = client.get(f"/my/blogs/{blog.pk}/").content.decode()
        assert "It does not carry the tag “morgenro”." in body
        assert "Entry 1" in body


class TestPollBlogCommand:
    def run(self, *arguments: str) -> str:
        out = StringIO()
        call_command("poll_blog", *arguments, stdout=out)
        return out.getvalue()

    def test_prints_a_line_per_entry_and_the_sums(self, site, blog):
        address = site.put("/other.xml", rss(item(1), item(2, tags=())))
        lines = self.run(address, "--as", blog.member.username).splitlines()
        assert lines[0] == "taken      Entry 1: Taken."
        assert lines[1] == "not taken  Entry 2: It does not carry the tag “morgenro”."
        assert lines[-1] == "read 2, taken 1"

    def test_development_may_assume_tags_and_take_history(self, site, blog):
        address = site.put("/other.xml", rss(item(1, tags=(), minutes=-90000)))
        handle = blog.member.username
        out = self.run(address, "--as", handle, "--since", "2001-01-01", "--assume-tags", "kvern")
        assert out.splitlines()[-1] == "read 1, taken 1"
        again = self.run(address, "--as", handle, "--since", "2001-01-01", "--assume-tags", "kvern")
        assert again.splitlines()[-1] == "read 1, taken 0"

    def test_production_refuses_both(self, settings, blog):
        settings.PRODUCTION = True
        for option in (("--since", "2001-01-01"), ("--assume-tags", "kvern")):
            with pytest.raises(CommandError):
                self.run("https://blog.example/feed", "--as", blog.member.username, *option)
        assert not Post.objects.exists()

    def test_a_wrong_handle_is_one_clear_line(self, site):
        with pytest.raises(CommandError, match="no member called nobody"):
            self.run("https://blog.example/feed", "--as", "nobody")
