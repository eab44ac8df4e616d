"""Pieces of pages, kept in Redis by generation, as whole pages are.

A page that is no longer kept is put together from pieces that still are: its cards, its frame. What holds for
pages (see `store`) holds for them: a piece carries the sequence that was read before the first database read
for it, and the names noted while it was drawn; it is used only while none of these was raised since. It lives
longer than a page, because what decides whether something is shown at all is not asked of it: pieces are
asked for after `visible()`. So Redis must not forget a raise and keep a piece: it stores nothing on disk and
evicts nothing, or only what expires soonest (see the README).

Pieces are used by requests that came through `wsgi`. In a transaction of the request's own nothing is taken
from here or kept: what it has changed may be rolled back, or is raised only after the commit.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils.safestring import SafeData, SafeString

from pagecache.link import Script, Unreachable, link_to
from pagecache.rendering import current, forbid, gathering, note
from pagecache.store import GENERATION_SECONDS, SEQUENCE, generation_key

# Less than a generation lives: of a raise that Redis has forgotten no piece may be left.
PIECE_SECONDS = GENERATION_SECONDS - 60
# New pieces of deep pages kept in so many seconds, some 30 MB: whoever walks through the whole archive fills
# no more, and takes nothing from the pages that everybody asks for.
PIECES_KEPT = 10_000
COUNT = "pages:pieces"

LOOK_UP = Script(f"""
local time = redis.call('TIME')
local found = {{tonumber(redis.call('GET', KEYS[1])) or time[1] * 1000000 + time[2]}}
for i = 2, #KEYS do
  local piece = redis.call('HMGET', KEYS[i], 'as_of', 'names', 'text')
  local names, text = false, false
  if piece[1] then
    local as_of, generations = tonumber(piece[1]), {{}}
    for name in string.gmatch(piece[2], '[^\\n]+') do
      generations[#generations + 1] = '{generation_key("")}' .. name
    end
    names, text = piece[2], piece[3]
    if #generations > 0 then
      for _, raised in ipairs(redis.call('MGET', unpack(generations))) do
        if raised and tonumber(raised) > as_of then names, text = false, false; break end
      end
    end
  end
  found[#found + 1] = names
  found[#found + 1] = text
end
return found
""")

KEEP = Script("""
if tonumber(ARGV[3]) > 0 then
  local pieces = redis.call('INCRBY', KEYS[1], #KEYS - 1)
  if pieces == #KEYS - 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  if pieces > tonumber(ARGV[3]) then return 0 end
end
for i = 2, #KEYS do
  local known = redis.call('HGET', KEYS[i], 'as_of')
  if not known or tonumber(known) <= tonumber(ARGV[1]) then
    redis.call('HSET', KEYS[i], 'as_of', ARGV[1], 'names', ARGV[2 * i], 'text', ARGV[2 * i + 1])
    redis.call('PEXPIRE', KEYS[i], ARGV[2])
  end
end
return 1
""")


class Piece(SafeString):
    """HTML that templates drew, in this process or in another."""

    def parts(self, mark: str) -> "list[Piece]":
        """Return what stands around the marks a template has set."""
        return [Piece(part) for part in self.split(mark)]

    @classmethod
    def joined(cls, parts: Sequence[str]) -> "Piece":
        """Return these together. TypeError for what no template drew."""
        if not all(isinstance(part, SafeData) for part in parts):
            raise TypeError("a piece is put together of what templates drew")
        return cls("".join(parts))


# A key of what is missing, and how it is drawn.
Drawing = tuple[str, Callable[[], str]]


def pieces(
    keys: Sequence[str], draw: Callable[[Sequence[str]], Iterable[Drawing]], *, is_deep: bool = False
) -> dict[str, Piece]:
    """Return the pieces by their keys, in their order, those that are not kept drawn anew.

    `draw` is given the keys that are missing; it reads what all of them need, and says how each is drawn.
    All whose change must show is noted while it is drawn, or it is part of the key. What `draw` does not
    answer for is left out. Of pages as many as a stranger likes to ask for, which are `is_deep`, only so many
    pieces are kept.
    """
    found, asked_of = _look_up(keys)
    missing = [key for key in keys if key not in found]
    if not missing:
        return found
    fresh: dict[str, tuple[set[str], str]] = {}
    for key, render in draw(missing):
        with gathering(depth=current().depth) as rendering:
            found[key] = Piece(render())
        note(*rendering.names, keep=rendering.is_wanted)
        if rendering.is_forbidden:
            forbid()
        else:
            fresh[key] = rendering.names, found[key]
    if asked_of is not None and fresh:
        with suppress(Unreachable):  # The piece is as good without being kept.
            _keep(fresh, *asked_of, PIECES_KEPT if is_deep else 0)
    return {key: found[key] for key in keys if key in found}


def piece(key: str, render: Callable[[], str]) -> Piece:
    """Return one piece, as `pieces` does."""
    return pieces([key], lambda _missing: [(key, render)])[key]


def transaction_depth() -> int:
    """Return how many transactions are open within each other."""
    return len(connection.atomic_blocks)


def key_of(*values: object) -> str:
    """Return the key of what is a function of these values, of templates and words as they are now, and of
    what is noted while it is drawn. The values say what they are by `repr`."""
    told = repr((_release(), values)).encode()
    return f"pages:piece:{blake2b(told, digest_size=16).hexdigest()}"


def _look_up(keys: Sequence[str]) -> tuple[dict[str, Piece], tuple[int, float] | None]:
    """Return what is kept and fresh, noting what it shows; and the sequence and the time before that.

    None instead where nothing may be kept.
    """
    if not keys or not settings.REDIS_URL or settings.DEBUG or current().depth != transaction_depth():
        return {}, None
    asked_at = time.monotonic()
    try:
        as_of, *reply = link_to(settings.REDIS_URL).run(LOOK_UP, [SEQUENCE, *keys])
    except Unreachable:
        return {}, None
    found = {}
    names: set[str] = set()
    for key, named, text in _triples(keys, reply):
        found[key] = Piece(text.decode())
        names.update(named.decode().split("\n"))
    note(*names - {""}, keep=False)
    return found, (as_of, asked_at)


def _triples(keys: Sequence[str], reply: Sequence[bytes | None]) -> Iterator[tuple[str, bytes, bytes]]:
    for key, named, text in zip(keys, reply[::2], reply[1::2], strict=True):
        if named is not None and text is not None:
            yield key, named, text


def _keep(fresh: Mapping[str, tuple[set[str], str]], as_of: int, asked_at: float, at_most: int) -> None:
    left = PIECE_SECONDS - (time.monotonic() - asked_at)
    said = [part for names, text in fresh.values() for part in ("\n".join(sorted(names)), text)]
    if left > 0:
        link_to(settings.REDIS_URL).run(KEEP, [COUNT, *fresh], as_of, int(left * 1000), at_most, *said)


@cache
def _release() -> str:
    """Return what tells this release from another: a piece outlives the process that drew it."""
    told = blake2b(digest_size=8)
    for file in sorted(_sources()):
        told.update(file.read_bytes())
    return told.hexdigest()


def _sources() -> Iterator[Path]:
    """Yield all that decides what pages print: our code, templates and words, and which packages we use."""
    root = Path(settings.BASE_DIR)
    yield root / "requirements.txt"
    yield from (root / "templates").rglob("*.html")
    yield from (root / "locale").rglob("*.mo")
    for app in apps.get_app_configs():
        if Path(app.path).parent == root:
            yield from Path(app.path).rglob("*.py")
