"""What the site holds of a member, where, whether they get it in their copy, and what erasure leaves of it.

Every room says it of its own tables: this one of those below it as well, higher ones by the hook
`personal_data`, a function that returns a list of `Holding`. A test walks all models and fails where one
points at a member and nobody says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Case, Model, QuerySet, When
from django.utils.functional import Promise
from wagtail import hooks

from community.models import Member
from community.models.posts import State

HOOK = "personal_data"


class Fate(Enum):
    """What erasing a member does to a row."""

    DELETED = "deleted"
    UNNAMED = "unnamed"  # It stays, and no longer says whose it was.
    KEPT = "kept"  # It stays as it is: a number that leads to nobody.


@dataclass(frozen=True)
class Holding:
    """One table's rows of one member.

    `path` leads from a row to the member: "post__author", or an integer column that holds a member's id.
    `label` is what the member reads; several tables may share one. `why` is said where something stays, or
    where it is not in the copy (`exported` false). Of exported rows all columns are given but `without`,
    and `also` (lookups such as "product__slug"); or `only` those named. `titled` adds the title of the post a
    row is about, while that is public: others take theirs back.
    """

    model: type[Model]
    path: str
    label: str | Promise
    fate: Fate = Fate.DELETED
    why: str | Promise = ""
    exported: bool = True
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    titled: bool = False
    find: Callable[[int], QuerySet[Any]] | None = None
    """Finds the rows where no path leads to them."""

    def rows(self, member_id: int) -> QuerySet[Any]:
        """Return the member's rows of this table."""
        if self.find is not None:
            return self.find(member_id)
        return self.model._default_manager.filter(**{self.path: member_id})

    def copy(self, member_id: int) -> list[dict[str, Any]]:
        """Return the member's rows as they stand in their copy."""
        rows = self.rows(member_id).order_by("pk")
        if self.titled:
            rows = rows.annotate(
                post_title=Case(When(post__state=State.PUBLISHED, then="post__public_revision__title"))
            )
        return list(rows.values(*self.columns(), *(["post_title"] if self.titled else [])))

    def columns(self) -> list[str]:
        """Return what of a row stands in the copy, as `values()` takes it."""
        if self.only:
            return list(self.only)
        own = [field.attname for field in self.model._meta.concrete_fields]
        return [*(name for name in own if name not in self.without), *self.also]


def holdings() -> Iterator[Holding]:
    """Yield what every room holds, this one's first."""
    from community.holdings import HOLDINGS

    yield from HOLDINGS
    for told in hooks.get_hooks(HOOK):
        yield from told()


def said_of(member: Member, fate: Fate) -> list[tuple[str, list[str]]]:
    """Return what of a member's has this fate, in their words: each name once, with the reasons for it.

    Asks every table once; for a page that is seldom opened.
    """
    found: dict[str, list[str]] = {}
    for holding in holdings():
        if holding.fate != fate or not holding.rows(member.pk).exists():
            continue
        reasons = found.setdefault(str(holding.label), [])
        if holding.why and holding.exported and str(holding.why) not in reasons:
            reasons.append(str(holding.why))
    return list(found.items())
