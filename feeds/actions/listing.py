"""Listing what search may find: a line for each, with its words in Wagtail's index.

Putting up may wait, so posts and pages come in with the sync of their entries; taking down is immediate. That
the words of a post, page or member who is gone for good leave the index follows from the keys.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from community.models import Member, Post
from community.models.posts import State
from content.models import EditorialPage
from content.shown import shown_pages
from feeds.finding.texts import KINDS_OF_PAGES
from feeds.models import Findable

BLOCK = 200


def list_posts(posts: Iterable[Post]) -> None:
    """Make the lines of these posts, and of their authors, what is true now. A fixed number of queries.

    The posts are locked by the caller. Those whose words are in the index already cost next to nothing.
    """
    posts = list(posts)
    public = {post.pk: post for post in posts if post.state == State.PUBLISHED}
    _take_down(Findable.objects.filter(post__in=[post.pk for post in posts if post.pk not in public]))
    known = dict(Findable.objects.filter(post__in=public).values_list("post", "revision"))
    changed = [post for post in public.values() if known.get(post.pk) != post.public_revision_id]
    if not changed:
        return
    Findable.objects.bulk_create(
        (
            Findable(
                post=post,
                revision_id=post.public_revision_id,
                language=post.language,
                at=cast(datetime, post.published_at),
            )
            for post in changed
        ),
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=["revision", "language", "at"],
    )
    writing = {post.author_id for post in changed}
    new = writing - set(Findable.objects.filter(member__in=writing).values_list("member", flat=True))
    _list_members(Member.objects.public().filter(pk__in=new) if new else ())
    _index(Findable.objects.filter(Q(post__in=changed) | Q(member__in=new)))


def list_page(page: EditorialPage) -> None:
    """Put a page that everybody may read into the index, with the words it has now."""
    if page._meta.model_name not in KINDS_OF_PAGES:
        return
    row = Findable(page_id=page.pk, language=page.locale.language_code, at=page.first_published_at)
    Findable.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["page"], update_fields=["language", "at"]
    )
    _index(Findable.objects.filter(page=page.pk))


@transaction.atomic
def relist_member(member: Member) -> None:
    """Put a member's new name and words in the place of the old, if they are in the index at all."""
    _index(Findable.objects.filter(member=member))


@transaction.atomic
def take_off_the_list(*, post_id: int | None = None, page_id: int | None = None) -> None:
    """Delete a source's line and its words, at once."""
    _take_down(Findable.objects.filter(**({"post_id": post_id} if post_id else {"page_id": page_id})))


def relist_everything() -> int:
    """Bring the lines in line with what may be seen; return how many there are.

    In blocks, each a transaction: it may stop anywhere and be run again, while the site goes on. Posts that
    have their line keep the words they were indexed by; `update_index` reads all words anew.
    """
    for ids in _blocks(Findable.objects.order_by("pk")):
        rows = Findable.objects.filter(pk__in=ids)
        with transaction.atomic():
            _take_down(rows.exclude(pk__in=rows.visible().values("pk")))
    for ids in _blocks(Post.objects.published().order_by("pk")):
        with transaction.atomic():
            posts = Post.objects.published().filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
            list_posts(posts)
    pages = shown_pages().filter(alias_of=None).order_by("pk")
    for ids in _blocks(pages):
        for page in Page.objects.filter(pk__in=ids).specific():
            if isinstance(page, EditorialPage):
                list_page(page)
    writes = Exists(Post.objects.published().filter(author=OuterRef("pk")))
    for ids in _blocks(Member.objects.public().filter(writes).order_by("pk")):
        with transaction.atomic():
            _list_members(Member.objects.filter(pk__in=ids))
            _index(Findable.objects.filter(member__in=ids))
    return Findable.objects.count()


def _list_members(members: Iterable[Member]) -> None:
    """Make the lines of these members; their words are still to be indexed."""
    Findable.objects.bulk_create(
        (Findable(member=member, at=member.date_joined) for member in members),
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["at"],
    )


def _index(rows: QuerySet[Findable]) -> None:
    """Write the words of these lines into Wagtail's index, in the place of those that were there."""
    lines = list(rows.select_related("post__product", "revision", "page", "member"))
    if lines:
        get_search_backend().add_bulk(Findable, lines)


def _take_down(rows: QuerySet[Findable]) -> None:
    """Delete lines, and their words with them: the index hangs on the line by a relation of the library."""
    rows.delete()


def _blocks(rows: QuerySet) -> Iterator[list[int]]:
    """Yield ids in order, so many at a time."""
    after = 0
    while ids := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:BLOCK]):
        yield ids
        after = ids[-1]
