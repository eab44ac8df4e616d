"""A member's own blog: claiming it, proving it, changing how it is followed, giving it up."""

import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

import jobs
from community.actions.accepting import check_accepted
from community.actions.contributing import Words, submit_edit
from community.actions.polling import PROOF_EVERY, proof_of, tags_now
from community.actions.refusals import MayNotWrite, Refused
from community.actions.states import withdraw
from community.blogs.admission import Rules, history_of, judge
from community.blogs.courtesy import SHORTEST
from community.blogs.discovery import feed_links
from community.blogs.visiting import get, is_proven, read
from community.models import Blog, BlogEntry, BlogFetch, Member, Post
from community.models.posts import State
from fetching import FetchError
from fetching.feeds import ParsedFeed
from pagecache import raise_generations

BLOGS_PER_MEMBER = 3
UNPROVED = timedelta(days=1)
"""How long a blog is kept for who added it without a proof; then somebody else may add it."""
SEARCH_SECONDS = 15.0
"""For finding a feed, all addresses together: a person is waiting."""


class BlogRefused(Refused):
    """A blog cannot be added or proved; `str()` is a sentence for the member."""


@dataclass(frozen=True)
class Found:
    """A blog's feed: its address, what it holds, and the blog's own page."""

    feed_url: str
    feed: ParsedFeed
    site_url: str


def claim_blog(member: Member, *, address: str, **answers: bool) -> Blog:
    """Add a blog by its address, once its feed is found; it is followed when it is proved.

    `answers` are the standing disclosures. What was found stands as the first line of the blog's log.
    Raises `BlogRefused`, `MayNotWrite`.
    """
    _check_room(member)
    found = find_feed(address)  # outside of any transaction: strangers take their time
    return _add_blog(member, found, answers)


def _check_room(member: Member) -> None:
    if not member.may_write:
        raise MayNotWrite(member)
    if member.blogs.count() >= BLOGS_PER_MEMBER:
        raise BlogRefused(_("You can add %(limit)d blogs.") % {"limit": BLOGS_PER_MEMBER})


@transaction.atomic
def _add_blog(member: Member, found: Found, answers: dict[str, bool]) -> Blog:
    # The member's row is locked, so that of two blogs at once one is the fourth.
    _check_room(Member.objects.select_for_update(no_key=True).get(pk=member.pk))
    now = timezone.now()
    never_proved = Blog.objects.filter(feed_url=found.feed_url, proven_at=None)
    never_proved.filter(claimed_at__lt=now - UNPROVED).exclude(member=member).delete()
    try:
        with transaction.atomic():
            blog = Blog.objects.create(
                member=member,
                site_url=found.site_url,
                feed_url=found.feed_url,
                title=found.feed.title[:200],
                claimed_at=now,
                history=sorted(history_of(found.feed.entries, now)),
                **answers,
            )
    except IntegrityError as clash:
        raise BlogRefused(
            _("This blog has been added already. If it is yours and not added by you, try again tomorrow.")
        ) from clash
    _show_what_was_found(blog, found.feed)
    return blog


def _show_what_was_found(blog: Blog, feed: ParsedFeed) -> None:
    """Log the feed as it was found, and what would become of each entry were it new."""
    rules = Rules(*tags_now(), blog.claimed_at, None, frozenset(blog.history or ()))
    lines = []
    for entry in feed.entries[:20]:
        try:
            verdict = judge(entry, rules)
            why = _("It will be taken once the blog is proved.") if verdict.taken else verdict.why
        except ValueError as fault:
            why = str(fault)
        lines.append({"title": entry.title[:200], "url": entry.url[:1000], "taken": False, "why": why})
    count = len(feed.entries)
    outcome = ngettext(
        "Found the feed “%(title)s”: %(format)s, %(count)d entry.",
        "Found the feed “%(title)s”: %(format)s, %(count)d entries.",
        count,
    ) % {"title": feed.title[:100], "format": feed.format, "count": count}
    BlogFetch.objects.create(
        blog=blog, outcome=" ".join([outcome, *feed.notes])[:300], found=count, lines=lines
    )


def find_feed(address: str) -> Found:
    """Return a blog's feed: at the address itself, announced there, or where feeds commonly lie.

    Raises `BlogRefused` with what was wrong.
    """
    until = time.monotonic() + SEARCH_SECONDS
    try:
        response = get(address)
    except FetchError as fault:
        raise BlogRefused(str(fault)) from fault
    if response.status >= 400:
        raise BlogRefused(_("This address answers with error %(status)d.") % {"status": response.status})
    try:
        return _found(response.url, read(response), address)
    except FetchError as fault:
        why = str(fault)
    for link in feed_links(response.body, response.url):
        seconds = until - time.monotonic()
        if seconds <= 0:
            break
        try:
            there = get(link, seconds=min(seconds, 5))
            if there.status == 200:
                return _found(there.url, read(there), response.url)
        except FetchError:
            continue
    raise BlogRefused(
        _("We found no feed there: %(why)s Give the address of the feed itself.") % {"why": why}
    )


def _found(feed_url: str, feed: ParsedFeed, address: str) -> Found:
    """Which page stands for the blog: the one its own feed names. A page that was only typed in may be
    anybody's, so it counts where it lies above the feed, at the same host."""
    typed, at = urlsplit(address), urlsplit(feed_url)
    folder = typed.path.rpartition("/")[0] + "/"
    is_above = typed.netloc == at.netloc and at.path.startswith(folder)
    return Found(feed_url, feed, (feed.site_url or (address if is_above else feed_url))[:500])


def prove_blog(blog: Blog, *, page: str = "") -> Blog:
    """Look for the proof that the blog is its member's: the token, or a rel="me" link to the profile.

    It may stand in the feed, on the blog's own page, or on a `page` below it. Raises `BlogRefused` where it
    stands nowhere.
    """
    until = time.monotonic() + SEARCH_SECONDS
    if page and not _lies_in(page, blog.site_url):
        raise BlogRefused(_("This page is not part of the blog at %(site)s.") % {"site": blog.site_url})
    try:
        body = get(blog.feed_url).body
    except FetchError:
        body = b""
    if not is_proven(proof_of(blog, page), until=until, body=body):
        raise BlogRefused(
            _("We found neither the code nor a link to your profile there. Save the change and try again.")
        )
    return accept_proof(blog, page=page)


def _lies_in(page: str, site: str) -> bool:
    at, above = urlsplit(page), urlsplit(site)
    folder = above.path.rpartition("/")[0] + "/"
    return at.netloc == above.netloc and at.path.startswith(folder) and "/../" not in f"{at.path}/"


@transaction.atomic
def accept_proof(blog: Blog, *, page: str = "") -> Blog:
    """Follow a blog from now on; `page` is where the proof stands, if on another page than the first.

    History is never taken in: only what is newer than the claim. One that is followed already goes on as it
    did, so that nobody is visited more often for proving it again.
    """
    from community import tasks

    blog = Blog.objects.select_for_update(no_key=True).get(pk=blog.pk)
    now = timezone.now()
    blog.proof_due_at, blog.proof_missing_since, blog.proof_url = now + PROOF_EVERY, None, page
    if blog.state == Blog.State.UNPROVEN:
        blog.state, blog.proven_at, blog.next_fetch_at, blog.failures = Blog.State.ACTIVE, now, now, 0
        raise_generations(f"member:{blog.member_id}")
    blog.save(
        update_fields=[
            "state", "proven_at", "next_fetch_at", "proof_due_at", "proof_missing_since", "proof_url",
            "failures",
        ]
    )  # fmt: skip
    jobs.enqueue(tasks.poll_due_blogs)
    return blog


@transaction.atomic
def visit_soon(blog: Blog) -> Blog:
    """Have a proved blog visited now, though not twice within 15 minutes. Raises `BlogRefused`."""
    from community import tasks

    blog = Blog.objects.select_for_update(no_key=True).get(pk=blog.pk)
    if blog.proven_at is None or blog.state == Blog.State.UNPROVEN:
        raise BlogRefused(_("Show first that this blog is yours."))
    last = blog.fetches.values_list("at", flat=True).first()
    wait = last + timedelta(minutes=SHORTEST) - timezone.now() if last else timedelta()
    if wait > timedelta():
        minutes = int(wait.total_seconds() // 60) + 1
        raise BlogRefused(
            ngettext(
                "We have just been there. Ask again in %(count)d minute.",
                "We have just been there. Ask again in %(count)d minutes.",
                minutes,
            )
            % {"count": minutes}
        )
    blog.state, blog.next_fetch_at, blog.failures = Blog.State.ACTIVE, timezone.now(), 0
    blog.save(update_fields=["state", "next_fetch_at", "failures"])
    jobs.enqueue(tasks.poll_due_blogs)
    return blog


@transaction.atomic
def change_blog(blog: Blog, **answers: bool) -> Blog:
    """Answer the standing questions anew: for entries that are taken, or change, from now on."""
    blog = Blog.objects.select_for_update(no_key=True).get(pk=blog.pk)
    for name, answer in answers.items():
        setattr(blog, name, answer)
    blog.save(update_fields=list(answers))
    return blog


@transaction.atomic
def return_entry(entry: BlogEntry, *, by: Member) -> Post:
    """Hand in again what its member took back.

    Raises `NotYours`, `MayNotWrite`, `AcceptFirst`, `BlogRefused`.
    """
    post = entry.post
    if post is None or post.state != State.WITHDRAWN or post.latest_revision is None:
        raise BlogRefused(_("This entry was not taken back."))
    by = Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    check_accepted(by)
    revision = post.latest_revision
    photos = [use.photo for use in revision.photos.select_related("photo")]
    words = Words(revision.title, revision.body, revision.body_format, photos=photos)
    BlogEntry.objects.filter(pk=entry.pk, state=BlogEntry.State.GONE).update(state=BlogEntry.State.LEFT)
    return submit_edit(post, by=by, words=words)


@transaction.atomic
def pause_blog(blog: Blog) -> Blog:
    """Stop visiting a blog until its member wants it again; what came from it stays."""
    blog = Blog.objects.select_for_update(no_key=True).get(pk=blog.pk)
    if blog.state == Blog.State.ACTIVE:
        blog.state = Blog.State.PAUSED
        blog.save(update_fields=["state"])
    return blog


@transaction.atomic
def remove_blog(blog: Blog, *, by: Member) -> None:
    """Stop following a blog and withdraw what came from it, now. Raises `BlogRefused` for a stranger's."""
    if blog.member_id != by.pk:
        raise BlogRefused(_("This is not your blog."))
    for post in blog.posts.exclude(state__in=(State.WITHDRAWN, State.REMOVED, State.DECLINED)):
        withdraw(post, by=by)
    blog.delete()
