"""Larger letters, more room between them, a small window: nothing is cut, covered or out of its box."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from community.models import Post
from moderation.models import Case
from tests.browser.reading import enlarged, lost, spaced
from tests.browser.watching import sticking_out
from tests.factories import (
    make_admin,
    make_comment,
    make_member,
    make_picture,
    make_post,
    make_product,
    make_product_page,
    make_story,
    make_topic,
    make_waiting_post,
    plan_feeds,
)

LONG = "Straßenbahnhaltestellenfahrplan"


@pytest.fixture
def pages(site: str, all_at_once: None) -> dict[str, list[str]]:
    """One page of each main kind, for a visitor and for somebody of the team."""
    grinder = make_product("kvern", names={"en": f"Kvern {LONG}", "nb": "Kverna"})
    make_product_page(grinder, picture=make_picture("Kvern"), picture_alt="A grinder")
    make_story("From the workshop, where all of it is made")
    author, topic = make_member(f"Kari {LONG} Nordmann"), make_topic("grinding")
    review = make_post(
        author, kind="review", product=grinder, title=f"Half a year with the {LONG}", topics=[topic]
    )
    make_post(author, kind="question", title="How coarse for a press, and for how long?")
    for number in range(3):
        make_post(make_member(), title=f"Tip number {number}")
    make_comment(make_comment(review, make_member("Ola")).post, author, "Half a year, and it is quiet still.")
    waiting = make_waiting_post(author)
    plan_feeds()
    case = Case.objects.get(post=waiting)
    return {
        "visitor": [
            "/", "/products/kvern/", "/products/", review.get_absolute_url(), "/posts/new/review/",
            "/accounts/signup/", "/accounts/login/", "/search/?q=year", "/community/",
            author.get_absolute_url(),
            f"/posts/{review.pk}/report/", "/trust/", "/stories/",
        ],
        "author": [review.get_absolute_url(), "/my/posts/", "/my/notifications/", "/my/profile/"],
        "admin": ["/cms/desk/", f"/cms/desk/{case.pk}/", "/cms/placements/home/en/", "/cms/placements/"],
    }  # fmt: skip


def unread(page: Page, addresses: list[str], *prepare: Callable[[Page], None]) -> dict[str, list[str]]:
    """Return what is lost of each page, and what makes it wider than its window."""
    found = {}
    for address in addresses:
        page.goto(address)
        for change in prepare:
            change(page)
        if faults := [*lost(page), *sticking_out(page)]:
            found[address] = faults
    return found


def test_nothing_is_lost(pages: dict[str, list[str]], someone: Callable[..., Page]) -> None:
    author, admin = Post.objects.filter(kind="review").get().author, make_admin()
    visitor = someone(width=1280)
    assert unread(visitor, pages["visitor"], enlarged) == {}
    visitor.set_viewport_size({"width": 320, "height": 640})
    assert unread(visitor, pages["visitor"], spaced) == {}
    # A window of 1280 pixels, enlarged to 200 %, is one of 640.
    for who in (author, admin):
        page = someone(who, width=640)
        assert unread(page, pages["author" if who == author else "admin"], spaced) == {}
