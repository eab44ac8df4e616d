"""The pages and generations in Redis, and the argument that no stale page is ever served.

One number, the *sequence*, grows with each raise. A generation is the sequence at the last raise of its
name. A page carries `as_of`: the sequence read before the first database read of its request. A page is
served only while no generation of a name it shows is greater than its `as_of`.

A page rendered from data older than a change began before the change was committed, so its `as_of` was
read before the raise, which comes after the commit; the raise is therefore greater, and the page is
refused, however late it is stored. What Redis forgets does no harm either: the sequence never falls
below Redis's clock in microseconds, so it goes on growing after Redis has lost everything; a generation
lives longer than any page that could need it, and a page dies `PAGE_SECONDS` after its `as_of` was read.

Of visitors who come at once to a page that was kept and no longer is, one draws it, and the others ask again
a little later: the address's *turn* is the time until which somebody is trusted to be drawing.

Where a CDN keeps pages too, the addresses that show a name are remembered for as long as it may keep them,
and a raise hands them to `purging`. A page that was stale when it was stored is handed over at once: it may
have reached the CDN after the purge of the change.
"""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings

from pagecache.link import Script, link_to

PAGE_SECONDS = 30
GENERATION_SECONDS = 660
# How long one visitor may draw before the next is sent, and an address that was kept is thought keepable.
TURN_SECONDS = 1.5
KEEPABLE_SECONDS = 120
# A CDN keeps pages for a day at most; the newest addresses of each name are remembered for as long.
CDN_SECONDS = 24 * 3600
CDN_ADDRESSES = 10_000
# Pages with a query string are as many as a stranger likes to ask for: so many new ones are kept at once.
QUERIED_PAGES = 500
# Names that are counted between two takings: deep pages are many, and nobody may fill the memory with them.
TALLIES_KEPT = 10_000

SEQUENCE = "pages:sequence"
QUERIED = "pages:queried"
UNPURGED = "pages:unpurged"
TALLIES = "pages:tallies"
SHOWN_ON = "pages:shown-on:"

# Counts one more, unless that would be a new name too many.
COUNT = f"""
local function count(tallies, name)
  if redis.call('HINCRBY', tallies, name, 1) == 1 and redis.call('HLEN', tallies) > {TALLIES_KEPT} then
    redis.call('HDEL', tallies, name)
  end
end
"""

LOOK_UP = Script(
    COUNT
    + """
local page = redis.call('HMGET', KEYS[1], 'as_of', 'generations', 'tag', 'head', 'tallies')
if page[1] then
  local as_of, fresh = tonumber(page[1]), true
  for _, raised in ipairs(redis.call('MGET', unpack(cmsgpack.unpack(page[2])))) do
    if raised and tonumber(raised) > as_of then fresh = false; break end
  end
  if fresh then
    if page[5] and ARGV[5] == '1' then
      for name in string.gmatch(page[5], '[^\\n]+') do count(KEYS[4], name) end
    end
    if string.find(ARGV[2], '"' .. page[3], 1, true) then return {page[4]} end
    return {page[4], redis.call('HGET', KEYS[1], ARGV[1])}
  end
end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local turn = redis.call('GET', KEYS[3])
if turn then
  if tonumber(turn) > now and ARGV[3] == '1' then return -1 end
  redis.call('SET', KEYS[3], string.format('%.0f', now + ARGV[4]), 'KEEPTTL')
end
return tonumber(redis.call('GET', KEYS[2])) or now
"""
)

STORE = Script("""
local known = redis.call('HGET', KEYS[1], 'as_of')
if known and tonumber(known) > tonumber(ARGV[1]) then return 0 end
if not known and tonumber(ARGV[3]) > 0 then
  local pages = redis.call('INCR', KEYS[2])
  if pages == 1 then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
  if pages > tonumber(ARGV[3]) then redis.call('DEL', KEYS[3]); return 0 end
end
local generations = {}
for i = 12, #ARGV do generations[#generations + 1] = ARGV[i] end
redis.call('SET', KEYS[3], '0', 'EX', ARGV[8])
if tonumber(ARGV[9]) > 0 then
  for _, generation in ipairs(generations) do
    local raised, shown = redis.call('GET', generation), KEYS[4] .. generation
    if raised and tonumber(raised) > tonumber(ARGV[1]) then shown = KEYS[5] end
    redis.call('ZADD', shown, ARGV[1], KEYS[1])
    redis.call('ZREMRANGEBYRANK', shown, 0, -1 - ARGV[10])
    redis.call('EXPIRE', shown, ARGV[9])
  end
end
redis.call('HSET', KEYS[1], 'as_of', ARGV[1], 'generations', cmsgpack.pack(generations),
  'tag', ARGV[4], 'head', ARGV[5], 'identity', ARGV[6], 'gzip', ARGV[7])
if ARGV[11] == '' then redis.call('HDEL', KEYS[1], 'tallies')
else redis.call('HSET', KEYS[1], 'tallies', ARGV[11]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
""")

RAISE = Script("""
local now = redis.call('TIME')
local sequence = math.max((tonumber(redis.call('GET', KEYS[1])) or 0) + 1, now[1] * 1000000 + now[2] + 1)
local text = string.format('%.0f', sequence)
redis.call('SET', KEYS[1], text)
for i = 2, #KEYS do
  redis.call('SET', KEYS[i], text, 'EX', ARGV[1])
  if ARGV[2] == '1' then
    redis.call('ZUNIONSTORE', ARGV[3], 2, ARGV[3], ARGV[4] .. KEYS[i])
    redis.call('DEL', ARGV[4] .. KEYS[i])
  end
end
return sequence
""")

TALLY = Script(COUNT + "for i = 1, #ARGV do count(KEYS[1], ARGV[i]) end return 1")
TAKE_TALLIES = Script("""
local tallies = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return tallies
""")
GIVE_UP = Script("return redis.call('DEL', KEYS[1])")
TAKE = Script("return redis.call('ZPOPMIN', KEYS[1], ARGV[1])")
PUT_BACK = Script("for i = 1, #ARGV do redis.call('ZADD', KEYS[1], 0, ARGV[i]) end return 1")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is answered: the body in both codings, what precedes it, and the tag that names it."""

    headers: list[tuple[str, str]]
    tag: str
    identity: bytes
    gzipped: bytes

    @classmethod
    def of(cls, headers: Iterable[tuple[str, str]], body: bytes) -> "Page":
        """Make a page of a response's headers and its body, compressing it once for all its readers."""
        tag = blake2b(body, digest_size=12).hexdigest()
        return cls(list(headers), tag, body, gzip.compress(body, compresslevel=5, mtime=0))


@dataclass(frozen=True, slots=True)
class Hit:
    """A page found fresh. `body` is None when the visitor's own copy is still right."""

    headers: list[tuple[str, str]]
    tag: str
    body: bytes | None


def look_up(
    key: str, *, coding: str, if_none_match: str, may_wait: bool = False, counts: bool = False
) -> Hit | int | None:
    """Return the fresh page at `key`, or else the sequence as it stands now, in one round trip.

    `coding` is "identity" or "gzip", `if_none_match` the request's header or "". If it `counts`, a page that
    is found is counted as shown. None, if the caller may wait, while another visitor draws the page.
    Unreachable without Redis.
    """
    microseconds = int(TURN_SECONDS * 1_000_000)
    reply = link_to(settings.REDIS_URL).run(
        LOOK_UP,
        [key, SEQUENCE, turn_key(key), TALLIES],
        coding,
        if_none_match,
        int(may_wait),
        microseconds,
        int(counts),
    )
    if isinstance(reply, int):
        return None if reply < 0 else reply
    tag, headers = json.loads(reply[0])
    return Hit(headers, tag, reply[1] if len(reply) > 1 else None)


def keep(
    key: str,
    page: Page,
    *,
    as_of: int,
    names: Iterable[str],
    seconds: float,
    has_query: bool,
    tallies: Iterable[str] = (),
) -> bool:
    """Keep the page for `seconds`; False where a newer one stands or too many with queries do.

    Unreachable without Redis.
    """
    reply = link_to(settings.REDIS_URL).run(
        STORE,
        [key, QUERIED, turn_key(key), SHOWN_ON, UNPURGED],
        as_of,
        int(seconds * 1000),
        QUERIED_PAGES if has_query else 0,
        page.tag,
        json.dumps([page.tag, page.headers], separators=(",", ":")),
        page.identity,
        page.gzipped,
        KEEPABLE_SECONDS,
        CDN_SECONDS if settings.WAGTAILFRONTENDCACHE else 0,
        CDN_ADDRESSES,
        "\n".join(sorted(tallies)),
        *map(generation_key, sorted(names)),
    )
    return bool(reply)


def raise_names(names: Iterable[str]) -> None:
    """Make every page that shows one of the names and began before now invalid. Unreachable without Redis."""
    keys = [SEQUENCE, *map(generation_key, names)]
    has_cdn = int(bool(settings.WAGTAILFRONTENDCACHE))
    link_to(settings.REDIS_URL).run(RAISE, keys, GENERATION_SECONDS, has_cdn, UNPURGED, SHOWN_ON)


def count_shown(tallies: Iterable[str]) -> None:
    """Count one more of each of these names. Unreachable without Redis."""
    link_to(settings.REDIS_URL).run(TALLY, [TALLIES], *tallies)


def take_tallies() -> dict[str, int]:
    """Return how often each name was counted, and begin anew. Unreachable without Redis."""
    reply = link_to(settings.REDIS_URL).run(TAKE_TALLIES, [TALLIES])
    return {name.decode(): int(count) for name, count in zip(reply[::2], reply[1::2], strict=True)}


def give_up(key: str) -> None:
    """Let nobody wait for a page that turned out not to be kept. Unreachable without Redis."""
    link_to(settings.REDIS_URL).run(GIVE_UP, [turn_key(key)])


def take_unpurged(count: int) -> list[str]:
    """Take the keys of that many pages out of what the CDN must forget. Unreachable without Redis."""
    reply = link_to(settings.REDIS_URL).run(TAKE, [UNPURGED], count)
    return [key.decode() for key in reply[::2]]


def put_back_unpurged(keys: Iterable[str]) -> None:
    """Put back what could not be purged. Unreachable without Redis."""
    link_to(settings.REDIS_URL).run(PUT_BACK, [UNPURGED], *keys)


def turn_key(key: str) -> str:
    return key.replace(":page:", ":turn:", 1)


def generation_key(name: str) -> str:
    return f"pages:generation:{name}"
