"""From which network and kind of browser somebody acts: a salted hash, to tell many hands from one."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# Most name others beside themselves: the first of these counts.
_BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "FxiOS", "CriOS", "Chrome", "Safari")


def network_of(request: HttpRequest) -> str:
    """Return 24 characters that are the same for one /24 (IPv4) or /48 (IPv6) and one kind of browser."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    near = ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False)
    told = request.headers.get("User-Agent", "")
    browser = next((name for name in _BROWSERS if name in told), "")
    return salted_hmac("community.networks", f"{near} {browser}").hexdigest()[:24]
