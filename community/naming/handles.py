"""The names members go by: handles (`/members/<handle>/`) and display names. Nobody may pass for staff.

A handle is plain ASCII, so two that look alike differ only in what `lookalikes.skeleton` folds. A display
name may be in any script, with emoji; within a word scripts do not mix, and nothing in it is invisible.
"""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from anyascii import anyascii
from django.utils.translation import gettext as _

from community.naming.lookalikes import mixed_script_word, skeleton
from community.words.characters import strip_unwanted

HANDLE_LENGTHS: Final = (3, 30)
NAME_LENGTHS: Final = (1, 80)

# Words that claim a role by themselves: refused as any part of a handle or a name.
ROLE_WORDS: Final = """
    admin administrator ansatt brukerstøtte customercare customerservice customersupport employee kundeservice
    kundestøtte mod moderator official staff sysadmin verified verifisert webmaster
"""
# Words that claim one only when nothing else, or only the brand, stands beside them.
OFFICE_WORDS: Final = """
    alongside as care ceo crew customer desk editor editors founder guide help helpdesk hjelp hq info
    marketing news norge norway redaksjon redaksjonen redaktør root security service support system team
    teamet the
"""
# Words that tie a person to the brand when its name stands in theirs: "Kari from Nordlys".
BELONGING_WORDS: Final = """
    at av by for fra from gründer hos i in of på representative ved
"""
# Handles that addresses, mails or people would misread.
RESERVED_HANDLES: Final = """
    abuse anonymous anyone api deleted edit everyone here hostmaster login logout mail me member members my
    new nobody none noreply null postmaster settings signup someone undefined unknown user you
"""

_HANDLE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ROLES: Final = frozenset(map(skeleton, ROLE_WORDS.split()))
_OFFICES: Final = frozenset(map(skeleton, OFFICE_WORDS.split()))
_BELONGING: Final = frozenset(map(skeleton, BELONGING_WORDS.split())) | _OFFICES
# Marks the site itself gives: whoever has one in their name gives it to themselves.
_MARKS = re.compile("[\u2611\u2705\u2713\u2714\U0001f5f8]")
_PHRASES = re.compile(r"[^\w\s'’.-]+|(?<=\s)-+(?=\s)")
_RESERVED: Final = frozenset(map(skeleton, RESERVED_HANDLES.split())) | _ROLES | _OFFICES
# Blank to the eye: marks of direction, fillers that count as letters, the empty Braille cell.
_BLANK = re.compile("[\u061c\u200e\u200f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
# Joiners have a meaning between letters of scripts that join, and inside emoji; elsewhere they only hide.
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u2190-\u27bf\ufe0f\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")
# Letters, numbers and symbols: a name of an emoji is a name.
_VISIBLE: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "So"})
_MANY_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3}")


class NameRefused(ValueError):
    """A handle or a name nobody may take. `str(error)` is a sentence for the person who chose it."""


def normalize_handle(text: str) -> str:
    """The handle a text stands for: NFKC, case-folded, in ASCII, words joined by hyphens, cut to fit.

    "Åse Bjørnø 🌿" becomes "ase-bjorno". It may come out empty or too short: `check_handle` says so.
    """
    text = unicodedata.normalize("NFKC", strip_unwanted(text))
    # Symbols have names in ASCII (":herb:"), which are no part of a person's name.
    text = "".join(" " if unicodedata.category(character)[0] in "SCZ" else character for character in text)
    words = re.findall("[a-z0-9]+", anyascii(text).casefold().replace("'", ""))
    return "-".join(words)[: HANDLE_LENGTHS[1]].rstrip("-")


def check_handle(text: str, *, taken_by_staff: Iterable[str] = (), brand_names: Iterable[str] = ()) -> str:
    """The handle as it is stored; raises `NameRefused` for one that is malformed, reserved or passes for
    staff.

    `text` is what the person typed; capitals and fullwidth letters are forgiven, other changes are theirs to
    make. `taken_by_staff` are the handles and names of others who speak for the brand. Whether the handle is
    free is not asked here.
    """
    handle = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _HANDLE.fullmatch(handle):
        raise NameRefused(_("Use the letters a to z, digits, and single hyphens between them."))
    _check_length(handle, *HANDLE_LENGTHS)
    _check_claims(handle, handle.split("-"), taken_by_staff, brand_names)
    if skeleton(handle) in _RESERVED:
        raise NameRefused(_("This name is reserved. Please choose another."))
    return handle


def check_display_name(name: str, *, staff_names: Iterable[str] = (), brand_names: Iterable[str] = ()) -> str:
    """The name as it is stored (NFC, single spaces); raises `NameRefused` for one that hides or claims
    something.

    `staff_names` are the names and handles of others who speak for the brand.
    """
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    _check_length(name, *NAME_LENGTHS)
    if strip_unwanted(name) != name or any(
        marks.search(name) for marks in (_BLANK, _STRAY_JOINER, _MANY_MARKS)
    ):
        raise NameRefused(_("The name has invisible or stacked characters in it. Please type it by hand."))
    if not any(unicodedata.category(character) in _VISIBLE for character in name):
        raise NameRefused(_("Use at least one letter."))
    if word := mixed_script_word(name):
        raise NameRefused(_("“%(word)s” mixes letters of different alphabets.") % {"word": word})
    if _MARKS.search(name):
        raise NameRefused(_("This name has a mark in it that only the site gives. Please leave it out."))
    bare = "".join(" " if unicodedata.category(one)[0] == "S" else one for one in name)
    # As it looks, without what decorates it, and as it is spoken where it is in another script.
    for shown in dict.fromkeys((name, bare, anyascii(bare))):
        _check_claims(shown, re.split(r"[\W_]+", shown), staff_names, brand_names)
    return name


def _check_length(name: str, shortest: int, longest: int) -> None:
    if not shortest <= len(name) <= longest:
        bounds = {"shortest": shortest, "longest": longest}
        raise NameRefused(_("Use between %(shortest)d and %(longest)d characters.") % bounds)


def _check_claims(
    name: str, parts: Iterable[str], staff_names: Iterable[str], brand_names: Iterable[str]
) -> None:
    """Raise `NameRefused` if the name claims a role, is the brand's, or could be taken for a colleague's."""
    words = [word for word in map(skeleton, parts) if word]
    pairs = [first + second for first, second in itertools.pairwise(words)]
    whole = skeleton(name)
    if whole in _ROLES or not _ROLES.isdisjoint([*words, *pairs]):
        raise NameRefused(_("This name says that you work here. Please choose another."))
    brands = set(map(skeleton, brand_names))
    if any(_belongs_to(brand, name, words, whole) for brand in brands if brand):
        raise NameRefused(_("This name could be taken for the brand's. Please choose another."))
    # "Nordlys", "The Nordlys Team" and "Support" speak for the brand; "Nordlys Fan" speaks for a person.
    if whole in brands | _OFFICES or (
        words and "".join(w for w in words if w not in _OFFICES) in brands | {""}
    ):
        raise NameRefused(_("This name could be taken for the brand's. Please choose another."))
    if whole in set(map(skeleton, staff_names)):
        raise NameRefused(_("This name could be taken for somebody who works here. Please choose another."))


def _belongs_to(brand: str, name: str, words: list[str], whole: str) -> bool:
    """Whether a name ties its bearer to the brand: "Kari (Nordlys)", "Kari from Nordlys", "NordlysHelp"."""
    if whole.startswith(brand) and whole.removeprefix(brand) in _OFFICES:
        return True
    if whole.endswith(brand) and whole.removesuffix(brand) in _OFFICES:
        return True
    phrases = [skeleton(phrase) for phrase in _PHRASES.split(name)]
    if len(phrases) > 1 and brand in phrases:
        return True
    runs = {"".join(words[at:end]) for at in range(len(words)) for end in range(at + 1, len(words) + 1)}
    return brand in runs and not _BELONGING.isdisjoint(words)


def suggest_handle(
    name: str, *, taken: Collection[str], taken_by_staff: Iterable[str] = (), brand_names: Iterable[str] = ()
) -> str:
    """A free handle made from a name: "ingrid-solheim", then "ingrid-solheim-2" and so on.

    A name without letters, or one that may not be used, gives "reader", "reader-2" and so on.
    """
    try:
        stem = check_handle(normalize_handle(name), taken_by_staff=taken_by_staff, brand_names=brand_names)
    except NameRefused:
        stem = "reader"
    number, handle = 1, stem
    while handle in taken:
        number += 1
        ending = f"-{number}"
        handle = stem[: HANDLE_LENGTHS[1] - len(ending)].rstrip("-") + ending
    return handle
