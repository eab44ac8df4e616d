"""What the database knows of a contribution, in the form screening wants it. Stars are never read here."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from community.levels import may_link
from community.models import Comment, Member, Ownership, Post, PostRevision
from community.models.posts import State
from community.parts import sentences_of
from community.sanitize import plain_text, render_body
from community.words.language import is_foreign
from moderation.models import Decision, Fingerprint
from moderation.screening import Facts
from moderation.simhash import distance, is_near_copy, simhash

Contribution = Post | Comment

_HREF = re.compile(r'href="(https?://[^"]+)"')
ALIKE: Final = 14
"""Differing bits of a simhash up to which two texts are worth comparing word by word."""
LOOKED_AT: Final = 20
"""Most texts compared word by word."""
APPROVED_COUNTED: Final = 15
"""Approved posts beyond these change nothing in the sum of points."""
SPREAD: Final = timedelta(hours=48)
REFUSED: Final = (State.DECLINED, State.REMOVED)


class Seen(NamedTuple):
    """A fingerprint as it is compared: who, what, when, and what became of it."""

    post_id: int | None
    comment_id: int | None
    author_id: int
    simhash: int | None
    hosts: list[str]
    at: datetime
    state: str


def facts_of(contribution: Contribution, revision: PostRevision | None) -> Facts:
    """Gather what is known of a post's revision, or of a comment, before it is public."""
    author = contribution.author
    words = text_of(contribution, revision)
    text = screened_text(contribution, revision)
    hosts = link_hosts(contribution, revision)
    seen = list(_seen_beside(contribution))
    copies = _authors_of_copies(words, seen)
    # Of most members the log says nothing; then there is nothing to look for in it.
    is_in_log = Decision.objects.filter(author_id=author.pk).exists()
    return Facts(
        text=text,
        account_age=timezone.now() - author.date_joined,
        is_first_post=not _has_been_public(author, contribution),
        seconds_to_write=revision.seconds_to_write if revision else None,
        link_hosts=hosts,
        may_link=may_link(author.level),
        links_paused=is_in_log and are_links_paused(author),
        overposted_hosts=_overposted(hosts, seen),
        copies_another=bool(copies - {author.pk}),
        copies_own=author.pk in copies,
        is_foreign=is_foreign(text),
        spam_rejections=_spam_rejections(author) if is_in_log else 0,
        is_verified_owner=_owns(author, contribution),
        approved_posts=author.posts.published()
        .exclude(eligible_at=None)
        .values("pk")[:APPROVED_COUNTED]
        .count(),
        # The share is filled by a room above; until then the level is what is known.
        trust_percentile=1.0 if author.level == Member.Level.TRUSTED else author.trust_percentile,
    )


def screened_text(contribution: Contribution, revision: PostRevision | None) -> str:
    """Everything that is looked through: what was written, and what stands beside it."""
    return "\n".join([text_of(contribution, revision), *_beside(contribution, revision)])


def text_of(contribution: Contribution, revision: PostRevision | None) -> str:
    """Everything that was written, as plain words."""
    if revision is not None:
        return "\n".join([revision.title, plain_text(revision.body_html), *sentences_of(revision)])
    # Only a comment comes without one.
    return plain_text(cast(Comment, contribution).body_html)


def _beside(contribution: Contribution, revision: PostRevision | None) -> list[str]:
    """What stands beside the words of a post and is typed too: what its author got and what pictures show."""
    if not isinstance(contribution, Post):
        return []
    alts = [photo.alt for photo in revision.photos.all()] if revision else []
    return [*filter(None, [contribution.incentive, *alts])]


def link_hosts(contribution: Contribution, revision: PostRevision | None) -> tuple[str, ...]:
    """Return a host for each link to another site; a member's proved blog is not another site."""
    own = {urlsplit(settings.SITE_URL).hostname}
    if isinstance(contribution, Post) and contribution.blog is not None:
        own |= {urlsplit(contribution.blog.site_url).hostname, urlsplit(contribution.blog.feed_url).hostname}
    html = (revision or cast(Comment, contribution)).body_html
    sentences = [*(sentences_of(revision) if revision else ()), *_beside(contribution, revision)]
    if sentences:
        # An address among these is text and leads nowhere, but it is there to be typed off.
        html += render_body("\n\n".join(sentences), PostRevision.Format.TEXT)
    found = (urlsplit(unescape(address)).hostname for address in _HREF.findall(html))
    return tuple(host for host in found if host and host not in own)


def remember(contribution: Contribution, revision: PostRevision | None, hosts: Iterable[str]) -> None:
    """Keep the fingerprint of what was just screened, for those that come after it."""
    target = "post" if isinstance(contribution, Post) else "comment"
    fingerprint = Fingerprint(
        author=contribution.author,
        simhash=simhash(text_of(contribution, revision)),
        hosts=sorted(set(hosts)),
        at=timezone.now(),
        **{target: contribution},
    )
    Fingerprint.objects.bulk_create(
        [fingerprint],
        update_conflicts=True,
        unique_fields=[target],
        update_fields=["author", "simhash", "hosts", "at"],
    )


def _seen_beside(contribution: Contribution) -> Iterator[Seen]:
    """Yield the fingerprints of the last days but its own: an edit is no copy of what it edits."""
    columns = (
        "post_id",
        "comment_id",
        "author_id",
        "simhash",
        "hosts",
        "at",
        "post__state",
        "comment__state",
    )
    for *row, post_state, comment_state in Fingerprint.objects.recent().values_list(*columns):
        other = Seen._make([*row, post_state or comment_state])
        own = other.post_id if isinstance(contribution, Post) else other.comment_id
        if own != contribution.pk:
            yield other


def _authors_of_copies(text: str, seen: list[Seen]) -> set[int]:
    """Return whose recent texts are nearly the same as this one."""
    ours = simhash(text)
    if ours is None:
        return set()
    alike = [other for other in seen if other.simhash is not None and distance(ours, other.simhash) <= ALIKE]
    alike = alike[:LOOKED_AT]
    posts = Post.objects.select_related("latest_revision").in_bulk([o.post_id for o in alike if o.post_id])
    comments = Comment.objects.in_bulk([o.comment_id for o in alike if o.comment_id])
    copied = set()
    for other in alike:
        theirs = posts.get(other.post_id) or comments.get(other.comment_id)
        if theirs and is_near_copy(text, text_of(theirs, getattr(theirs, "latest_revision", None))):
            copied.add(other.author_id)
    return copied


def _overposted(hosts: tuple[str, ...], seen: list[Seen]) -> frozenset[str]:
    """Return the hosts in more than 5 contributions by more than 3 people of late, mostly refused ones."""
    uses: dict[str, list[Seen]] = defaultdict(list)
    for other in seen:
        if other.at > timezone.now() - SPREAD:
            for host in set(hosts) & set(other.hosts):
                uses[host].append(other)
    return frozenset(
        host
        for host, rows in uses.items()
        if len(rows) > 5
        and len({row.author_id for row in rows}) > 3
        and sum(row.state in REFUSED for row in rows) * 2 > len(rows)
    )


def _has_been_public(author: Member, contribution: Contribution) -> bool:
    """Whether anything else of theirs was ever cleared."""
    posts, comments = author.posts.exclude(published_at=None), author.comments.exclude(published_at=None)
    if isinstance(contribution, Post):
        posts = posts.exclude(pk=contribution.pk) if not contribution.is_public else posts
    else:
        # An edited comment was public before; its first words do not vouch for the new ones.
        comments = comments.exclude(pk=contribution.pk)
    return posts.exists() or comments.exists()


def _spam_rejections(author: Member) -> int:
    since = timezone.now() - timedelta(days=90)
    return (
        Decision.objects.standing()
        .rejected_as_spam()
        .filter(author_id=author.pk, created_at__gt=since)
        .count()
    )


def are_links_paused(author: Member) -> bool:
    """Whether a pause of links is in force: it ends by time, or when a person clears what led to it.

    Read from the log alone: undo that person's decision and the pause holds again.
    """
    actions = [Decision.Action.CLEAR, Decision.Action.CLEAR_OUT_OF_FEEDS]
    cleared = Decision.objects.standing().filter(
        case_id=OuterRef("case_id"), automated=False, action__in=actions, pk__gt=OuterRef("pk")
    )
    pauses = Decision.objects.standing().filter(
        author_id=author.pk, action=Decision.Action.PAUSE_LINKS, until__gt=timezone.now()
    )
    return pauses.exclude(Exists(cleared)).exists()


def held_lately(author: Member) -> int:
    """Return how much of a member's the site itself held within a day."""
    since = timezone.now() - timedelta(days=1)
    held = Decision.objects.standing().filter(
        author_id=author.pk, action=Decision.Action.HOLD, automated=True, created_at__gt=since
    )
    return held.values("target", "target_id").distinct().count()


def _owns(author: Member, contribution: Contribution) -> bool:
    product_id = getattr(contribution, "product_id", None)
    return bool(product_id) and Ownership.objects.filter(member=author, product=product_id).exists()
