"""How often somebody may do a thing: counters in the cache, by member or by network, never by stored address.

Without Redis the counters are in the database; with Redis away they let pass and say so in the log.
"""

import ipaddress
import time

import structlog
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

log = structlog.get_logger(__name__)

UPLOADS = 30
"""Photos in half an hour."""
DRAFTS = 30
"""New drafts of visitors in half an hour, from one network."""
WINDOW = 1800


def may(request: HttpRequest, what: str, limit: int, *, window: int = WINDOW) -> bool:
    """Count one more `what` of whoever asks; False from the one after `limit` within `window` seconds on."""
    number = int(time.time()) // window
    who = salted_hmac(f"community.pace.{what}", f"{_who(request)} {number}").hexdigest()
    key = f"pace:{what}:{who}"
    cache.add(key, 0, timeout=window)
    try:
        count = cache.incr(key)
    except ValueError:
        count = None
    if count is None:
        log.warning("pace not counted", what=what)
        return True
    return count <= limit


def seconds_left(window: int = WINDOW) -> int:
    """Return how long it takes until everybody's count begins anew."""
    return window - int(time.time()) % window


def _who(request: HttpRequest) -> str:
    """A member, else the network somebody comes from: an IPv4 address, an IPv6 /64."""
    if request.user.is_authenticated:
        return f"member {request.user.pk}"
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
