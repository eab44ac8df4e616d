"""Every page there is, opened in a browser: none breaks its policy, calls a stranger or throws an error."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.authorization.people import COLUMNS, World, make_world
from tests.browser.watching import sticking_out
from tests.test_authorization import TABLE

STAFF = [
    "/cms/",
    "/cms/pages/",
    "/cms/images/",
    "/cms/documents/",
    "/cms/redirects/",
    "/cms/users/",
    "/cms/reports/site-history/",
    "/cms/snippets/content/product/",
    "/cms/snippets/content/topic/",
]


@pytest.fixture
def world(site: str) -> World:
    return make_world()


def addresses(who: str) -> list[str]:
    """Return what the table of authorization lets somebody read."""
    column = COLUMNS.index(who)
    return [address for method, address, expected in TABLE if method == "GET" and expected[column] == "ok"]


@pytest.mark.parametrize(("who", "width"), [("visitor", 360), ("author", 360), ("admin", 1280)])
def test_every_page_keeps_to_its_policy(
    world: World, someone: Callable[..., Page], who: str, width: int
) -> None:
    page = someone(world.people.get(who), width=width)
    wide = {}
    for address in [*addresses(who), *(STAFF if who == "admin" else [])]:
        address = address.format(**world.names)
        answer = page.request.head(address) if address.startswith("/feeds/home") else None
        # Files: of XML and of pictures a browser draws a page of its own, with styles of its own.
        files = ("/brand-", "/photos/", "/drafts/", "/healthz", "/sitemap", "/my/data/copies/")
        ends = ("/picture/", ".csv", ".json")
        if answer is not None or address.startswith(files) or address.endswith(ends):
            continue
        page.goto(address)
        if stuck := sticking_out(page):
            wide[address] = stuck
    assert wide == {}
