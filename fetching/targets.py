"""From an address as somebody typed it to a host, port and path we would call, or a refusal.

The parts found here are the ones that are called: nothing reads the address a second time and perhaps
otherwise. What browsers kindly repair is refused: a number has one spelling only, `127.0.0.1`, not
`0x7f.1`, `2130706433`, `127.1`, `127.0.0.1.` or `１２７.0.0.1`.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna
from django.utils.translation import gettext_lazy as _

from .errors import BadAddress

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 2000

# Spaces, control characters and backslashes: parsers disagree about them, so nobody gets to use that.
_ODD_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
_NETLOC = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[^\[\]:@%/?#]+))(?::(?P<port>[0-9]{0,5}))?"
)
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# What may stand in a path or query as it is; the rest is percent-encoded.
_PATH_SAFE = "/%:@!$&'()*+,;=~-._?[]|^`{}\"<>"


@dataclass(frozen=True, slots=True)
class Target:
    """One place to call. `host` is a lower-case ASCII name without a trailing dot, or an address without
    brackets; `path` begins with a slash and holds the query; there is no fragment."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def has_default_port(self) -> bool:
        return self.port in DEFAULT_PORTS.values()

    @property
    def host_header(self) -> str:
        """The Host header: brackets around IPv6, the port only where the scheme does not imply it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.path}"

    def follow(self, location: str) -> "Target":
        """Where a redirect leads, by the same rules. A space inside is the one thing kindly repaired."""
        location = location.strip(" ").replace(" ", "%20")
        _refuse_odd(location)
        try:
            return read_target(urljoin(self.url, location))
        except ValueError as error:
            raise BadAddress from error


def read_target(url: str) -> Target:
    """The target of `url`; raises BadAddress for anything but a plain http or https address."""
    _refuse_odd(url)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BadAddress from error
    if parts.scheme not in DEFAULT_PORTS:
        raise BadAddress(_("Only addresses that begin with http:// or https:// can be read."))
    if "@" in parts.netloc:
        raise BadAddress(_("Addresses that hold a user name or a password are not read."))
    netloc = _NETLOC.fullmatch(parts.netloc)
    if not netloc or int(netloc["port"] or 0) > 65535:
        raise BadAddress
    host = _read_ipv6(netloc["six"]) if netloc["six"] else _read_name(netloc["name"])
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    query = "?" + quote(parts.query, safe=_PATH_SAFE) if parts.query else ""
    return Target(parts.scheme, host, int(netloc["port"] or DEFAULT_PORTS[parts.scheme]), path + query)


def _refuse_odd(url: str) -> None:
    if len(url) > MAX_LENGTH or _ODD_CHARACTERS.search(url):
        raise BadAddress


def _read_ipv6(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except ValueError as error:
        raise BadAddress from error


def _read_name(text: str) -> str:
    """A name in lower-case ASCII, or an IPv4 address in its one plain spelling."""
    name = text
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise BadAddress from error
    name = name.lower().removesuffix(".")
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise BadAddress
    # A last label that is a number makes resolvers read the whole as an address, in many spellings.
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            IPv4Address(text)
        except ValueError as error:
            raise BadAddress from error
    return name
