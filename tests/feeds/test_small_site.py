"""A site in its first days: everything customers wrote is found by following links, whoever rated it."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from community.actions.rating import active_members, rate_post
from community.actions.weighing import refresh_weights
from community.models import Post
from feeds.actions import sync_post
from tests.factories import make_member, make_product, make_product_page, make_story, plan_feeds, submit

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/posts/\d+-[^"#]*)"')
MORE = re.compile(r'<a[^>]* href="([^"#]*)(?:#[^"]*)?"[^>]*rel="next"|<a[^>]*rel="next"[^>]* href="([^"#]*)')


def reachable(start: str) -> set[str]:
    """The posts a visitor finds who begins there and always asks for more."""
    client, address = Client(), start
    found: set[str] = set()
    read: set[str] = set()
    while address and address not in read:
        read.add(address)
        page = client.get(address).text
        found |= set(LINK.findall(page))
        more = MORE.search(page)
        address = (more[1] or more[2]).replace("&amp;", "&") if more else ""
        if address.startswith("?"):
            address = start + address
    return found


def stars(kind: str, number: int) -> int | None:
    return 1 + number % 5 if kind == "review" else None


class TestFirstDays:
    def test_of_30_members_all_3_days_old_all_12_posts_are_found(self):
        product = make_product("kvern")
        make_product_page(product)
        for number in range(4):
            make_story(f"Story {number}", product=product)
        members = [make_member(joined_days_ago=3) for _ in range(30)]
        kinds = ["tip", "review", "question", "idea", "story", "tip"] * 2
        posts = [
            submit(by, kind=kind, title=f"{kind} {number}", product=product, stars=stars(kind, number))
            for number, (by, kind) in enumerate(zip(members, kinds, strict=False))
        ]
        # Rated as it comes: by nobody, by some who find it useless, by some who find it useful.
        for number, post in enumerate(posts):
            for by in members[12 : 12 + number]:
                rate_post(post, by=by, value=1 + (number + by.pk) % 5)
        cache.delete("community:active-members")
        assert active_members() == 12 + 11
        assert Post.objects.in_feeds().count() == 12
        assert Post.objects.filter(eligible_at=None).exists()
        addresses = {post.get_absolute_url() for post in posts}
        for later in (timedelta(0), timedelta(days=8)):
            Post.objects.update(published_at=timezone.now() - later)
            refresh_weights()
            for post in posts:
                sync_post(post.pk)
            plan_feeds()
            assert reachable("/") >= addresses, later
            assert reachable("/products/kvern/") >= addresses, later
