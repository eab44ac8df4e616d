"""One feed imported twice at once, with real threads. PostgreSQL only: SQLite lets one writer in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from community.actions.polling import claim_next, poll_blog
from community.models import Blog, BlogEntry, Post
from tests.community.blogging import fresh, item, rss
from tests.factories import make_member

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(call, times: int) -> list:
    def run(_number):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


class TestOneFeedImportedTwice:
    def test_gives_each_entry_once(self, site, blog, no_worker):
        site.put("/feed.xml", rss(*(item(number) for number in range(10))))
        visits = at_once(lambda: poll_blog(fresh(blog)), 2)
        assert sum(visit.taken for visit in visits) == 10
        assert (Post.objects.count(), BlogEntry.objects.count()) == (10, 10)


class TestWorkersAtOnce:
    def test_never_claim_one_blog_twice_nor_two_of_one_host(self, no_worker):
        for number in range(12):
            Blog.objects.create(
                member=make_member(),
                site_url="https://x.example/",
                feed_url=f"https://{number % 4}.example/{number}",
                state="active",
                proven_at=timezone.now(),
                history=[],
            )
        claimed = [blog for blog in at_once(claim_next, 8) if blog is not None]
        assert len({blog.pk for blog in claimed}) == len(claimed) == 4
        assert len({blog.host_id for blog in claimed}) == 4
