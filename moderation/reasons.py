"""Canned reasons: what a moderator says again and again, said well once. The author reads it as it stands.

Each belongs to a ground of the public rules. They are constants here, translated like any text.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, override

from moderation.models import Decision

Ground = Decision.Ground


@dataclass(frozen=True)
class Reason:
    """A title for the desk and a text for the author."""

    ground: str
    title: Promise
    text: Promise


REASONS = (
    Reason(
        Ground.SPAM,
        _("Advertising"),
        _(
            "The post mainly advertises something of yours or of somebody else. Experience with "
            "a product is welcome; offers and links that sell are not."
        ),
    ),
    Reason(
        Ground.SPAM,
        _("The same thing again"),
        _("The same text has been posted several times. Once is enough for everybody to find it."),
    ),
    Reason(
        Ground.ABUSE,
        _("Insults"),
        _(
            "The post attacks a person instead of saying what is wrong. Criticism of a product "
            "or of us is welcome, however sharp; please leave out the insult."
        ),
    ),
    Reason(
        Ground.PRIVATE,
        _("A number or an address"),
        _(
            "The post gives a telephone number, a mail address or a place where somebody lives. "
            "Everybody can read it here, so please take it out."
        ),
    ),
    Reason(
        Ground.DANGER,
        _("Dangerous advice"),
        _(
            "Somebody who follows the advice could be hurt or break their machine. Please say "
            "what makes it safe, or leave that part out."
        ),
    ),
    Reason(
        Ground.UNDISCLOSED,
        _("A tie that is not said"),
        _(
            "It looks as if you have a tie to the brand or got something for the post. That is "
            "fine when readers can see it: please say so in the form."
        ),
    ),
    Reason(
        Ground.OFF_TOPIC,
        _("About something else"),
        _(
            "The post is not about our products or the topics of this site, so readers here "
            "would not look for it."
        ),
    ),
    Reason(
        Ground.OFF_TOPIC,
        _("A case for support"),
        _("This is about your own order or account. Support can see it and help; other readers cannot."),
    ),
    Reason(
        Ground.COPIED,
        _("Somebody else's words or pictures"),
        _(
            "The words or pictures seem to be made by somebody else. Please use your own, or say "
            "who allowed it."
        ),
    ),
    Reason(
        Ground.ILLEGAL,
        _("Against the law"),
        _("The post shows or says something the law does not allow to be published."),
    ),
)


def reasons_in(language: str) -> list[tuple[str, str, str]]:
    """Return (ground, title, text) of every canned reason: titles for the reader, texts in the author's."""
    titles = [str(reason.title) for reason in REASONS]
    with override(language):
        texts = [str(reason.text) for reason in REASONS]
    return [(reason.ground, title, text) for reason, title, text in zip(REASONS, titles, texts, strict=True)]
