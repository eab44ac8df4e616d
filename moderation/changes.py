"""What an edit changed, word by word: for the desk. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

KEPT, ADDED, TAKEN = "kept", "added", "taken"
MAX_WORDS: Final = 2_000
"""Words of both texts together that are compared one by one; longer texts are compared by sentences."""
CONTEXT: Final = 30
"""Unchanged pieces shown on either side of a change."""

_WORDS = re.compile(r"\s*\S+")
_SENTENCES = re.compile(r"\s*\S.*?(?:[.!?…](?=\s)|\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Change:
    """A piece of text that was kept, added or taken out. `cut` says that kept words are left out in it."""

    kind: str
    text: str


def changes(old: str, new: str) -> list[Change]:
    """Compare two plain texts; what stayed the same is shortened to its edges."""
    pieces = _WORDS if len(old.split()) + len(new.split()) <= MAX_WORDS else _SENTENCES
    before, after = pieces.findall(old), pieces.findall(new)
    steps = SequenceMatcher(None, before, after).get_opcodes()
    return [change for step in steps for change in _of(step, before, after)]


def _of(step: tuple[str, int, int, int, int], before: list[str], after: list[str]) -> Iterator[Change]:
    kind, old_from, old_to, new_from, new_to = step
    if kind == "equal":
        yield Change(
            KEPT, _shortened(before[old_from:old_to], first=old_from == 0, last=old_to == len(before))
        )
        return
    if old_to > old_from:
        yield Change(TAKEN, "".join(before[old_from:old_to]))
    if new_to > new_from:
        yield Change(ADDED, "".join(after[new_from:new_to]))


def _shortened(pieces: list[str], *, first: bool, last: bool) -> str:
    """The kept words next to a change, with "…" for those far from any."""
    head = 0 if first else CONTEXT
    tail = 0 if last else CONTEXT
    if len(pieces) <= head + tail:
        return "".join(pieces)
    return "".join(pieces[:head]) + " … " + "".join(pieces[len(pieces) - tail :])
