"""Characters that have no place in people's words, wherever they come from."""

import re

# Taken out wherever they stand: controls, halves of surrogate pairs, what XML forbids, marks that turn the
# direction of the text that follows, and characters without width that hide or split words. Joiners stay:
# scripts and emoji need them. Tag characters stay only in the flags that are spelt with them.
_UNWANTED = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]{1,7}\U000e007f)"
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]",
)


# Line and page breaks that are not "\n" part words all the same.
_BREAKS = {0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}


def strip_unwanted(text: str) -> str:
    """The text without invisible and direction-turning characters; odd line breaks become plain ones."""
    return _UNWANTED.sub(r"\1", text.translate(_BREAKS))
