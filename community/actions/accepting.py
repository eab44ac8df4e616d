"""Agreeing to the site's texts: at sign-up, and again when they have changed in a way that matters."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from community.actions.refusals import Refused
from community.blogs.courtesy import SHORTEST
from community.models import Acceptance, Blog, Member, Renewal
from content.legal import shown_legal_pages
from content.models import LegalPage

Purpose = LegalPage.Purpose
ACCEPTED = (Purpose.TERMS, Purpose.PRIVACY, Purpose.RULES)
"""What a member agrees to; the contact page asks for nothing."""


class AcceptFirst(Refused):
    """`owed` names the texts."""

    def __init__(self, owed: Iterable[str]) -> None:
        self.owed = list(owed)
        super().__init__(_("The terms of this site have changed. Please read and accept them first."))


def check_accepted(member: Member) -> None:
    """Raise `AcceptFirst` for a member who has not accepted what everybody was asked to accept."""
    if owed := Renewal.objects.owed_by(member):
        raise AcceptFirst(owed)


@transaction.atomic
def accept_texts(member: Member, purposes: Iterable[str] = ACCEPTED) -> None:
    """Record that a member accepted these texts as they stand now, and that they are old enough.

    Of a text that is public in several languages it is the one in the member's own.
    """
    now = timezone.now()
    pages: dict[str, LegalPage] = {}
    for page in shown_legal_pages().select_related("locale").order_by("pk"):
        if page.purpose not in pages or page.locale.language_code == member.language:
            pages[page.purpose] = page
    rows = []
    for purpose in purposes:
        found = pages.get(purpose)
        known = found is not None and found.live_revision_id is not None
        rows.append(
            Acceptance(
                member=member,
                purpose=purpose,
                language=found.locale.language_code if found else member.language,
                revision_id=found.live_revision_id if found and known else None,
                version_at=found.last_published_at if found and known else None,
                age=settings.MINIMUM_AGE,
                accepted_at=now,
            )
        )
    Acceptance.objects.bulk_create(rows)
    # What waited on their blogs need not wait for the next visit.
    soon = Least("next_fetch_at", Value(now + timedelta(minutes=SHORTEST)), output_field=DateTimeField())
    Blog.objects.filter(member=member).update(next_fetch_at=soon)
    Member.objects.filter(pk=member.pk).update(terms_accepted_at=now)


@transaction.atomic
def ask_again(purpose: str, *, by: Member) -> Renewal:
    """Have every member accept a text, as it stands now, before their next contribution."""
    return Renewal.objects.create(purpose=Purpose(purpose), since=timezone.now(), asked_by=by)
