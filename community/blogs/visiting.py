"""What a visit to a blog does outside: fetch, read, look for the proof, bring pictures. Without the ORM.

An errand holds all that is needed to go, findings all that came back: so many errands may be under way at
once in threads, and only one place writes down what they found. Nothing a stranger's server does raises.
"""

import struct
import threading
import time
from dataclasses import dataclass, field
from html import unescape

from django.utils.translation import override

from community.blogs.admission import Rules, content_hash, judge
from community.blogs.discovery import find_token
from fetching import FetchError, Response, TooSlow, Unreachable, fetch
from fetching.feeds import FETCH_SECONDS, ParsedEntry, ParsedFeed, parse_feed

MAX_BYTES = 2 * 1024 * 1024
ERRAND_SECONDS = 30.0
"""For everything one visit asks for: the feed, the proof, the pictures."""
PICTURES_PER_ENTRY = 8
PICTURE_BYTES = 8 * 1024 * 1024
"""All pictures of one visit together."""
_PICTURE_SECONDS = 8.0
# Waiting for strangers costs nothing, so many wait; reading takes a process with up to 112 MB.
_READERS = threading.BoundedSemaphore(2)
_PIXELS = 32
"""A picture no larger than this, both ways, counts readers; it shows nothing."""


@dataclass(frozen=True)
class Proof:
    """What shows whose a blog is, and the pages where it may stand beside the feed."""

    token: str
    profile: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Errand:
    """Where to go and what to bring. `known` holds the digests of entries that are here as they are,
    `have` the addresses of pictures that are; `asks` are pages of entries that left the feed."""

    address: str
    language: str
    rules: Rules
    conditions: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    with_pictures: bool = False
    have: frozenset[str] = frozenset()
    asks: tuple[str, ...] = ()
    proof: Proof | None = None


@dataclass
class Findings:
    """What came back. `fault` is a sentence for the member; `is_proven` is None where nobody looked, or where
    no page could be read; `still_there` are those of `asks` that answered."""

    response: Response | None = None
    feed: ParsedFeed | None = None
    fault: str = ""
    no_answer: bool = False
    is_proven: bool | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)
    still_there: frozenset[str] = frozenset()


def get(
    address: str, *, seconds: float = FETCH_SECONDS, conditions: dict[str, str] | None = None
) -> Response:
    """Fetch one address of a blog. Raises FetchError."""
    return fetch(address, deadline=seconds, max_bytes=MAX_BYTES, headers=conditions)


def read(response: Response) -> ParsedFeed:
    """Read what came as a feed. Raises FetchError."""
    kind = response.headers.get("Content-Type", "")
    with _READERS:
        return parse_feed(response.body, content_type=kind, url=response.url)


def run(errand: Errand) -> Findings:
    """Go and come back with what was found."""
    until = time.monotonic() + ERRAND_SECONDS
    found = Findings()
    with override(errand.language):
        try:
            found.response = get(errand.address, conditions=errand.conditions)
            if found.response.status == 200:
                found.feed = read(found.response)
        except FetchError as fault:
            found.fault, found.no_answer = str(fault), isinstance(fault, TooSlow | Unreachable)
            return found
    if errand.proof:
        found.is_proven = is_proven(errand.proof, until=until, body=found.response.body)
    if found.feed is not None:
        found.still_there = frozenset(url for url in errand.asks if _answers(url, until))
        if errand.with_pictures:
            _bring_pictures(errand, found, until)
    return found


def is_proven(proof: Proof, *, until: float, body: bytes = b"") -> bool | None:
    """Whether the proof stands in `body` or in one of its pages; None where no page could be read."""
    looked = bool(body)
    if body and find_token(body, token=proof.token, profile=proof.profile):
        return True
    # The words of an entry are escaped once more in most feeds.
    unescaped = unescape(body.decode("utf-8", "replace")).encode() if body else b""
    if unescaped and find_token(unescaped, token=proof.token, profile=proof.profile):
        return True
    for page in proof.pages:
        try:
            response = get(page, seconds=_left(until, FETCH_SECONDS))
        except FetchError:
            continue
        looked = looked or response.status == 200
        if find_token(response.body, token=proof.token, profile=proof.profile):
            return True
    return False if looked else None


def _left(until: float, at_most: float) -> float:
    return max(0.1, min(until - time.monotonic(), at_most))


def _answers(url: str, until: float) -> bool:
    """Whether an entry's own page is there; one that cannot be reached is not."""
    try:
        return get(url, seconds=_left(until, 5)).status < 400
    except FetchError:
        return False


def _bring_pictures(errand: Errand, found: Findings, until: float) -> None:
    """Fetch the pictures of entries that are going to be taken, or that changed; what fails is left out."""
    space = PICTURE_BYTES
    for entry in found.feed.entries if found.feed else []:
        for address in pictures_of(entry) if _is_wanted(errand, entry) else []:
            if address in errand.have or address in found.pictures or space <= 0:
                continue
            if until - time.monotonic() <= 1:
                return
            try:
                response = get(address, seconds=_left(until, _PICTURE_SECONDS))
            except FetchError:
                continue
            if response.status == 200 and response.body and not counts_readers(response.body):
                found.pictures[address] = response.body
                space -= len(response.body)


def pictures_of(entry: ParsedEntry) -> list[str]:
    """Return the addresses of an entry's pictures, as many as a post takes."""
    return entry.pictures[:PICTURES_PER_ENTRY]


def _is_wanted(errand: Errand, entry: ParsedEntry) -> bool:
    try:
        return content_hash(entry) not in errand.known and judge(entry, errand.rules).taken
    except ValueError:
        return False


def counts_readers(picture: bytes) -> bool:
    """Whether this is one of the tiny GIF or PNG pictures by which readers are counted."""
    if picture.startswith(b"GIF8") and len(picture) >= 10:
        width, height = struct.unpack("<HH", picture[6:10])
    elif picture.startswith(b"\x89PNG") and len(picture) >= 24:
        width, height = struct.unpack(">II", picture[16:24])
    else:
        return False
    return bool(width <= _PIXELS and height <= _PIXELS)
