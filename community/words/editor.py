"""The words of the editor on the writing form: the library has hardly any translations of its own."""

from django.utils.translation import gettext, gettext_noop as _

# As the editor writes them, capitals and all: static/js/editor_words.js looks them up.
WORDS = (
    _("paragraph"),
    _("Paragraph"),
    _("heading 2"),
    _("Heading 2"),
    _("heading 3"),
    _("Heading 3"),
    _("unordered list"),
    _("ordered list"),
    _("blockquote"),
    _("bold"),
    _("italic"),
    _("insert link"),
    _("remove link"),
    _("undo"),
    _("redo"),
    _("Edit Link"),
    _("URL"),
    _("Title"),
    _("Open in new window"),
    _("List properties"),
    _("List type"),
    _("Start at"),
    _("Bullets"),
    _("Decimal numbers"),
    _("Lowercase letters"),
    _("Uppercase letters"),
    _("Lowercase Roman numerals"),
    _("Uppercase Roman numerals"),
    _("Update"),
    _("Cancel"),
    # These are ours.
    _("Formatting"),
    _("Kind of paragraph"),
)


def editor_words() -> dict[str, str]:
    """Return each of the editor's words in the active language."""
    return {word: gettext(word) for word in WORDS}
