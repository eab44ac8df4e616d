"""Visiting members' blogs: which is next, what a visit found, and when the next one is.

The row is the queue. A round of visits claims one due blog after the other, each at a host nobody is at, and
has many under way at once in threads: a host that stalls holds one thread, and none of the other blogs. Only
the round's own thread reads and writes the database.
"""

import random
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext, override

from community.actions.importing import Known, Line, take_in
from community.actions.notifying import notify
from community.blogs.admission import Rules, history_of
from community.blogs.courtesy import SHORTEST, asked_to_wait, interval_after, rest_of_host
from community.blogs.visiting import Errand, Findings, Proof, run
from community.models import Blog, BlogFetch, BlogHost, Notification, Renewal
from community.models.blogs import BlogQuerySet
from content.models import BrandSettings, ProductTag
from fetching.feeds import FETCH_SECONDS
from pagecache import raise_generations

log = structlog.get_logger(__name__)

ROUND_SECONDS = 25.0
"""How long a round goes on beginning visits; what is under way then is waited for, half a minute at most.

A host that gave no answer last time is visited only so early that nobody waits for it in the end.
"""
THREADS = 16
LEASE = timedelta(minutes=1)
"""How long a host counts as visited when the worker that went there never came back."""
GIVE_UP = 30
"""Failures in a row, the last weeks one a day, after which a blog is left alone until its member asks."""
PROOF_EVERY, PROOF_AGAIN, PROOF_GRACE = timedelta(days=30), timedelta(days=7), timedelta(days=14)
LINES = 100
"""Entries a visit's log names; those that were taken come first."""
KEEP_LOG = timedelta(days=60)
_random = random.SystemRandom()


@dataclass
class Visit:
    """What one visit to a blog came to: a line per entry."""

    outcome: str = ""
    failed: bool = False
    lines: list[Line] = field(default_factory=list)
    found: int = 0

    @property
    def taken(self) -> int:
        return sum(1 for line in self.lines if line["taken"])

    @property
    def waits(self) -> bool:
        """Whether something would have been taken, were its author allowed to write now."""
        return any(line.get("waits") for line in self.lines)


def poll_round(*, seconds: float = ROUND_SECONDS, threads: int = THREADS) -> int:
    """Visit due blogs until none is left or the time is up; returns how many were visited."""
    until = time.monotonic() + seconds
    visited, tags = 0, tags_now()
    under_way: dict[Future[Findings], tuple[Blog, Errand, Known]] = {}
    with ThreadPoolExecutor(threads, thread_name_prefix="visit") as pool:
        while True:
            is_early = time.monotonic() < until - FETCH_SECONDS
            while len(under_way) < threads and time.monotonic() < until and (blog := claim_next(is_early)):
                errand, known = errand_for(blog, tags)
                under_way[pool.submit(run, errand)] = blog, errand, known
            if not under_way and not _wait_for_a_host(until, is_early):
                return visited
            # Hosts become free while others stall: look again soon.
            for future in wait(under_way, timeout=0.2, return_when=FIRST_COMPLETED).done:
                blog, errand, known = under_way.pop(future)
                visited += 1
                if error := future.exception():
                    log.error("visit failed", blog=blog.pk, error=type(error).__name__, exc_info=error)
                    continue
                write_down(blog, errand, known, future.result())


def _wait_for_a_host(until: float, is_early: bool) -> bool:
    """With nothing under way: sleep until the host of some due blog is free, False where none will be."""
    due = _worth_beginning(is_early).order_by("host__free_at")
    free_at = due.values_list("host__free_at", flat=True).first()
    if free_at is None:
        return False
    pause = max(0.01, (free_at - timezone.now()).total_seconds())
    if time.monotonic() + pause >= until:
        return False
    time.sleep(pause)
    return True


def _worth_beginning(is_early: bool) -> BlogQuerySet:
    """Due blogs; late in a round only at hosts that answered last time, or that nobody has been at."""
    due = Blog.objects.due()
    return due if is_early else due.exclude(host__stalls__gt=0)


def claim_next(is_early: bool = True) -> Blog | None:
    """Claim the blog that has been due the longest among those at free hosts, for this worker alone."""
    while True:
        due = _worth_beginning(is_early).at_free_hosts().order_by("next_fetch_at", "pk")
        blog = due.select_related("member", "host").defer("history").first()
        if blog is None or _claim(blog):
            return blog


def _claim(blog: Blog) -> bool:
    """Take the host and then the blog, each by one conditional update; False where another was faster."""
    now = timezone.now()
    if blog.host is None:
        name = urlsplit(blog.feed_url).netloc.lower()[:260]
        blog.host, _made = BlogHost.objects.get_or_create(name=name)
        Blog.objects.filter(pk=blog.pk).update(host=blog.host)
    hosts = BlogHost.objects.filter(pk=blog.host.pk)
    if not hosts.filter(free_at__lte=now).update(free_at=now + LEASE):
        return False
    if Blog.objects.due().filter(pk=blog.pk).update(next_fetch_at=now + timedelta(minutes=SHORTEST)):
        return True
    hosts.update(free_at=now)
    return False


def poll_blog(blog: Blog, *, since: datetime | None = None, assumed_product: int | None = None) -> Visit:
    """Visit one blog now, due or not. Never raises for what a stranger's server or feed does."""
    errand, known = errand_for(blog, tags_now(), since=since, assumed_product=assumed_product)
    return write_down(blog, errand, known, run(errand))


def tags_now() -> tuple[str, dict[str, int]]:
    """Return the club tag, and products' ids by their tags."""
    brand = BrandSettings.objects.first() or BrandSettings()
    return brand.club_tag, dict(ProductTag.objects.values_list("tag", "product_id"))


def errand_for(
    blog: Blog,
    tags: tuple[str, dict[str, int]],
    *,
    since: datetime | None = None,
    assumed_product: int | None = None,
) -> tuple[Errand, Known]:
    """Return what a visit needs to go, and what of the member's is here already."""
    known = Known.of(blog)
    asks = known.to_ask(blog)
    proof_due = blog.proof_due_at is not None and blog.proof_due_at <= timezone.now()
    conditions = {"If-None-Match": blog.etag, "If-Modified-Since": blog.last_modified}
    is_fresh_look = bool(asks) or proof_due or blog.history is None or since is not None
    rules = Rules(
        *tags,
        since or blog.claimed_at,
        assumed_product,
        frozenset(blog.history or ()) if since is None else frozenset(),
    )
    errand = Errand(
        address=blog.feed_url,
        language=blog.member.language,
        rules=rules,
        # To ask "anything new?" would not tell what is gone.
        conditions={} if is_fresh_look else {name: value for name, value in conditions.items() if value},
        known=frozenset(one.content_hash for one in known.entries),
        with_pictures=blog.pictures_are_mine,
        have=frozenset(address for one in known.entries for address in one.pictures),
        asks=tuple(one.url for one in asks),
        proof=proof_of(blog) if proof_due else None,
    )
    return errand, known


def proof_of(blog: Blog, *pages: str) -> Proof:
    """Return what shows that a blog is its member's, and where to look for it beside the feed."""
    profile = urljoin(settings.SITE_URL, blog.member.get_absolute_url())
    named = [page for page in (*pages, blog.proof_url) if page]
    return Proof(blog.token, profile, tuple(dict.fromkeys([*named, blog.site_url])))


def write_down(blog: Blog, errand: Errand, known: Known, found: Findings) -> Visit:
    """Take in what a visit found, write its log, and set when the next one is due."""
    with override(errand.language):
        visit = _visit(blog, errand, known, found)
        _settle_proof(blog, found)
        if visit.waits:
            _tell_what_is_owed(blog)
        _write_log(blog, visit, found)
    return visit


def _visit(blog: Blog, errand: Errand, known: Known, found: Findings) -> Visit:
    status = found.response.status if found.response else 0
    if found.fault:
        return Visit(outcome=found.fault, failed=True)
    if status == 304:
        return Visit(outcome=_("Nothing new."))
    if found.feed is None:
        return Visit(outcome=_("The blog answers with error %(status)d.") % {"status": status}, failed=True)
    rules = errand.rules
    if blog.history is None:
        marks = history_of(found.feed.entries, blog.claimed_at)
        Blog.objects.filter(pk=blog.pk, history__isnull=True).update(history=sorted(marks))
        if rules.since == blog.claimed_at:
            rules = Rules(rules.club_tag, rules.product_tags, rules.since, rules.assumed_product, marks)
    lines = take_in(blog, found, rules=rules, known=known, asked=errand.asks)
    count = len(found.feed.entries)
    read = ngettext("Read %(count)d entry.", "Read %(count)d entries.", count) % {"count": count}
    return Visit(outcome=" ".join([read, *found.feed.notes]), lines=lines, found=count)


def _settle_proof(blog: Blog, found: Findings) -> None:
    """Note whether the proof still stands. Of a lost one the member is told; two weeks later it costs the
    blog."""
    now = timezone.now()
    rows = Blog.objects.filter(pk=blog.pk, state=Blog.State.ACTIVE)
    if found.is_proven is None and blog.proof_due_at is not None:
        return
    if found.is_proven is not False:
        rows.update(proof_due_at=now + PROOF_EVERY, proof_missing_since=None)
        return
    with transaction.atomic():
        rows.update(proof_due_at=now + PROOF_AGAIN)
        if blog.proof_missing_since is None:
            if rows.update(proof_missing_since=now):
                _tell(
                    blog,
                    _("The proof that “%(blog)s” is yours is gone. Please put it back within two weeks."),
                )
        elif now - blog.proof_missing_since >= PROOF_GRACE and rows.update(state=Blog.State.UNPROVEN):
            raise_generations(f"member:{blog.member_id}")
            _tell(blog, _("We no longer follow “%(blog)s”: the proof that it is yours is gone."))


def _tell_what_is_owed(blog: Blog) -> None:
    """Tell a member whose entries wait for the site's changed texts; once, however often it is seen."""
    owed = Renewal.objects.owed_by(blog.member)
    if not owed:
        return
    asked_at = max(Renewal.objects.asked_since()[purpose] for purpose in owed)
    facts = {
        "sentence": _("What is new on “%(blog)s” waits: please read and accept our changed terms.")
        % {"blog": blog},
        "address": "/my/terms/",
    }
    told = Notification.objects.filter(member=blog.member, kind=Notification.Kind.BLOG)
    if not told.filter(created_at__gte=asked_at, facts__address=facts["address"]).exists():
        notify(blog.member, Notification.Kind.BLOG, facts=facts)


def _tell(blog: Blog, sentence: str) -> None:
    facts = {"sentence": sentence % {"blog": blog}, "address": f"/my/blogs/{blog.pk}/"}
    notify(blog.member, Notification.Kind.BLOG, facts=facts)


@transaction.atomic
def _write_log(blog: Blog, visit: Visit, found: Findings) -> None:
    """Write down a visit and when the next one is due, for this blog and for others at its host."""
    lines = sorted(visit.lines, key=lambda line: not (line["taken"] or line.get("gone")))
    BlogFetch.objects.create(
        blog=blog,
        outcome=visit.outcome[:300],
        failed=visit.failed,
        found=visit.found,
        taken=visit.taken,
        lines=lines[:LINES],
    )
    now = timezone.now()
    blog = Blog.objects.select_for_update(no_key=True).defer("history").get(pk=blog.pk)
    response = found.response
    asked = asked_to_wait(response.status, response.headers, now) if response else timedelta()
    blog.interval_minutes = interval_after(
        blog.interval_minutes, taken=bool(visit.taken), failed=visit.failed
    )
    blog.failures = blog.failures + 1 if visit.failed else 0
    if found.feed is not None and response is not None:
        # Where something waits for its author the next visit reads the whole feed again, changed or not.
        kept = response.headers if not visit.waits else {}
        blog.etag = _sendable(kept.get("ETag", ""), 300)
        blog.last_modified = _sendable(kept.get("Last-Modified", ""), 100)
    pause = timedelta(minutes=blog.interval_minutes) * _random.uniform(1, 1.1)
    blog.next_fetch_at = now + max(pause, asked * _random.uniform(1, 1.02))
    is_over = response is not None and response.status == 410
    if blog.state == Blog.State.ACTIVE and (is_over or blog.failures >= GIVE_UP):
        blog.state = Blog.State.FAILING
        _tell(blog, _("We stopped visiting “%(blog)s”: it could not be read any more."))
    blog.save(
        update_fields=["state", "failures", "interval_minutes", "etag", "last_modified", "next_fetch_at"]
    )
    if blog.host_id:
        _leave_host(blog.host_id, found, asked, now)


def _sendable(value: str, at_most: int) -> str:
    """A header of a stranger's to be sent back to them as it is, "" where it is too long or odd for that."""
    return value if len(value) <= at_most and value.isascii() and value.isprintable() else ""


def _leave_host(pk: int, found: Findings, asked: timedelta, now: datetime) -> None:
    """Let a host be visited again: after a moment, or much later where it stalls or said so itself."""
    busy = found.response is not None and found.response.status in (429, 503)
    asked = asked if busy else timedelta()
    hosts = BlogHost.objects.filter(pk=pk)
    if not found.no_answer:
        hosts.update(stalls=0, free_at=now + rest_of_host(0, asked))
        return
    # Whoever is at a host holds it: nobody else counts at the same time.
    stalls = (hosts.values_list("stalls", flat=True).first() or 0) + 1
    hosts.update(stalls=stalls, free_at=now + rest_of_host(stalls, asked))


def forget_old_fetches() -> None:
    """Delete the log of visits long past."""
    BlogFetch.objects.filter(at__lt=timezone.now() - KEEP_LOG).delete()
