"""The demo brand's legal pages: the drafts every brand begins with, filled in."""

import re
import tomllib
from collections.abc import Sequence
from functools import partial
from typing import Any

from content.legal import first_words
from content.models import BrandSettings, LegalPage
from demo.seeding.editorial import publish_in_both
from demo.texts import DATA

BLANK = re.compile(r" ?\[[^\]]+\]")


def seed_legal_pages() -> None:
    """Publish terms, privacy notice, rules and contact in both languages."""
    with (DATA / "legal.toml").open("rb") as file:
        known = tomllib.load(file)
    for purpose in LegalPage.Purpose.values:
        publish_in_both(LegalPage, purpose, partial(_fields, purpose, known[purpose]), days_ago=300)


def _fields(purpose: str, known: dict[str, list[str]], language: str) -> dict[str, Any]:
    title, slug, text = first_words(purpose, language, BrandSettings.objects.get())
    return {
        "title": title,
        "slug": slug,
        "purpose": purpose,
        "was_read": True,
        "body": [("text", filled_in(text, known[language]))],
    }


def filled_in(text: str, known: Sequence[str]) -> str:
    """Return the text with its [brackets] replaced, in order; "" leaves one out with the space before it.

    Raises ValueError if there are not as many as are known.
    """
    blanks = BLANK.findall(text)
    for blank, words in zip(blanks, known, strict=True):
        space = " " if blank.startswith(" ") and words else ""
        text = text.replace(blank, space + words, 1)
    return text
