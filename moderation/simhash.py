"""Whether two texts are nearly the same: 64-bit simhash for many, trigram similarity for two.

A simhash fits a signed BigIntegerField and can be compared without the text. It falls within `NEAR` bits for
texts that differ in a word or two of a hundred. Short texts say little ("Great coffee, thanks!") and have
none.
"""

import functools
import hashlib
import re
import struct
from collections import Counter
from typing import Final

BITS: Final = 64
NEAR: Final = 3
"""Most differing bits of nearly the same text."""
MIN_WORDS: Final = 12
"""Words below which a text has no simhash."""
SAME: Final = 0.8
"""Trigram similarity above which two texts are nearly the same."""

_WORD = re.compile(r"[^\W\d_]+")
_MASK: Final = (1 << BITS) - 1
_LANE: Final = 32
"""Bits in which the words that have a bit are counted; no text has so many."""
_LANES = struct.Struct(f"<{BITS}I")


@functools.lru_cache(maxsize=8192)
def _votes(word: str) -> int:
    """Return a word's 64 bits, each in a lane of its own: adding words up counts every bit at once."""
    digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=BITS // 8).digest()
    value = int.from_bytes(digest, "big")
    return sum(1 << _LANE * position for position in range(BITS) if value >> position & 1)


def simhash(text: str) -> int | None:
    """The simhash of a plain text, between -2**63 and 2**63 - 1; None below `MIN_WORDS` words.

    Case, digits, punctuation and the order of words make no difference: those are what copies change.
    """
    words = Counter(_WORD.findall(text.casefold()))
    if words.total() < MIN_WORDS:
        return None
    # Repeating a word a hundred times must not drown the others, hence at most three of each.
    weights = {word: min(count, 3) for word, count in words.items()}
    half = sum(weights.values()) / 2
    votes = sum(_votes(word) * weight for word, weight in weights.items())
    counts = _LANES.unpack(votes.to_bytes(_LANES.size, "little"))
    bits = sum(1 << position for position, count in enumerate(counts) if count > half)
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits


def distance(one: int, other: int) -> int:
    """How many of the 64 bits differ."""
    return ((one ^ other) & _MASK).bit_count()


def trigram_similarity(one: str, other: str) -> float:
    """The share of letter triples that two texts have in common, 0 to 1, as pg_trgm counts it."""
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def _trigrams(text: str) -> set[str]:
    padded = (f"  {word} " for word in re.findall(r"\w+", text.casefold()))
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}


def is_near_copy(one: str, other: str) -> bool:
    """Whether two plain texts of at least `MIN_WORDS` words are nearly the same."""
    ours, theirs = simhash(one), simhash(other)
    if ours is None or theirs is None:
        return False
    return distance(ours, theirs) <= NEAR or trigram_similarity(one, other) > SAME
