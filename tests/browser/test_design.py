"""Every component in every state, on the developers' page: light and dark, wide and narrow."""

import re
from collections.abc import Callable
from typing import Literal

from django.conf import settings
from playwright.sync_api import Page

DOCUMENT = settings.BASE_DIR / "docs" / "design.md"
# What only a page's frame or a script of it makes, and what is said of templates and not of classes.
ELSEWHERE = {"wrap", "page-head", "messages"}


def classes_told_of() -> set[str]:
    """Return every class that docs/design.md names between backticks under "Classes by purpose"."""
    text = DOCUMENT.read_text().partition("## Classes by purpose")[2]
    found = set()
    for code in re.findall(r"`([^`]+)`", text):
        if not re.search(r"\.(css|html|js)\b", code):
            found |= set(re.findall(r"(?<![\w\"])\.([a-z][a-z-]+)", code))
    return found


def test_every_component_in_every_state(
    someone: Callable[..., Page], shoot: Callable[[Page, str], None]
) -> None:
    looks: list[tuple[int, Literal["light", "dark"]]] = [(1440, "light"), (390, "dark")]
    for width, scheme in looks:
        page = someone(width=width)
        page.emulate_media(color_scheme=scheme)
        page.goto("/dev/design/")
        shoot(page, f"{scheme}-{width}")
    shown = set(page.evaluate("[...document.querySelectorAll('[class]')].flatMap(one => [...one.classList])"))
    assert sorted(classes_told_of() - shown - ELSEWHERE) == []
