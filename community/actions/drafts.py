"""What somebody is still writing: saved, handed over at sign-up, handed in, thrown away."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.actions.accepting import check_accepted
from community.actions.contributing import About, Words, submit_edit, submit_post
from community.actions.refusals import NotYours, TooManyPosts
from community.models import Draft, Member, Photo, Post

FIRST_DAY_POSTS, DAILY_POSTS = 3, 20
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holder:
    """Who may go on with a draft: a member, or a visitor by the token in their cookie."""

    member: Member | None = None
    token: str = ""

    def holds(self, draft: Draft) -> bool:
        if draft.member_id is not None:
            return self.member is not None and draft.member_id == self.member.pk
        return bool(self.token) and draft.token == self.token


class DraftIsNewer(Exception):
    """The draft was saved elsewhere since: `draft` holds what is there. Nothing was overwritten."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__(f"version {draft.version}")


class AlreadyPosted(Exception):
    """The draft has become a post."""

    def __init__(self, post: Post) -> None:
        self.post = post
        super().__init__(f"post {post.pk}")


@transaction.atomic
def open_draft(key: uuid.UUID, *, holder: Holder, kind: str, post: Post | None = None) -> Draft:
    """Return the draft with this UUID, locked; an empty one, of version 0, is made if there is none.

    Raises `AlreadyPosted`, and `NotYours` for somebody else's.
    """
    rows = Draft.objects.select_for_update(no_key=True, of=("self",)).filter(uuid=key)
    # A draft that others have is waited for; if it became a post meanwhile it is gone, and made anew.
    while (draft := rows.first()) is None:
        Draft.objects.bulk_create(
            [
                Draft(
                    uuid=key,
                    member=holder.member,
                    token="" if holder.member else holder.token,
                    kind=kind,
                    post=post,
                )
            ],
            ignore_conflicts=True,
        )
    # Asked only now that the draft's row is ours: a post made of it in the meantime is seen.
    if posted := Post.objects.filter(draft_uuid=key).first():
        if holder.member is None or posted.author_id != holder.member.pk:
            raise NotYours
        raise AlreadyPosted(posted)
    if not holder.holds(draft):
        raise NotYours
    return draft


@transaction.atomic
def save_draft(
    key: uuid.UUID,
    *,
    holder: Holder,
    kind: str,
    fields: dict[str, Any],
    version: int,
    post: Post | None = None,
    set_aside: bool = False,
) -> Draft:
    """Save what was typed under the draft's own UUID; `version` is the one the writer went on from.

    Saves of one open form (`fields["window"]`) follow one another: what it went on from then does not matter.
    With `set_aside` what that version holds was written elsewhere, and is kept as a draft of its own. The
    same words again change nothing. Raises `DraftIsNewer` where another device saved other words since, and
    as `open_draft`.
    """
    draft = open_draft(key, holder=holder, kind=kind, post=post)
    if draft.version and draft.fields == fields:
        return draft
    is_same_window = "window" in fields and draft.fields.get("window") == fields["window"]
    if draft.version not in (0, version) and not is_same_window:
        raise DraftIsNewer(draft)
    if set_aside:
        _keep_beside(draft)
    draft.fields, draft.version = fields, draft.version + 1
    draft.save(update_fields=["fields", "version", "saved_at"])
    return draft


def _keep_beside(draft: Draft) -> None:
    """Let a draft's words stand as a draft of their own, without its photos."""
    Draft.objects.create(
        member=draft.member,
        token=draft.token,
        post=draft.post,
        kind=draft.kind,
        fields=draft.fields,
        version=1,
    )


@transaction.atomic
def mark_handed_in(draft: Draft) -> Draft:
    """Remember that a visitor pressed "Publish": after signing up they are led back to this draft."""
    Draft.objects.filter(pk=draft.pk).update(handed_in_at=timezone.now())
    draft.refresh_from_db()
    return draft


@transaction.atomic
def claim_drafts(member: Member, token: str) -> int:
    """Hand the drafts of whoever holds `token` to the member they turned out to be; returns how many."""
    mine = list(Draft.objects.select_for_update().held_by(None, token))
    Photo.objects.filter(draft__in=mine, owner=None).update(owner=member)
    for draft in mine:
        _go_on_with(draft, member)
    return Draft.objects.filter(pk__in=[draft.pk for draft in mine]).update(member=member, token="")


def _go_on_with(draft: Draft, member: Member) -> None:
    """Join what was saved after a member's session had ended to what they had begun before.

    `post` says what it is an edit of. `instead_of` names the draft and its version: if that was not saved
    elsewhere since, its photos go over and it is gone; else both stay.
    """
    post = str(draft.fields.get("post", ""))
    if post.isascii() and post.isdigit() and len(post) < 19:
        edited = Post.objects.filter(pk=post, author=member, kind=draft.kind).first()
        Draft.objects.filter(pk=draft.pk).update(post=edited)
    version, _colon, key = str(draft.fields.get("instead_of", "")).partition(":")
    try:
        begun = Draft.objects.held_by(member).filter(uuid=uuid.UUID(key)).first()
    except ValueError:
        return
    if begun is not None and str(begun.version) == version:
        Photo.objects.filter(draft=begun).update(draft=draft)
        begun.delete()


def draft_to_finish(member: Member) -> Draft | None:
    """Return the draft a member pressed "Publish" for before being signed in, the latest one."""
    waiting = Draft.objects.held_by(member).exclude(handed_in_at=None)
    return waiting.order_by("-handed_in_at").first()


@transaction.atomic
def hand_in_draft(draft: Draft, *, by: Member, about: About, words: Words) -> Post:
    """Make a draft a post, or an edit of one; the draft is gone with it. Twice is once.

    Raises `TooManyPosts` and `AcceptFirst` (the draft is kept), `NotYours`, and what `submit_post` and
    `submit_edit` raise.
    """
    # The member's row is the queue of their own posts: two sent at once are counted one after the other.
    by = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if posted := Post.objects.filter(draft_uuid=draft.uuid, author=by).first():
        return posted
    if draft.member_id != by.pk:
        raise NotYours
    check_accepted(by)
    if draft.post is not None:
        post = submit_edit(draft.post, by=by, words=words, about=about) if row else draft.post
    else:
        _check_pace(by)
        post = submit_post(by=by, about=about, words=words)
    if row:
        row.delete()
    return post


def _check_pace(by: Member) -> None:
    """Refuse the fourth post of a member's first day, and after it the twenty-first within a day.

    Imported entries are not counted: they are paced by polling.
    """
    now = timezone.now()
    limit = FIRST_DAY_POSTS if by.date_joined > now - DAY else DAILY_POSTS
    recent = by.posts.filter(created_at__gt=now - DAY, blog=None).order_by("-created_at")
    times = list(recent.values_list("created_at", flat=True)[:limit])
    if len(times) == limit:
        raise TooManyPosts(limit, retry_at=times[-1] + DAY)


@transaction.atomic
def discard_draft(draft: Draft, *, holder: Holder) -> None:
    """Throw a draft away; photos that nothing else uses are swept up. Raises `NotYours`."""
    if not holder.holds(draft):
        raise NotYours
    draft.delete()


@transaction.atomic
def drop_stale_drafts() -> int:
    """Delete drafts nobody came back for; returns how many."""
    stale = list(Draft.objects.abandoned().values_list("pk", flat=True)[:1000])
    Draft.objects.filter(pk__in=stale).delete()
    return len(stale)
