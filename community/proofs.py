"""What shows that somebody owns a product: codes and order numbers, as people type them and as they are kept.

Kept are hashes keyed with OWNERSHIP_KEY: whoever reads the database learns no code, and cannot try all order
numbers there may be. The key is a setting of its own because codes are printed and lie in boxes for years:
with another key none of them would be known any more. Where it is not set, SECRET_KEY serves; whoever then
changes SECRET_KEY puts the old one into OWNERSHIP_KEY, and every code goes on working.
"""

import secrets
import unicodedata
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: nothing in it looks like something else in print, and no word comes about."""
LENGTH: Final = 12
"""Sixty bits: whoever tries ten an hour for a lifetime meets none."""
GROUP: Final = 4
_LOOK_ALIKES: Final = str.maketrans({"o": "0", "i": "1", "l": "1"})


def new_code() -> str:
    """Return a code as it is printed, such as "7KQM-2FXD-9RTA"."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def tidy(typed: str) -> str:
    """Return letters and digits alone, in one form and case: spaces, dashes and "#" make no difference."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold())
    return "".join(character for character in plain if character.isalnum())


def code_digest(typed: str) -> str:
    """Return what a code is kept as; an O typed for a nought, an I or L for a one, is understood."""
    return _digest("code", tidy(typed).translate(_LOOK_ALIKES))


def order_digest(typed: str) -> str:
    """Return what an order number is kept as."""
    return _digest("order", tidy(typed))


def _digest(kind: str, text: str) -> str:
    salt = f"community.proofs.{kind}"
    return salted_hmac(salt, text, secret=settings.OWNERSHIP_KEY, algorithm="sha256").hexdigest()
