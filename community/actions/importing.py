"""Taking the entries of a member's blog in, following what was taken, and taking away what is gone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.actions.accepting import AcceptFirst, check_accepted
from community.actions.contributing import About, Words, disclose, submit_edit, submit_post
from community.actions.photos import store_upload
from community.actions.refusals import MayNotWrite, Refused
from community.actions.states import withdraw
from community.blogs.admission import Rules, Verdict, content_hash, judge, same_address, says_it_was_given
from community.blogs.visiting import Findings, pictures_of
from community.models import Blog, BlogEntry, Member, Photo, Post
from community.models.posts import State
from community.sanitize import absolutize, excerpt, plain_text
from community.states import StepRefused
from content.models import Product
from fetching.feeds import ParsedEntry

SUMMARY = 400
TITLE = 140
GONE_AFTER = timedelta(hours=24)
"""An entry is gone when the feed was without it twice, so far apart."""
ASKED_AT_ONCE = 5
"""Pages of entries that left the feed which one visit asks for."""
Line = dict[str, Any]


@dataclass
class Known:
    """What was taken from a member's blogs before: found again by link, then guid, then the very words."""

    entries: list[BlogEntry]
    seen: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._by_url: dict[str, BlogEntry] = {}
        self._by_guid: dict[tuple[int, str], BlogEntry] = {}
        self._by_hash: dict[str, BlogEntry] = {}
        for entry in self.entries:
            self.add(entry)

    @classmethod
    def of(cls, blog: Blog) -> Self:
        rows = BlogEntry.objects.filter(blog__member_id=blog.member_id)
        return cls(list(rows.select_related("post", "blog").order_by("pk")))

    def add(self, entry: BlogEntry) -> None:
        self._by_url.setdefault(same_address(entry.url), entry)
        if entry.guid:
            self._by_guid.setdefault((entry.blog_id, entry.guid), entry)
        self._by_hash.setdefault(entry.content_hash, entry)

    def find(self, blog: Blog, entry: ParsedEntry) -> BlogEntry | None:
        return (
            (self._by_url.get(same_address(entry.url)) if entry.url else None)
            or self._by_guid.get((blog.pk, entry.guid[:1000]))
            or self._by_hash.get(content_hash(entry))
        )

    def to_ask(self, blog: Blog) -> list[BlogEntry]:
        """Entries the feed has been without for so long that their own pages are asked now."""
        before = timezone.now() - GONE_AFTER
        followed = (one for one in self.entries if one.blog_id == blog.pk and one.state == one.State.FOLLOWED)
        missing = [one for one in followed if one.missing_since and one.missing_since <= before]
        return missing[:ASKED_AT_ONCE]


def take_in(blog: Blog, found: Findings, *, rules: Rules, known: Known, asked: Collection[str]) -> list[Line]:
    """Judge every entry of a feed that was read, take what is meant for us, and say of each what came of it.

    `asked` are the addresses of entries whose own pages were asked. Whatever is wrong with an entry stays
    its own matter.
    """
    entries = found.feed.entries if found.feed else []
    lines = [_consider(blog, entry, rules, known, found.pictures) for entry in entries]
    return lines + _follow_missing(blog, entries, known=known, asked=asked, still_there=found.still_there)


def _consider(
    blog: Blog, entry: ParsedEntry, rules: Rules, known: Known, pictures: Mapping[str, bytes]
) -> Line:
    line = {"title": entry.title[:200], "url": entry.url[:1000], "taken": False}
    try:
        before = known.find(blog, entry)
        if before is not None and before.pk in known.seen:
            return {**line, "why": _("It stands in the feed twice.")}
        if before is not None:
            known.seen.add(before.pk)
            return {**line, "why": _follow(blog, before, entry, pictures)}
        verdict = judge(entry, rules)
        if verdict.taken:
            taken = take_entry(blog, entry, verdict, pictures)
            known.add(taken)
            known.seen.add(taken.pk)
    except IntegrityError:
        return {**line, "why": _("We have it already.")}  # another visit was faster
    except (MayNotWrite, AcceptFirst) as refusal:
        return {**line, "why": str(refusal), "waits": True}
    except (Refused, StepRefused, ValueError) as refusal:
        return {**line, "why": str(refusal)}
    return {**line, "taken": verdict.taken, "why": verdict.why}


def _check_author(blog: Blog) -> None:
    """Read the author anew, locked: a ban may have come while their blog was being fetched."""
    blog.member = Member.objects.select_for_update(no_key=True).get(pk=blog.member_id)
    check_accepted(blog.member)


@transaction.atomic
def take_entry(
    blog: Blog, entry: ParsedEntry, verdict: Verdict, pictures: Mapping[str, bytes] | None = None
) -> BlogEntry:
    """Hand an entry in as its member's post; it takes the same way through screening as any other."""
    _check_author(blog)
    photos = _photos(blog, entry, pictures or {}, {})
    post = submit_post(
        by=blog.member,
        about=About(
            kind=Post.Kind.STORY,
            product=Product.objects.filter(pk__in=[verdict.product_id]).first(),
            language=_language(entry.language),
            works_for_brand=blog.works_for_brand,
            incentivised=blog.incentivised or verdict.was_given,
            original_url=entry.url,
            blog=blog,
        ),
        words=_words(blog, entry, photos),
        at=min(entry.published or timezone.now(), timezone.now()),
    )
    return BlogEntry.objects.create(
        blog=blog,
        post=post,
        url=entry.url,
        guid=entry.guid[:1000],
        content_hash=content_hash(entry),
        published_at=entry.published,
        pictures={address: photo.pk for address, photo in photos.items()},
    )


def _photos(
    blog: Blog, entry: ParsedEntry, brought: Mapping[str, bytes], before: Mapping[str, int]
) -> dict[str, Photo]:
    """Return the photos of an entry by their addresses: those that are here, and those just brought.

    What comes of a brought one is the same as of any upload: it is drawn anew, or dropped.
    """
    if not blog.pictures_are_mine:
        return {}
    here = Photo.objects.filter(owner=blog.member).in_bulk(list(before.values()))
    photos: dict[str, Photo] = {}
    for address in pictures_of(entry):
        if before.get(address) in here:
            photos[address] = here[before[address]]
        elif address in brought:
            try:
                file = ContentFile(brought[address], name="picture")
                photos[address] = store_upload(file, owner=blog.member)
            except Refused:
                continue
    return photos


def _words(blog: Blog, entry: ParsedEntry, photos: Mapping[str, Photo]) -> Words:
    ids = {address: photo.pk for address, photo in photos.items()}
    html = absolutize(entry.html, entry.url, ids)
    title, pictures = _title(entry), list(photos.values())
    if not plain_text(html).strip():
        # A picture or a link alone: the title stands for the words, and the original is a click away.
        return Words(title=title, body=entry.title, body_format="text", photos=pictures)
    if not blog.whole_text:
        return Words(title=title, body=excerpt(html, SUMMARY), body_format="text", photos=pictures[:1])
    return Words(title=title, body=html, photos=pictures)


def _title(entry: ParsedEntry) -> str:
    title = " ".join(entry.title.split()) or excerpt(entry.html, 60)
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"


def _language(text: str) -> str:
    """Return the feed's own word for its language if the site speaks it, "" to have it guessed."""
    code = text.lower().replace("_", "-").split("-")[0]
    code = {"no": "nb", "nn": "nb"}.get(code, code)
    return code if code in dict(settings.LANGUAGES) else ""


@transaction.atomic
def _follow(blog: Blog, known: BlogEntry, entry: ParsedEntry, pictures: Mapping[str, bytes]) -> str:
    """Note that an entry is still there; changed words become a revision and are screened again."""
    was_gone = known.state == BlogEntry.State.GONE
    if known.blog_id == blog.pk and (was_gone or known.missing_since or known.state != known.State.FOLLOWED):
        known.state, known.missing_since = BlogEntry.State.FOLLOWED, None
        known.save(update_fields=["state", "missing_since", "seen_at"])
    if known.blog_id != blog.pk:
        return _("We have it already, from “%(blog)s”.") % {"blog": known.blog}
    post = known.post
    if post is None:
        return _("We have it already.")
    if post.state == State.WITHDRAWN and not was_gone:
        return _("You took it back here, so it stays away.")
    if content_hash(entry) == known.content_hash and not was_gone:
        return _("We have it already.")
    return _revise(blog, known, post, entry, pictures)


def _revise(
    blog: Blog, known: BlogEntry, post: Post, entry: ParsedEntry, pictures: Mapping[str, bytes]
) -> str:
    """Hand the words in as they are now. A version that cannot be taken is not tried again, unless it is its
    author who may not write at the moment."""
    try:
        with transaction.atomic():
            _check_author(blog)
            photos = _photos(blog, entry, pictures, known.pictures)
            submit_edit(post, by=blog.member, words=_words(blog, entry, photos))
            if says_it_was_given(entry) and not post.incentivised:
                disclose(post, by=blog.member, works_for_brand=post.works_for_brand, incentivised=True)
        known.pictures = {address: photo.pk for address, photo in photos.items()}
        why = _("It changed, and the new version is being checked.")
    except (MayNotWrite, AcceptFirst):
        raise
    except (Refused, StepRefused, ValueError) as refusal:
        why = str(refusal)
    known.content_hash = content_hash(entry)
    known.save(update_fields=["content_hash", "pictures", "seen_at"])
    return why


def _follow_missing(
    blog: Blog,
    entries: Iterable[ParsedEntry],
    *,
    known: Known,
    asked: Collection[str],
    still_there: frozenset[str],
) -> list[Line]:
    """Note what the feed is without, and take away what is gone: twice not there, a day apart.

    A feed holds its newest entries only. One that is older than all of them has perhaps only made room: its
    own page is asked, and while that answers it stays.
    """
    now = timezone.now()
    dates = [entry.published for entry in entries if entry.published]
    lines: list[Line] = []
    followed = [one for one in known.entries if one.blog_id == blog.pk and one.pk not in known.seen]
    for one in followed:
        if one.state != BlogEntry.State.FOLLOWED or one.post is None:
            continue
        if one.missing_since is None:
            BlogEntry.objects.filter(pk=one.pk, missing_since=None).update(missing_since=now)
        elif one.url in asked:
            made_room = not dates or one.published_at is None or one.published_at < min(dates)
            if made_room and one.url in still_there:
                BlogEntry.objects.filter(pk=one.pk).update(state=BlogEntry.State.LEFT, missing_since=None)
            else:
                lines.append(_take_away(blog, one, one.post))
    return lines


@transaction.atomic
def _take_away(blog: Blog, one: BlogEntry, post: Post) -> Line:
    """Withdraw what is gone from its blog. What its member took back here is followed no more: should it
    return to the blog, it still stays away."""
    line = {"title": post.title, "url": one.url, "taken": False}
    if post.state == State.WITHDRAWN:
        BlogEntry.objects.filter(pk=one.pk).update(state=BlogEntry.State.LEFT, missing_since=None)
        return {**line, "why": _("You took it back here, so it stays away.")}
    BlogEntry.objects.filter(pk=one.pk).update(state=BlogEntry.State.GONE)
    if post.state in (State.PUBLISHED, State.WAITING, State.RETURNED):
        withdraw(post, by=blog.member)
    return {**line, "gone": True, "why": _("It is gone from your blog, so it was taken away here too.")}
