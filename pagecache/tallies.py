"""How often pages were shown, counted in Redis and taken from there by the room that named them."""

from django.conf import settings

from pagecache import store
from pagecache.link import Unreachable


def taken_tallies() -> dict[str, int]:
    """Return how often each name was shown since they were taken last; they are counted from nought again.

    Nothing while Redis is away. What is taken and then lost (a worker that dies) is lost: views are counted
    at most once, never twice.
    """
    if not settings.REDIS_URL:
        return {}
    try:
        return store.take_tallies()
    except Unreachable:
        return {}
