"""Words that look like other words: scripts mixed within a word, letters that pass for others, hidden marks.

Pure text. The handles and names of members are checked with it, and the words of posts while screening.
"""

import functools
import re
import unicodedata
from typing import Final

# Scripts that honest writers mix within one word (Unicode's "highly restrictive" rule); all others do not
# mix.
_TOGETHER: Final = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
)
# Shorter ones are units and symbols: μm, kΩ, ΔT.
_SHORTEST_MIXED_WORD: Final = 3
_NEUTRAL: Final = frozenset({"COMMON", "INHERITED"})
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f'’]*[^\W\d_]+)*")
# What is taken for what at a glance, after letters of other scripts have become Latin ones.
_AT_A_GLANCE: Final = str.maketrans("01i|!34589$@7", "olllleasbgsat")
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_LETTER_BY_NAME = re.compile(r"(?:LATIN|INDICATOR SYMBOL)\b.*\bLETTER (?:SMALL |CAPITAL )*([A-Z])$")
# Letters that Unicode does not take apart into a letter and a mark.
_UNMARKED: Final = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)


@functools.lru_cache(maxsize=4096)
def _script(character: str) -> str:
    # Its tables take 8 MB, which a process that only shows pages never needs.
    from confusable_homoglyphs import categories

    return categories.alias(character).upper()


def scripts(word: str) -> frozenset[str]:
    """The scripts a word is written in, without the characters that belong to all of them."""
    return frozenset(map(_script, word)) - _NEUTRAL


def mixed_script_word(text: str) -> str:
    """The first word in the text whose letters are of scripts that are not written together, or ""."""
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii() or len(word) < _SHORTEST_MIXED_WORD:
            continue
        used = scripts(word)
        if len(used) > 1 and not any(used <= together for together in _TOGETHER):
            return word
    return ""


@functools.lru_cache(maxsize=4096)
def _as_latin(character: str) -> str:
    """The ASCII letter or digit that a character passes for, or the character itself."""
    if character.isascii():
        return character
    from confusable_homoglyphs import confusables  # As above.

    for glyph in confusables.confusables_data.get(character, ()):
        if glyph["c"].isascii() and glyph["c"].isalnum():
            return glyph["c"]
    # Small capitals, letters in boxes and rounds, and those that flags are made of.
    named = _LETTER_BY_NAME.search(unicodedata.name(character, ""))
    return named[1] if named else character


def skeleton(text: str) -> str:
    """What a text looks like at a glance: two texts with the same skeleton may be taken for one another.

    Case, spaces, hyphens, dots, marks over letters, letters of other scripts and digits for letters make no
    difference. It is for comparing only, never for showing.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(map(_as_latin, text)).casefold().translate(_UNMARKED)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = "".join(map(_as_latin, text)).casefold().translate(_AT_A_GLANCE)
    text = "".join(filter(str.isalnum, text))
    for pair, single in _PAIRS:
        text = text.replace(pair, single)
    return text
