"""What a post says beside its body, in plain sentences: the steps of a tip; of a review, what speaks for and
against the product, and how long its author has had it. Pure.

They are text wherever they stand: cleaned as titles are, and escaped by whoever prints them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _, pgettext

from community.sanitize import clean_title


@dataclass(frozen=True)
class Size:
    """How many sentences there may be, and how many characters each."""

    most: int
    longest: int


STEPS = Size(most=20, longest=400)
POINTS = Size(most=8, longest=120)

_BULLET = re.compile(r"[-*•–]\s+(?=\S)")
_NUMBER = re.compile(r"([0-9]{1,2})[.)]\s+(?=\S)")


class HasParts(Protocol):
    """A revision, or words about to become one."""

    @property
    def steps(self) -> Any: ...

    @property
    def pros(self) -> Any: ...

    @property
    def cons(self) -> Any: ...


def clean_lines(lines: Iterable[str]) -> list[str]:
    """Return sentences without invisible and direction-turning characters, the empty ones left out."""
    return [clean for line in lines if (clean := clean_title(line))]


def split_lines(typed: str) -> list[str]:
    """Return what was typed one a line, without the dashes or the running numbers people put before it."""
    lines = [_BULLET.sub("", line, count=1) for line in clean_lines(typed.splitlines())]
    numbers = [int(found[1]) for line in lines if (found := _NUMBER.match(line))]
    # "2. gang" is Norwegian for "the second time": only numbers that count the lines are taken for a list's.
    if len(lines) > 1 and numbers == list(range(1, len(lines) + 1)):
        return [_NUMBER.sub("", line, count=1) for line in lines]
    return lines


def sentences_of(parts: HasParts) -> list[str]:
    """Return all of them, for whatever reads words: screening, the desk's diff, the guess at the language."""
    return [*parts.steps, *parts.pros, *parts.cons]


def for_and_against(pros: Sequence[str], cons: Sequence[str]) -> str:
    """Return both sides as plain text, for where no list can stand; "" where there are none."""
    sides = ((pgettext("in favour", "For"), pros), (pgettext("not in favour", "Against"), cons))
    return " ".join(f"{side}: {'; '.join(points)}." for side, points in sides if points)


def html_of(parts: HasParts, owned_for: str = "") -> str:
    """Return them as HTML for outgoing feeds, each sentence escaped; `owned_for` in words, or ""."""
    html = format_html("<p>{}</p>", _("Had it for %(time)s") % {"time": owned_for}) if owned_for else ""
    for heading, tag, lines in (
        (_("Steps"), "ol", parts.steps),
        (pgettext("in favour", "For"), "ul", parts.pros),
        (pgettext("not in favour", "Against"), "ul", parts.cons),
    ):
        if lines:
            items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
            html += format_html("<h3>{}</h3><{}>{}</{}>", heading, tag, items, tag)
    return html
