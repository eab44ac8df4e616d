"""Every page there is, opened in a browser: none breaks its policy, calls a stranger, throws an error, is
wider than its window or breaks a rule of WCAG 2.2 AA. Theme, language and width change from page to page."""

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from community.models import Member
from script.auditing.axe import is_page, violations
from tests.authorization.pages import LOOKS, PEOPLE, ROTATED, STATUSES, entries, rotated
from tests.authorization.people import World, make_world
from tests.browser.watching import Watch, sticking_out

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()


@pytest.fixture
def world(site: str) -> World:
    return make_world()


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_keeps_the_rules(
    world: World, watch: Watch, someone: Callable[..., Page], who: str
) -> None:
    watch.expected = set(STATUSES.values()) - {200}
    wrong = {}
    for look, pages in rotated(who).items():
        # The staff pages speak the language of whoever reads them.
        Member.objects.update(language=look.language)
        page = someone(world.people.get(who), width=look.width, theme=look.theme)
        for entry in pages:
            answer = page.goto(entry.path(look.language, world.names))
            found = sticking_out(page, until="load")
            if is_page(page):
                found += violations(page, AXE)
            if answer is None or answer.status != entry.status:
                found.append(f"answered {answer and answer.status}")
            if found:
                wrong[entry.address, look] = found
        page.context.close()
    assert [f"{where}: {line}" for where, lines in wrong.items() for line in lines] == []


def test_what_breaks_a_rule_is_found(page: Page) -> None:
    page.set_content(
        "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1><input>"
        "<p style='color: #ccc; background: #fff'>Pale</p></main>"
    )
    assert [line.partition(":")[0] for line in violations(page, AXE)] == ["color-contrast", "label"]


class TestLooks:
    def test_each_pair_occurs(self):
        for pair in [("theme", "language"), ("theme", "width"), ("language", "width")]:
            seen = {tuple(getattr(look, part) for part in pair) for look in ROTATED}
            assert seen == {tuple(getattr(look, part) for part in pair) for look in LOOKS}, pair

    @pytest.mark.parametrize("who", PEOPLE)
    def test_each_page_is_dealt_once(self, who):
        dealt = [entry for pages in rotated(who).values() for entry in pages]
        assert sorted(dealt, key=str) == sorted(entries(who), key=str)
        assert all(rotated(who).values())
