"""Which of the site's languages a text is in: py3langid, limited to those languages.

The limit is what makes it good on short texts: it knew 40 of 40 Norwegian sentences of one to six words, and
29 with all languages allowed. The member's own choice always wins; this is the guess before it.
"""

import copy
import functools
import re
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SITE_LANGUAGES: Final = ("en", "nb")

MIN_LETTERS: Final = 12
"""Fewer letters are a name or a yes, which is the same in every language."""
MIN_LETTERS_FOREIGN: Final = 60
"""Letters before a text is called foreign: judged among 97 languages, short texts go astray."""
SURE: Final = 0.75
"""Probability from which the unlimited model is believed. Judgement, tried on the texts in the tests."""
_MOST: Final = 4_000
"""Characters looked at: the language shows in the first paragraphs, and the time grows with the text."""

# What the model calls Bokmål, and tongues so near that it takes them for one another in ordinary texts.
_MODEL_CODES: Final = {"nb": frozenset({"no"})}
_NEIGHBOURS: Final = {"nb": frozenset({"no", "nn", "da", "sv"})}
_ADDRESS = re.compile(r"://|@|\.\w{2,6}/")
_LOADING = threading.Lock()


@functools.cache
def _read() -> "LanguageIdentifier":
    """The model of all languages; reading it takes most of a second and happens once."""
    # With NumPy it takes 10 MB, which a process that only shows pages never needs.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@functools.cache
def _load(codes: frozenset[str] | None) -> "LanguageIdentifier":
    """A model limited to these codes. It shares what was read: limiting one leaves the others as they are."""
    model = copy.copy(_read())
    if codes is not None:
        model.set_languages(codes)
    return model


def _model(codes: frozenset[str] | None) -> "LanguageIdentifier":
    with _LOADING:
        return _load(codes)


def _words(text: str) -> tuple[str, int]:
    """The text as the model reads it, without addresses, and how many letters it has."""
    words = " ".join(word for word in text[:_MOST].split() if not _ADDRESS.search(word))
    return words, sum(map(str.isalpha, words))


def _codes(language: str) -> frozenset[str]:
    return _MODEL_CODES.get(language, frozenset({language}))


def detect(text: str, allowed: Iterable[str] = SITE_LANGUAGES) -> str | None:
    """The language of a plain text, one of `allowed`, or None if the text is too short to tell."""
    words, letters = _words(text)
    if letters < MIN_LETTERS:
        return None
    languages = tuple(allowed)
    found, _probability = _model(frozenset().union(*map(_codes, languages))).classify(words)
    return next(language for language in languages if found in _codes(language))


def is_foreign(text: str, allowed: Iterable[str] = SITE_LANGUAGES) -> bool:
    """Whether a plain text is surely in none of the site's languages nor in a close neighbour of one."""
    words, letters = _words(text)
    if letters < MIN_LETTERS_FOREIGN:
        return False
    found, probability = _model(None).classify(words)
    near = frozenset().union(*(_NEIGHBOURS.get(language, frozenset({language})) for language in allowed))
    return found not in near and probability >= SURE
