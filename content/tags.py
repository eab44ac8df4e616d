"""Tags as people write them, made comparable."""

import re
import unicodedata


def normalize_tag(text: str) -> str:
    """Return `text` as a comparable tag: NFKC, case-folded, without '#', words joined by one hyphen.

    "#Pour Over", "pour_over" and "Pour-Over" all become "pour-over". May be empty.
    """
    text = unicodedata.normalize("NFKC", text).casefold().strip().lstrip("#")
    return re.sub(r"[\W_]+", "-", text).strip("-")[:60]
