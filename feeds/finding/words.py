"""Words as they are looked for: folded, shortened, and found again in what readers see. No ORM.

One index holds several languages, so nothing here knows one: letters are folded ("kjøkken" is found by
"kjokken"), and of what is asked for a common ending of Norwegian or English is left off, so that "kvernene"
finds "kvern" and "cleaning" finds "clean". The rest of a word may follow: each is looked for as a beginning.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

LONGEST_QUERY: Final = 100
"""Characters of a query that are read."""
LONGEST_WORD: Final = 60
"""Characters of a word; the rest of a longer one counts no more, here and in the index."""
MOST_WORDS: Final = 10
"""Words of a query that are looked for."""
SHORTEST_STEM: Final = 4
BEFORE, EXCERPT = 60, 220
"""Characters of an excerpt before the first word that was found, and in all."""

_WORD = re.compile(r"[^\W_]+")
_STROKES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
_ENDINGS = ("enes", "ene", "ens", "ets", "ers", "ing", "es", "ed", "en", "et", "er", "s", "a", "e")

Piece = tuple[str, bool]
"""Some words of an excerpt, and whether they are what was looked for."""


class Term(NamedTuple):
    """A word that is looked for, as it was typed and as all its forms begin; both folded."""

    typed: str
    stem: str


def fold(text: str) -> str:
    """Return the text in small letters without marks: "Kjøkken, crème" becomes "kjokken, creme"."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return [folded for folded, _written in written_words(text)]


def written_words(text: str) -> list[tuple[str, str]]:
    """Return the words of a text in order, each folded and as it is written."""
    found = _WORD.findall(unicodedata.normalize("NFC", text))
    return [(fold(word)[:LONGEST_WORD], word) for word in found]


def indexed(*texts: str) -> str:
    """Return what the index holds of some texts."""
    return " ".join(words_of(" ".join(texts)))


def stem_of(word: str) -> str:
    """Return how all forms of a folded word begin, as far as its ending tells."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def tidy(query: str) -> str:
    """Return a query as it is shown again: one line, no control characters, not too long."""
    printable = "".join(letter if letter.isprintable() else " " for letter in query[: 4 * LONGEST_QUERY])
    return " ".join(printable.split())[:LONGEST_QUERY].rstrip()


def terms_of(query: str) -> list[Term]:
    """Return what a query looks for. Single letters count only where there is nothing else."""
    words = list(dict.fromkeys(words_of(query)))
    words = [word for word in words if len(word) > 1] or words
    return [Term(word, stem_of(word)) for word in words[:MOST_WORDS]]


def closeness(title: str, terms: Sequence[Term]) -> int:
    """Return how well a title is what was looked for: 0 it is that, 1 it has all the words, 2 forms of them,
    3 it lacks some."""
    words = words_of(title)
    if words == [term.typed for term in terms]:
        return 0
    if {term.typed for term in terms} <= set(words):
        return 1
    if all(any(word.startswith(term.stem) for word in words) for term in terms):
        return 2
    return 3


def marked(text: str, terms: Iterable[Term]) -> list[Piece]:
    """Return the text in pieces, those that were looked for told apart."""
    stems = tuple(term.stem for term in terms)
    pieces: list[Piece] = []
    end = 0
    for word in _WORD.finditer(text) if stems else ():
        if not fold(word[0]).startswith(stems):
            continue
        if word.start() > end:
            pieces.append((text[end : word.start()], False))
        pieces.append((word[0], True))
        end = word.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


def excerpt(text: str, terms: Sequence[Term]) -> list[Piece]:
    """Return some words of a text around the first that was looked for, in pieces as `marked` makes them."""
    text = unicodedata.normalize("NFC", text)
    stems = tuple(term.stem for term in terms)
    first = next((word for word in _WORD.finditer(text) if fold(word[0]).startswith(stems)), None)
    start = max(0, first.start() - BEFORE) if first and stems else 0
    if start:
        blank = text.find(" ", start, first.start() if first else None)
        start = blank + 1 if blank >= 0 else start
    cut = text[start : start + EXCERPT]
    if start + EXCERPT < len(text):
        cut = (cut.rpartition(" ")[0] or cut).rstrip(" .,;:-–—") + "…"
    return marked(f"…{cut}" if start else cut, terms)
