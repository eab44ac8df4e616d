"""What photos members may send, and the sentences for those that are not taken."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.levels import TRUSTED
from fetching import pictures

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_PER_POST: Final = 8
MAX_PER_POST_OF_TRUSTED: Final = 12
MAX_PIXELS: Final = pictures.MAX_PIXELS

TOO_LARGE, TOO_SLOW = "too_large", "too_slow"

REFUSALS: Final[dict[str, Promise]] = {
    pictures.NOT_A_PICTURE: _(
        "This file is not a photo we can read. Please send JPEG, PNG, WebP, GIF, AVIF or HEIC."
    ),
    pictures.TOO_MANY_PIXELS: _(
        "This photo has too many pixels. Please send one of at most 50 megapixels, best as JPEG."
    ),
    pictures.BROKEN: _("This photo is damaged or incomplete. Please send it again."),
    TOO_LARGE: _("This file is too large. Photos may have up to 25 MB."),
    TOO_SLOW: _("This photo took too long to prepare. Please send a smaller one."),
}


def most_photos(level: str) -> int:
    """How many photos a post of a member of this level may have."""
    return MAX_PER_POST_OF_TRUSTED if level == TRUSTED else MAX_PER_POST


def refusal_sentence(code: str) -> str:
    """The sentence for a code of `REFUSALS`; an unknown code reads as a damaged photo."""
    return str(REFUSALS.get(code, REFUSALS[pictures.BROKEN]))
