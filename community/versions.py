"""The versions of a post as its history shows them: each with what it changed in the one before it.

Who may not see a hidden version is given its number and nothing else: no other is compared with it either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _, pgettext

from community.models import Member, OwnedFor, Post, PostRevision
from community.roles import is_desk
from community.sanitize import plain_text
from community.words.diff import ADDED, TAKEN, Change, word_diff

SHOWN = 10
"""Versions on one page."""
_LINE_ENDS = re.compile(r"</(?:p|li|h[2-4]|blockquote|pre)>|<(?:br|hr)>")


@dataclass(frozen=True)
class Difference:
    """What became of one part of a post; `label` is empty for its body."""

    label: str
    changes: list[Change]


@dataclass(frozen=True)
class Version:
    """One version. `revision` is None where its words are not for this reader; `since` is the number of the
    one it is compared with, None for the first."""

    number: int
    at: datetime
    revision: PostRevision | None
    since: int | None = None
    is_current: bool = False
    differences: list[Difference] = field(default_factory=list)

    @property
    def may_be_hidden(self) -> bool:
        """Whether its author may hide it, or show it again."""
        return self.revision is not None and self.revision.cleared_at is not None and not self.is_current


@dataclass(frozen=True)
class History:
    """A page of versions, the latest first; the next page begins below `older`."""

    versions: list[Version]
    older: int | None


def sees_all(reader: Member | AnonymousUser, post: Post) -> bool:
    """Whether somebody sees hidden versions and those that were never public: its author, and the desk."""
    return post.author_id == reader.pk or is_desk(reader)


def history_of(post: Post, *, everything: bool, below: int | None = None) -> History:
    """Return the versions with numbers under `below`, at most ten; `everything` as `sees_all` says.

    Three queries with the photos, one more where the next one below is hidden from the reader.
    """
    rows = post.revisions.all() if everything else post.revisions.cleared()
    rows = rows.prefetch_related("photos__photo").order_by("-number")
    found = list((rows.filter(number__lt=below) if below else rows)[: SHOWN + 1])
    readable = [row for row in found if everything or not row.is_hidden]
    if len(found) > SHOWN and found[-1] not in readable:
        readable += rows.filter(hidden_at=None, number__lt=found[-1].number)[:1]
    befores = dict(zip((row.pk for row in readable), [*readable[1:], None], strict=True))
    versions = [
        _version(post, row, befores[row.pk]) if row.pk in befores else Version(row.number, _at(row), None)
        for row in found[:SHOWN]
    ]
    return History(versions, found[SHOWN - 1].number if len(found) > SHOWN else None)


def _at(revision: PostRevision) -> datetime:
    return revision.cleared_at or revision.created_at


def _version(post: Post, revision: PostRevision, before: PostRevision | None) -> Version:
    return Version(
        number=revision.number,
        at=_at(revision),
        revision=revision,
        since=before.number if before else None,
        is_current=post.is_public and revision.pk == post.public_revision_id,
        differences=differences(post, before, revision) if before else [],
    )


def differences(post: Post, before: PostRevision, after: PostRevision) -> list[Difference]:
    """Return what changed, part by part; parts that stayed the same are left out."""
    has_stars = not post.by_brand and not post.works_for_brand
    pairs = [
        (_("Title"), before.title, after.title),
        (_("Stars"), str(before.stars or ""), str(after.stars or "")) if has_stars else ("", "", ""),
        (_("How long it has been owned"), _time(before.owned_for), _time(after.owned_for)),
        ("", lines_of(before.body_html), lines_of(after.body_html)),
        (pgettext("in favour", "For"), _listed(before.pros), _listed(after.pros)),
        (pgettext("not in favour", "Against"), _listed(before.cons), _listed(after.cons)),
        (_("Step by step"), _listed(before.steps), _listed(after.steps)),
    ]
    found = [Difference(label, word_diff(old, new)) for label, old, new in pairs]
    return [one for one in [*found, Difference(_("Photos"), _photos(before, after))] if one.changes]


def lines_of(body_html: str) -> str:
    """Return the words of a cleaned body, a line for each paragraph."""
    return "\n".join(filter(None, map(plain_text, _LINE_ENDS.split(body_html))))


def _time(owned_for: str) -> str:
    return str(OwnedFor(owned_for).label) if owned_for else ""


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(lines)


def _photos(before: PostRevision, after: PostRevision) -> list[Change]:
    """Return the photos that went and those that came, by what is written of them."""
    without = _("a photo without a description")
    old, new = ({use.photo_id: use.alt or without for use in one.photos.all()} for one in (before, after))
    gone = [Change(TAKEN, alt) for pk, alt in old.items() if pk not in new]
    return gone + [Change(ADDED, alt) for pk, alt in new.items() if pk not in old]
