"""The lists screening goes by: added to, changed and retired by the desk; every row says by whom."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Member
from moderation.actions.refusals import DeskRefused
from moderation.lists import ListEntry


class AlreadyListed(DeskRefused):
    """The same word or site stands on the list for the same language."""

    def __init__(self) -> None:
        super().__init__(_("This stands on the list already."))


class EntryRetired(DeskRefused):
    """Somebody retired or changed the entry meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("A colleague changed or retired this entry meanwhile. Look at the list again."))


@transaction.atomic
def add_entry(*, by: Member, kind: str, language: str, value: str, note: str = "") -> ListEntry:
    """Put a word or a site on a list; it counts from the next post on. Raises `AlreadyListed`."""
    row: dict[str, Any] = {"kind": kind, "language": language, "value": value, "note": note}
    try:
        with transaction.atomic():
            return ListEntry.objects.create(added_by=by, **row)
    except IntegrityError as clash:
        raise AlreadyListed from clash


@transaction.atomic
def change_entry(entry: ListEntry, *, by: Member, **row: str) -> ListEntry:
    """Put another row in an entry's place and return it; raises `AlreadyListed`, `EntryRetired`."""
    if not _retire(entry, by):
        raise EntryRetired
    return add_entry(by=by, **row)


@transaction.atomic
def retire_entry(entry: ListEntry, *, by: Member) -> None:
    """Take a word or a site off its list; the row stays and says who did. Once is enough."""
    _retire(entry, by)


def _retire(entry: ListEntry, by: Member) -> bool:
    """Retire a live entry, in one statement: of two at once, one does it."""
    live = ListEntry.objects.live().filter(pk=entry.pk)
    return bool(live.update(retired_by=by, retired_at=timezone.now()))
