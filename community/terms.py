"""The site's texts as the pages about agreeing print them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from community.actions.accepting import ACCEPTED
from community.models import Acceptance, Renewal
from content.cards import address_of
from content.legal import shown_legal_pages
from content.models import LegalPage


@dataclass(frozen=True)
class Text:
    """One text to read before saying yes."""

    purpose: str
    title: str
    url: str
    lang: str
    published_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """A text as staff look at it: its live versions, who accepted, and when all were last asked."""

    purpose: LegalPage.Purpose
    texts: list[Text]
    asked_at: datetime | None
    accepted: int


def texts_of(purposes: Iterable[str]) -> list[Text]:
    """Return the live pages of these purposes, of each the one in the reader's language if there is one."""
    wanted, language = list(purposes), get_language() or ""
    found: dict[str, Text] = {}
    for text in _texts(wanted):
        if text.purpose not in found or text.lang == language:
            found[text.purpose] = text
    return [found[purpose] for purpose in wanted if purpose in found]


def standings() -> list[Standing]:
    """Return every text members agree to, as it stands: three queries and one each."""
    asked = Renewal.objects.asked_since()
    texts = _texts(ACCEPTED)
    return [
        Standing(
            purpose=purpose,
            texts=[text for text in texts if text.purpose == purpose],
            asked_at=asked.get(purpose),
            accepted=_accepted(purpose, asked.get(purpose)),
        )
        for purpose in ACCEPTED
    ]


def _texts(purposes: Iterable[str]) -> list[Text]:
    pages = shown_legal_pages().filter(purpose__in=list(purposes)).select_related("locale").order_by("pk")
    return [
        Text(
            purpose=page.purpose,
            title=page.title,
            url=address_of(page, page.locale.language_code),
            lang=page.locale.language_code,
            published_at=page.last_published_at,
        )
        for page in pages
    ]


def _accepted(purpose: str, since: datetime | None) -> int:
    """Return how many members accepted a text, since all were asked to if they were."""
    rows = Acceptance.objects.filter(purpose=purpose)
    if since is not None:
        rows = rows.filter(accepted_at__gte=since)
    return rows.order_by().values("member").distinct().count()
