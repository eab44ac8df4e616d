"""What the desk watches for: words and sites, as rows that are added and retired, never changed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy as _

from moderation.screening import Rules, ascii_host


class ListEntryQuerySet(models.QuerySet["ListEntry"]):
    def live(self) -> "ListEntryQuerySet":
        """Those screening goes by now."""
        return self.filter(retired_at=None)


class ListEntry(models.Model):
    """A watched word or a blocked site. A change retires the row and adds another: both say who and when."""

    class Kind(models.TextChoices):
        WORD = "word", _("word")
        HOST = "host", _("site")

    kind = models.CharField(max_length=4, choices=Kind.choices)
    language = models.CharField(max_length=8, blank=True, help_text="Of the posts it is for; empty for all.")
    value = models.CharField(max_length=120, help_text="A word or phrase in small letters, or a host.")
    note = models.CharField(max_length=200, blank=True, help_text="Why it is listed, for colleagues.")
    added_by = models.ForeignKey("community.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    retired_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ListEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("list entry")
        verbose_name_plural = _("list entries")
        constraints = [
            models.CheckConstraint(condition=~Q(value=""), name="moderation_listentry_has_value"),
            # It also finds what screening asks for.
            models.UniqueConstraint(
                fields=["kind", "language", "value"],
                condition=Q(retired_at__isnull=True),
                name="moderation_listentry_once",
            ),
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def language_name(self) -> str:
        """The language it is for, in words."""
        return str(dict(settings.LANGUAGES).get(self.language, self.language or _("every language")))


def rules_for(language: str) -> Rules:
    """Return the rules for words whose form says a language, as they are this moment, in one query.

    The rows are asked every time, so that a change holds from the next post on in every process; what is dear
    is the pattern of all words, and that is kept by the words themselves.
    """
    return rules_of(ListEntry.objects.live().values_list("kind", "language", "value"), language)


def rules_of(rows: Iterable[tuple[str, str, str]], language: str) -> Rules:
    """Return the rules that entries (kind, language, value) make for words whose form says a language.

    Its author chooses what the form says. So the lists of other languages are asked, too, and count where
    the words are in that language.
    """
    lists: dict[str, dict[str, set[str]]] = {kind: defaultdict(set) for kind in ListEntry.Kind.values}
    for kind, of, value in rows:
        value = ascii_host(value) if kind == ListEntry.Kind.HOST else value
        lists[kind]["" if of in ("", language) else of].add(value)
    words, hosts = (
        {of: frozenset(values) for of, values in lists[kind].items()}
        for kind in (ListEntry.Kind.WORD, ListEntry.Kind.HOST)
    )
    return Rules(
        watched_words=words.pop("", frozenset()),
        blocked_hosts=hosts.pop("", frozenset()),
        words_elsewhere=words,
        hosts_elsewhere=hosts,
    )


def clean_word(typed: str) -> str:
    """Return a word or phrase as lists hold it; `ValueError` with a sentence where it says too little."""
    word = " ".join(unicodedata.normalize("NFKC", typed).casefold().split())
    if len(re.findall(r"\w", word)) < 2:
        raise ValueError(gettext("Write at least two letters or digits."))
    return word


def clean_host(typed: str) -> str:
    """Return the host of what was typed or pasted; `ValueError` with a sentence where there is none."""
    address = typed.strip()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
        host = ascii_host(host.removeprefix("www."))
        # As people read it: a name of the north stands in its own letters.
        host = host.encode().decode("idna")
    except ValueError:
        host = ""
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        raise ValueError(gettext("Write the name of a site, such as example.com."))
    own = urlsplit(settings.SITE_URL).hostname or ""
    if own == host or own.endswith(f".{host}"):
        raise ValueError(gettext("That is this site itself."))
    return host
