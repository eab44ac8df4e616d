"""A member's own blog: claiming it, proving it, polling it, taking its entries in."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext, override

from community.actions.contributing import About, Words, submit_edit, submit_post
from community.actions.refusals import MayNotWrite, Refused
from community.actions.states import withdraw
from community.admission import Rules, Verdict, content_hash, judge
from community.discovery import feed_links, find_token
from community.models import Blog, BlogEntry, BlogFetch, Member, Post
from community.sanitize import absolutize, excerpt, plain_text
from community.states import StepRefused
from content.models import BrandSettings, ProductTag
from fetching import FetchError, Response, fetch
from fetching.feeds import FETCH_SECONDS, ParsedEntry, ParsedFeed, parse_feed

BLOGS_PER_MEMBER = 3
MAX_BYTES = 2 * 1024 * 1024
SHORTEST, LONGEST = 15, 24 * 60  # minutes between two visits
SUMMARY = 400
TITLE = 140
_random = random.SystemRandom()


class BlogRefused(Refused):
    """A blog cannot be added or proved; `str()` is a sentence for the member."""


@dataclass
class Visit:
    """What one visit to a blog found: a line per entry."""

    outcome: str = ""
    failed: bool = False
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return sum(1 for line in self.lines if line["taken"])


@transaction.atomic
def claim_blog(member: Member, *, address: str, **answers: bool) -> Blog:
    """Add a blog by its address, once its feed is found; it is followed when it is proved.

    `answers` are the standing disclosures. Raises `BlogRefused`, `MayNotWrite`.
    """
    if not member.may_write:
        raise MayNotWrite
    if member.blogs.count() >= BLOGS_PER_MEMBER:
        raise BlogRefused(_("You can add %(limit)d blogs.") % {"limit": BLOGS_PER_MEMBER})
    feed_url, feed = find_feed(address)
    try:
        with transaction.atomic():
            return Blog.objects.create(
                member=member,
                site_url=feed.site_url or address,
                feed_url=feed_url,
                title=feed.title[:200],
                **answers,
            )
    except IntegrityError as clash:
        raise BlogRefused(_("This blog has been added already.")) from clash


def find_feed(address: str) -> tuple[str, ParsedFeed]:
    """Return the address of a blog's feed and what it holds. Raises `BlogRefused` with what was wrong."""
    try:
        response = _get(address)
    except FetchError as fault:
        raise BlogRefused(str(fault)) from fault
    try:
        return response.url, _parse(response)
    except FetchError as fault:
        why = str(fault)
    for link in feed_links(response.body, response.url):
        try:
            found = _get(link)
            return found.url, _parse(found)
        except FetchError:
            continue
    raise BlogRefused(
        _("We found no feed there: %(why)s Give the address of the feed itself.") % {"why": why}
    )


def _get(address: str, headers: dict[str, str] | None = None) -> Response:
    return fetch(address, deadline=FETCH_SECONDS, max_bytes=MAX_BYTES, headers=headers)


def _parse(response: Response) -> ParsedFeed:
    return parse_feed(response.body, content_type=response.headers.get("Content-Type", ""), url=response.url)


def prove_blog(blog: Blog) -> Blog:
    """Look for the proof that the blog is its member's: the token, or a rel="me" link to the profile.

    Raises `BlogRefused` where neither stands in the page or the feed.
    """
    profile = urljoin(settings.SITE_URL, blog.member.get_absolute_url())
    for address in (blog.feed_url, blog.site_url):
        try:
            body = _get(address).body
        except FetchError:
            continue
        if find_token(body, token=blog.token, profile=profile):
            return accept_proof(blog)
    raise BlogRefused(
        _("We found neither the code nor a link to your profile there. Save the change and try again.")
    )


@transaction.atomic
def accept_proof(blog: Blog) -> Blog:
    """Follow a blog from now on. History is never taken in: only what is newer than the claim."""
    blog = Blog.objects.select_for_update(no_key=True).get(pk=blog.pk)
    blog.state, blog.proven_at, blog.next_fetch_at = Blog.State.ACTIVE, timezone.now(), timezone.now()
    blog.save(update_fields=["state", "proven_at", "next_fetch_at"])
    return blog


def poll_due_blog(pk: int) -> None:
    """Visit a blog if it is due, and nobody else is on the way there: the row is claimed before the fetch."""
    soon = timezone.now() + timedelta(minutes=SHORTEST)
    if Blog.objects.due().filter(pk=pk).update(next_fetch_at=soon):
        poll_blog(Blog.objects.select_related("member").get(pk=pk))


def poll_blog(blog: Blog, *, since: datetime | None = None, assumed_product: int | None = None) -> Visit:
    """Visit a blog: fetch, judge each entry, take what is meant for us, write the log, set the next visit.

    Never raises for what a stranger's server or feed does: that becomes the visit's outcome.
    """
    with override(blog.member.language):
        response: Response | None = None
        try:
            response = _get(blog.feed_url, _conditions(blog))
            visit = _read(blog, response, since or blog.claimed_at, assumed_product)
        except FetchError as fault:
            visit = Visit(outcome=str(fault), failed=True)
        _write_log(blog, visit, response)
    return visit


def _conditions(blog: Blog) -> dict[str, str]:
    conditions = {"If-None-Match": blog.etag, "If-Modified-Since": blog.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _read(blog: Blog, response: Response, since: datetime, assumed_product: int | None) -> Visit:
    if response.status == 304:
        return Visit(outcome=_("Nothing new."))
    if response.status >= 400:
        return Visit(
            outcome=_("The blog answers with error %(status)d.") % {"status": response.status}, failed=True
        )
    feed = _parse(response)
    club_tag = (BrandSettings.objects.first() or BrandSettings()).club_tag
    tags = dict(ProductTag.objects.values_list("tag", "product_id"))
    rules = Rules(club_tag, tags, since, assumed_product)
    visit = Visit()
    for entry in feed.entries:
        visit.lines.append(_consider(blog, entry, rules))
    count = len(feed.entries)
    read = ngettext("Read %(count)d entry.", "Read %(count)d entries.", count) % {"count": count}
    visit.outcome = " ".join([read, *feed.notes])
    return visit


def _consider(blog: Blog, entry: ParsedEntry, rules: Rules) -> dict[str, Any]:
    """Judge one entry and take it if it is meant for us; whatever is wrong with it stays its own matter."""
    line = {"title": entry.title[:200], "url": entry.url[:1000], "taken": False}
    try:
        known = known_entry(blog, entry)
        if known is not None:
            return {**line, "why": _follow(known, entry)}
        verdict = judge(entry, rules)
        if verdict.taken:
            take_entry(blog, entry, verdict)
    except (Refused, ValueError) as refusal:
        return {**line, "why": str(refusal)}
    return {**line, "taken": verdict.taken, "why": verdict.why}


def known_entry(blog: Blog, entry: ParsedEntry) -> BlogEntry | None:
    """Return what was taken of this entry before: by its link, its guid, or its very words."""
    same = Q(url=entry.url[:1000]) | Q(content_hash=content_hash(entry))
    if entry.guid:
        same |= Q(guid=entry.guid[:1000])
    return blog.entries.filter(same).select_related("post").first()


@transaction.atomic
def take_entry(blog: Blog, entry: ParsedEntry, verdict: Verdict) -> Post:
    """Hand an entry in as its member's post; it takes the same way through screening as any other."""
    product_tag = ProductTag.objects.select_related("product").filter(product=verdict.product_id).first()
    post = submit_post(
        by=blog.member,
        about=About(
            kind=Post.Kind.STORY,
            product=product_tag.product if product_tag else None,
            language=_language(entry.language),
            works_for_brand=blog.works_for_brand,
            incentivised=blog.incentivised or verdict.was_given,
            original_url=entry.url[:1000],
            blog=blog,
        ),
        words=_words(blog, entry),
        at=min(entry.published or timezone.now(), timezone.now()),
    )
    BlogEntry.objects.create(
        blog=blog, post=post, url=entry.url[:1000], guid=entry.guid[:1000], content_hash=content_hash(entry)
    )
    return post


def _words(blog: Blog, entry: ParsedEntry) -> Words:
    html = absolutize(entry.html, entry.url)
    if not plain_text(html).strip():
        # A picture or a link alone: the title stands for the words, and the original is a click away.
        return Words(title=_title(entry), body=entry.title, body_format="text")
    if not blog.whole_text:
        return Words(title=_title(entry), body=excerpt(html, SUMMARY), body_format="text")
    return Words(title=_title(entry), body=html)


def _title(entry: ParsedEntry) -> str:
    title = " ".join(entry.title.split()) or excerpt(entry.html, 60)
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"


def _language(text: str) -> str:
    """Return the feed's own word for its language if the site speaks it, "" to have it guessed."""
    code = text.lower().replace("_", "-").split("-")[0]
    code = {"no": "nb", "nn": "nb"}.get(code, code)
    return code if code in dict(settings.LANGUAGES) else ""


@transaction.atomic
def _follow(known: BlogEntry, entry: ParsedEntry) -> str:
    """Note that an entry is still there; changed words become a revision and are screened again."""
    digest = content_hash(entry)
    changed = digest != known.content_hash
    BlogEntry.objects.filter(pk=known.pk).update(
        content_hash=digest, missing_since=None, seen_at=timezone.now()
    )
    if not changed or known.post is None:
        return _("We have it already.")
    try:
        with transaction.atomic():
            submit_edit(known.post, by=known.blog.member, words=_words(known.blog, entry))
    except (Refused, StepRefused, ValueError) as refusal:
        return str(refusal)
    return _("It changed, and the new version is being checked.")


@transaction.atomic
def _write_log(blog: Blog, visit: Visit, response: Response | None) -> None:
    """Write down a visit and when the next one is due: sooner where there is news, later after faults."""
    BlogFetch.objects.create(
        blog=blog,
        outcome=visit.outcome[:300],
        failed=visit.failed,
        found=len(visit.lines),
        taken=visit.taken,
        lines=visit.lines[:200],
    )
    blog = Blog.objects.select_for_update(no_key=True).get(pk=blog.pk)
    if visit.failed:
        blog.failures += 1
        blog.interval_minutes = min(blog.interval_minutes * 2, LONGEST)
    else:
        blog.failures = 0
        factor = 0.5 if visit.taken else 1.5
        blog.interval_minutes = max(SHORTEST, min(int(blog.interval_minutes * factor), LONGEST))
        if response is not None and response.status == 200:
            blog.etag = response.headers.get("ETag", "")[:300]
            blog.last_modified = response.headers.get("Last-Modified", "")[:100]
    wait = max(blog.interval_minutes, _asked_to_wait(response)) * _random.uniform(1, 1.1)
    blog.next_fetch_at = timezone.now() + timedelta(minutes=wait)
    blog.save(update_fields=["failures", "interval_minutes", "etag", "last_modified", "next_fetch_at"])


def _asked_to_wait(response: Response | None) -> float:
    """Return the minutes a server asked us to wait with Retry-After, at most a week."""
    asked = response.headers.get("Retry-After", "") if response is not None else ""
    return min(int(asked) / 60, 7 * LONGEST) if asked.isascii() and asked.isdigit() else 0


@transaction.atomic
def remove_blog(blog: Blog, *, by: Member) -> None:
    """Stop following a blog and withdraw what came from it, now. Raises `BlogRefused` for a stranger's."""
    if blog.member_id != by.pk:
        raise BlogRefused(_("This is not your blog."))
    for post in blog.posts.published():
        withdraw(post, by=by)
    blog.delete()
