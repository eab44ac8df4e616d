"""What an edit changed, word by word: for the desk. Pure."""

import re
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
    """A piece of text that was kept, added or taken out."""

    kind: str
    text: str


def changes(old: str, new: str) -> list[Change]:
    """Compare two plain texts; what stayed the same is shortened to its edges. Nothing for the same words."""
    pieces = _WORDS if len(old.split()) + len(new.split()) <= MAX_WORDS else _SENTENCES
    before, after = pieces.findall(old), pieces.findall(new)
    if before == after:
        return []
    found = []
    steps = SequenceMatcher(None, before, after).get_opcodes()
    for number, (kind, old_from, old_to, new_from, new_to) in enumerate(steps, start=1):
        taken, added = before[old_from:old_to], after[new_from:new_to]
        if kind == "equal":
            found.append(
                Change(KEPT, _edges(taken, after_change=number > 1, before_change=number < len(steps)))
            )
            continue
        if taken:
            found.append(Change(TAKEN, "".join(taken)))
        if added:
            found.append(Change(ADDED, "".join(added)))
    return found


def _edges(pieces: list[str], *, after_change: bool, before_change: bool) -> str:
    """The kept pieces next to a change, with "…" for those far from any."""
    head, tail = CONTEXT * after_change, CONTEXT * before_change
    if len(pieces) <= head + tail:
        return "".join(pieces)
    return "".join(pieces[:head]) + " … " + "".join(pieces[len(pieces) - tail :])
