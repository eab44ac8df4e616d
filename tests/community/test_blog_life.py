"""What becomes of an entry after it was taken: changes, disappearance, return, pictures, the proof."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from PIL import Image

from community import actions
from community.actions.blogs import BlogRefused, pause_blog, prove_blog, remove_blog, visit_soon
from community.actions.polling import GIVE_UP, forget_old_fetches, poll_blog, poll_round
from community.models import Blog, BlogEntry, BlogFetch, BlogHost, Notification, Photo, Post
from community.models.posts import State
from fetching.feeds import FETCH_SECONDS
from tests.community.blogging import fresh, item, rss
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def taken(site, blog, *items: str) -> Post:
    """The post of the one entry that a blog has so far."""
    site.put("/feed.xml", rss(*(items or (item(1),))))
    poll_blog(fresh(blog))
    return Post.objects.order_by("pk")[0]


def a_day_passes(blog) -> None:
    day = timedelta(hours=24)
    for entry in blog.entries.exclude(missing_since=None):
        BlogEntry.objects.filter(pk=entry.pk).update(missing_since=entry.missing_since - day)


def why(visit) -> list[str]:
    return [line["why"] for line in visit.lines]


def state(post) -> str:
    return Post.objects.get(pk=post.pk).state


class TestGoneEntries:
    def test_are_taken_away_when_the_feed_was_without_them_twice_a_day_apart(self, site, blog):
        post = taken(site, blog, item(1), item(2, minutes=30))
        site.put("/feed.xml", rss(item(2, minutes=30)))
        poll_blog(fresh(blog))
        poll_blog(fresh(blog))
        assert state(post) == State.PUBLISHED
        a_day_passes(blog)
        visit = poll_blog(fresh(blog))
        assert state(post) == State.WITHDRAWN
        assert why(visit)[-1] == "It is gone from your blog, so it was taken away here too."
        assert blog.entries.get(post=post).state == BlogEntry.State.GONE

    def test_are_not_those_that_made_room_for_newer_ones(self, site, blog):
        address = site.put("/1", "still here")
        first = item(1, minutes=20).replace("https://blog.example/1", address)
        post = taken(site, blog, first)
        site.put("/feed.xml", rss(item(2)))
        poll_blog(fresh(blog))
        a_day_passes(blog)
        poll_blog(fresh(blog))
        assert state(post) == State.PUBLISHED
        assert blog.entries.get(post=post).state == BlogEntry.State.LEFT
        asked = len(site.asked)
        a_day_passes(blog)
        poll_blog(fresh(blog))
        assert len(site.asked) == asked + 1  # the feed alone: its page is asked once

    def test_that_made_room_and_whose_page_is_gone_too_are_taken_away(self, site, blog):
        post = taken(site, blog, item(1, minutes=20).replace("https://blog.example/1", site.address + "/1"))
        site.put("/feed.xml", rss(item(2)))
        poll_blog(fresh(blog))
        a_day_passes(blog)
        poll_blog(fresh(blog))
        assert state(post) == State.WITHDRAWN

    def test_are_asked_for_in_full_even_where_nothing_is_new(self, site, blog):
        post = taken(site, blog, item(1), item(2, minutes=30))
        site.put("/feed.xml", rss(item(2, minutes=30)), ETag='"two"')
        poll_blog(fresh(blog))
        assert "if-none-match" not in site.asked[-1]
        a_day_passes(blog)
        poll_blog(fresh(blog))
        assert state(post) == State.WITHDRAWN

    def test_that_were_away_for_an_hour_stay(self, site, blog):
        post = taken(site, blog)
        site.put("/feed.xml", rss())
        poll_blog(fresh(blog))
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        a_day_passes(blog)
        assert blog.entries.get().missing_since is None
        assert state(post) == State.PUBLISHED

    def test_an_error_of_the_blog_takes_nothing_away(self, site, blog):
        post = taken(site, blog)
        for body, status in (("gone", 404), ("", 500), ("<html><body>Parked</body></html>", 200)):
            site.put("/feed.xml", body, status=status)
            poll_blog(fresh(blog))
            a_day_passes(blog)
        assert state(post) == State.PUBLISHED

    def test_that_come_back_are_checked_again(self, site, blog):
        post = taken(site, blog)
        site.put("/feed.xml", rss())
        poll_blog(fresh(blog))
        a_day_passes(blog)
        poll_blog(fresh(blog))
        assert state(post) == State.WITHDRAWN
        site.put("/feed.xml", rss(item(1)))
        poll_blog(fresh(blog))
        assert state(post) == State.PUBLISHED
        assert Post.objects.count() == 1


class TestEntriesTakenBack:
    def test_stay_away_even_when_they_change(self, site, blog):
        post = taken(site, blog)
        actions.withdraw(post, by=blog.member)
        site.put("/feed.xml", rss(item(1, body="<p>Other words, and as much of them as before.</p>")))
        visit = poll_blog(fresh(blog))
        assert why(visit) == ["You took it back here, so it stays away."]
        assert (state(post), post.revisions.count()) == (State.WITHDRAWN, 1)

    def test_stay_away_though_the_blog_was_without_them_for_a_while(self, site, blog):
        post = taken(site, blog)
        actions.withdraw(post, by=blog.member)
        site.put("/feed.xml", rss())
        poll_blog(fresh(blog))
        a_day_passes(blog)
        poll_blog(fresh(blog))
        site.put("/feed.xml", rss(item(1)))
        assert why(poll_blog(fresh(blog))) == ["You took it back here, so it stays away."]
        assert state(post) == State.WITHDRAWN

    def test_what_the_desk_removed_does_not_return_by_a_change(self, site, blog):
        post = taken(site, blog)
        actions.remove(post)
        site.put("/feed.xml", rss(item(1, body="<p>Other words, and as much of them as before.</p>")))
        poll_blog(fresh(blog))
        assert (state(post), post.revisions.count()) == (State.REMOVED, 1)

    def test_go_with_the_blog_also_while_they_wait(self, site, blog):
        post = taken(site, blog)
        actions.reverse(post, to=State.WAITING)
        remove_blog(fresh(blog), by=blog.member)
        assert state(post) == State.WITHDRAWN


class TestSameEntries:
    def test_are_known_under_other_spellings_of_their_address(self, site, blog):
        taken(site, blog)
        other = item(1, body="<p>Quite other words than before, all of them.</p>")
        moved = other.replace("https://blog.example/1", "http://www.blog.example/1/?utm_source=rss")
        site.put("/feed.xml", rss(moved.replace("tag:blog,1", "tag:blog,new")))
        poll_blog(fresh(blog))
        assert Post.objects.count() == 1

    def test_twice_in_one_feed_are_one_and_never_change_places(self, site, blog):
        twin = item(1, body="<p>The same address, but quite other words in it.</p>")
        site.put("/feed.xml", rss(item(1), twin))
        assert why(poll_blog(fresh(blog))) == ["Taken.", "It stands in the feed twice."]
        poll_blog(fresh(blog))
        assert Post.objects.get().revisions.count() == 1

    def test_of_two_feeds_of_one_member_are_taken_once(self, site, blog):
        taken(site, blog)
        second = Blog.objects.create(
            member=blog.member,
            site_url=site.address,
            feed_url=site.put("/atom.xml", rss(item(1))),
            claimed_at=blog.claimed_at,
        )
        assert why(poll_blog(second)) == [f"We have it already, from “{blog}”."]

    def test_pictures_of_the_day_are_told_apart_without_words(self, site, blog):
        pictures = [
            item(number, body=f'<img src="https://x.example/{number}.jpg">').replace(
                f"Entry {number}", "Today"
            )
            for number in (1, 2)
        ]
        site.put("/feed.xml", rss(*pictures))
        assert poll_blog(fresh(blog)).taken == 2


class TestHistory:
    def test_entries_without_a_date_are_taken_when_they_are_new(self, site, blog):
        def undated(number: int) -> str:
            head, _, rest = item(number).partition("<pubDate>")
            return head + rest.partition("</pubDate>")[2]

        site.put("/feed.xml", rss(undated(1)))
        assert why(poll_blog(fresh(blog))) == ["It stood there before your claim to this blog."]
        site.put("/feed.xml", rss(undated(1), undated(2)))
        visit = poll_blog(fresh(blog))
        assert [line["taken"] for line in visit.lines] == [False, True]

    def test_dated_anew_is_history_still(self, site, blog):
        site.put("/feed.xml", rss(item(1, minutes=-600)))
        poll_blog(fresh(blog))
        site.put("/feed.xml", rss(item(1, minutes=60)))
        assert why(poll_blog(fresh(blog))) == ["It stood there before your claim to this blog."]
        assert not Post.objects.exists()


class TestPictures:
    def picture(self, width: int = 400, kind: str = "JPEG") -> bytes:
        file = BytesIO()
        Image.new("RGB", (width, width), "#8a5a3c").save(file, kind)
        return file.getvalue()

    def entry(self, site, words: str = "A good long look at the burrs, and at the cup.") -> str:
        for name, body in (
            ("a.jpg", self.picture()),
            ("b.gif", self.picture(1, "GIF")),
            ("c.svg", b"<svg/>"),
        ):
            site.pages[f"/{name}"] = (200, {"Content-Type": "image/jpeg"}, body)
        html = "".join(
            f'<p>{words}</p><img src="{site.address}/{name}" alt="The cup" data-photo="1">'
            for name in ("a.jpg", "b.gif", "gone.jpg")
        )
        return item(1, body=html)

    def test_are_left_alone_unless_the_member_says_they_are_theirs(self, site, blog):
        post = taken(site, blog, self.entry(site))
        assert "img" not in post.latest_revision.body_html
        assert not Photo.objects.exists()
        assert len(site.asked) == 1

    def test_that_are_the_members_are_drawn_anew_and_stand_where_they_stood(
        self, site, blog, settings, tmp_path
    ):
        Blog.objects.update(pictures_are_mine=True)
        post = taken(site, blog, self.entry(site))
        photo = Photo.objects.get()
        body = post.latest_revision.body_html
        assert f'<img data-photo="{photo.pk}" alt="The cup">' in body
        assert body.count("<img") == 1
        assert [use.photo_id for use in post.latest_revision.photos.all()] == [photo.pk]
        assert photo.owner == blog.member

    def test_are_fetched_once_though_the_words_change(self, site, blog):
        Blog.objects.update(pictures_are_mine=True)
        post = taken(site, blog, self.entry(site))
        site.put("/feed.xml", rss(self.entry(site, "The same look at the burrs, told in other words.")))
        poll_blog(fresh(blog))
        post.refresh_from_db()
        assert post.revisions.count() == 2
        assert [use.photo_id for use in post.latest_revision.photos.all()] == [Photo.objects.get().pk]


class TestProof:
    def due(self, blog, **fields) -> Blog:
        Blog.objects.update(proof_due_at=timezone.now() - timedelta(days=1), **fields)
        return fresh(blog)

    def test_that_still_stands_is_looked_for_again_in_a_month(self, site, blog):
        site.put("/feed.xml", rss(item(1, body=f"<p>{blog.token}</p>")))
        poll_blog(self.due(blog))
        assert fresh(blog).proof_due_at > timezone.now() + timedelta(days=29)

    def test_that_is_gone_is_told_of_and_costs_the_blog_after_two_weeks(self, site, blog):
        site.put("/feed.xml", rss(item(1)))
        poll_blog(self.due(blog))
        assert fresh(blog).state == "active"
        assert "put it back within two weeks" in Notification.objects.get().facts["sentence"]
        poll_blog(self.due(blog))
        assert (fresh(blog).state, Notification.objects.count()) == ("active", 1)
        poll_blog(self.due(blog, proof_missing_since=timezone.now() - timedelta(days=14)))
        assert fresh(blog).state == "unproven"
        assert "no longer follow" in Notification.objects.first().facts["sentence"]

    def test_that_nobody_could_look_for_is_not_gone(self, site, blog):
        site.put("/feed.xml", "no", status=500)
        site.pages.pop("/", None)
        poll_blog(self.due(blog))
        assert fresh(blog).proof_missing_since is None

    def test_may_stand_on_a_page_of_the_blog_but_not_on_anybodys(self, site, blog):
        Blog.objects.update(state="unproven", proven_at=None, site_url=f"{site.address}/~ingrid/")
        site.put("/~eve/", fresh(blog).token)
        with pytest.raises(BlogRefused, match="not part of the blog"):
            prove_blog(fresh(blog), page=f"{site.address}/~eve/")
        page = site.put("/~ingrid/about", fresh(blog).token)
        assert prove_blog(fresh(blog), page=page).state == "active"
        # Months later it is looked for there again.
        poll_blog(self.due(blog))
        assert fresh(blog).proof_due_at > timezone.now() + timedelta(days=29)

    def test_given_again_does_not_make_visits_more_frequent(self, site, blog):
        poll_blog(fresh(blog))
        site.put("/feed.xml", rss(item(1, body=f"<p>{blog.token}</p>")))
        prove_blog(fresh(blog))
        assert not Blog.objects.due().exists()


class TestKeepingAway:
    def test_a_410_ends_it_and_the_member_is_told(self, site, blog):
        site.put("/feed.xml", "gone", status=410)
        poll_blog(fresh(blog))
        assert fresh(blog).state == "failing"
        assert Notification.objects.get().member == blog.member

    def test_so_do_weeks_of_failures(self, site, blog):
        Blog.objects.update(failures=GIVE_UP - 1)
        site.put("/feed.xml", "no", status=500)
        poll_blog(fresh(blog))
        assert (fresh(blog).state, fresh(blog).failures) == ("failing", GIVE_UP)

    def test_a_paused_blog_is_not_visited_until_asked(self, site, blog):
        pause_blog(blog)
        assert poll_round() == 0
        visit_soon(fresh(blog))
        assert poll_round() == 1
        with pytest.raises(BlogRefused, match="just been there"):
            visit_soon(fresh(blog))

    def test_the_log_of_long_ago_is_forgotten(self, site, blog):
        poll_blog(fresh(blog))
        poll_blog(fresh(blog))
        BlogFetch.objects.filter(pk=BlogFetch.objects.first().pk).update(
            at=timezone.now() - timedelta(days=61)
        )
        forget_old_fetches()
        assert BlogFetch.objects.count() == 1


class TestRounds:
    def many(self, site, count: int, host: str = "127.0.0.1") -> list[Blog]:
        port = site.address.rpartition(":")[2]
        site.put("/feed.xml", rss())
        return [
            Blog.objects.create(
                member=make_member(),
                site_url=site.address,
                feed_url=f"http://{host}:{port}/feed.xml?{host}-{number}",
                state="active",
                proven_at=timezone.now(),
                history=[],
            )
            for number in range(count)
        ]

    def test_visit_one_blog_of_a_host_at_a_time(self, site, settings):
        settings.FETCHING_ALLOW_LOOPBACK = True
        self.many(site, 3)
        assert poll_round(seconds=0.5) == 1  # the next would come a second later
        assert BlogHost.objects.get().free_at > timezone.now()
        assert Blog.objects.due().count() == 2

    def test_go_on_while_a_host_stalls(self, site, settings):
        settings.FETCHING_ALLOW_LOOPBACK = True
        (slow,), (quick,) = self.many(site, 1), self.many(site, 1, "localhost")
        paths = [one.feed_url.partition("feed.xml")[2] for one in (slow, quick)]
        for path in paths:
            site.put(f"/feed.xml{path}", rss(item(1)))
        site.waits[f"/feed.xml{paths[0]}"] = f"/feed.xml{paths[1]}"
        Blog.objects.filter(pk=slow.pk).update(next_fetch_at=timezone.now() - timedelta(hours=1))
        assert poll_round(seconds=5) == 2
        assert {"waited": "in vain"} not in site.asked

    def test_leave_a_host_that_stalls_alone_ever_longer(self, site, settings):
        settings.FETCHING_ALLOW_LOOPBACK = True
        blogs = self.many(site, 2)
        Blog.objects.filter(pk=blogs[0].pk).update(feed_url="http://127.0.0.1:9/feed")
        poll_round(seconds=0.5)
        first = BlogHost.objects.get(name="127.0.0.1:9")
        assert first.stalls == 1
        assert timedelta(seconds=100) < first.free_at - timezone.now() < timedelta(minutes=2)
        Blog.objects.filter(pk=blogs[0].pk).update(next_fetch_at=timezone.now())
        assert not Blog.objects.due().at_free_hosts().filter(pk=blogs[0].pk).exists()

    def test_go_to_a_host_that_stalled_only_while_there_is_time_to_wait_for_it(self, site, settings):
        settings.FETCHING_ALLOW_LOOPBACK = True
        (blog,) = self.many(site, 1)
        Blog.objects.update(host=BlogHost.objects.create(name=urlsplit(blog.feed_url).netloc, stalls=1))
        assert poll_round(seconds=FETCH_SECONDS - 1) == 0
        assert poll_round(seconds=FETCH_SECONDS + 5) == 1
        assert BlogHost.objects.get().stalls == 0
