"""Telling a CDN which pages it must no longer show, through Wagtail's ways of speaking to one.

Addresses come from the page cache itself: every page that was kept, by the names of what it shows, whatever
its query string. So nothing above need say where a post, a feed or the brand is printed. Our pages go out
with `Cache-Control: no-cache`, and a CDN that heeds it needs no purging: this is for one told not to.
"""

from urllib.parse import quote

from wagtail.contrib.frontend_cache.utils import get_backends

from pagecache import store
from pagecache.link import Unreachable
from pagecache.requests import parts_of_key

# Addresses told in one go; Cloudflare takes 30 in one request.
BATCH = 30


def purge_stale() -> int:
    """Have the CDN forget what has gone stale; return the number of addresses. Nothing without a CDN.

    What fails on the way is put back for the next turn, and the error raised.
    """
    backends = get_backends().values()
    purged = 0
    while backends and (keys := _take()):
        is_done = False
        try:
            for backend in backends:
                backend.purge_batch([address_of_page(key) for key in keys])
            is_done = True
        finally:
            if not is_done:
                store.put_back_unpurged(keys)
        purged += len(keys)
    return purged


def _take() -> list[str]:
    try:
        return store.take_unpurged(BATCH)
    except Unreachable:
        return []


def address_of_page(key: str) -> str:
    """Return the address of a kept page."""
    scheme, host, query, path = parts_of_key(key)
    # WSGI gives the bytes of a path as if they were Latin-1.
    address = f"{scheme}://{host}" + quote(path.encode("latin-1"), safe="/:@!$&'()*+,;=~")
    return f"{address}?{query}" if query else address
