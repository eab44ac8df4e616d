"""What can go wrong on the way out, each with one plain sentence for the person who gave the address."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FetchError(Exception):
    """Nothing could be fetched or read. `str(error)` is one sentence, in the language active at that moment,
    and safe to show to anyone: it never holds an address of ours, a header or a piece of the answer."""

    sentence: str | Promise = _("The address could not be read.")

    def __init__(self, sentence: str | Promise | None = None):
        super().__init__(sentence or self.sentence)


class BadAddress(FetchError):
    """The address is not one we can use, before anything was looked up."""

    sentence = _("This is not a web address we can use. It should look like https://example.com/feed.")


class ForbiddenAddress(FetchError):
    """The address leads to a private network, to this machine, or to another place we never call."""

    sentence = _("This address leads to a private network. We only read addresses that are open to everyone.")


class Unreachable(FetchError):
    """No such name, nobody answers there, the certificate is wrong, or the connection broke."""

    sentence = _("The address could not be reached. Please check that it opens in a browser.")


class BadAnswer(FetchError):
    """Somebody answered, but not in HTTP as we know it, or in an encoding we did not ask for."""

    sentence = _("The address gave an answer we could not understand.")


class TooSlow(FetchError):
    """The time for the whole request, redirects included, has run out."""

    sentence = _("The address took too long to answer. Please try again later.")


class TooLarge(FetchError):
    """More came than was asked for, as sent or when unpacked."""

    sentence = _("The address sent more than we read at once. Please offer a shorter feed.")


class TooManyRedirects(FetchError):
    """It sent us on once more than we follow."""

    sentence = _("The address sends us on too many times. Please give the final address.")


class FeedUnreadable(FetchError):
    """What came is not a feed we can read."""

    sentence = _("This could not be read as a feed. Please give the address of an RSS, Atom or JSON feed.")
