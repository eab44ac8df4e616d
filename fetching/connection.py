"""The sockets under a fetch: to checked addresses only, never past the deadline, never more than allowed.

httpcore speaks HTTP; it opens no connection of its own. Everything that goes over the wire passes through
`CheckedBackend` and `_Stream`, so one budget of time and bytes holds for names, TLS, headers, chunk framing
and body alike, however slowly or oddly the other side sends them.
"""

import socket
import ssl
import time
from collections.abc import Iterable
from functools import cache
from typing import Any

import certifi
import httpcore
from django.utils.translation import gettext_lazy as _

from .errors import ForbiddenAddress, TooLarge, TooSlow, Unreachable
from .names import Resolver
from .networks import is_loopback, is_public, read_address
from .targets import Target

# Headers of all answers, interim ones too, and the framing of chunks may take this much beside the body.
HEADER_BYTES = 64 * 1024
# A name with more addresses than this is tried at the first ones only.
MAX_ATTEMPTS = 4


class Budget:
    """What one fetch may use, all its redirects together: one deadline and one number of bytes."""

    def __init__(self, seconds: float):
        self._started = time.monotonic()
        self._until = self._started + seconds
        self._bytes_left = HEADER_BYTES

    def seconds_left(self) -> float:
        """Always more than zero; raises TooSlow when the time is up."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left

    def elapsed(self) -> float:
        return time.monotonic() - self._started

    def allow(self, count: int) -> None:
        """Let so many bytes of a body in, beside the headers."""
        self._bytes_left += count

    def take(self, count: int) -> None:
        """Count what came in; raises TooLarge when it is more than was let in."""
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise TooLarge


def checked_addresses(
    target: Target, *, budget: Budget, resolver: Resolver, allow_loopback: bool
) -> list[str]:
    """The addresses of `target`, looked up once, every one of them allowed; raises ForbiddenAddress if even
    one is not: a name that is half public and half private is a name to stay away from."""
    literal = read_address(target.host)
    found = [target.host] if literal else resolver(target.host, target.port, budget.seconds_left())
    for text in found:
        address = read_address(text)
        if address and allow_loopback and is_loopback(address):
            continue
        if not address or not is_public(address):
            raise ForbiddenAddress
        if not target.has_default_port:
            raise ForbiddenAddress(_("Only the usual ports of the web, 80 and 443, are called."))
    return found[:MAX_ATTEMPTS]


@cache
def tls_context() -> ssl.SSLContext:
    """Certificates are verified for the name, against certifi's list alone: not what the environment says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=certifi.where())
    return context


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the addresses it was given. The host httpcore passes is not looked up again."""

    def __init__(self, addresses: list[str], *, budget: Budget):
        self._addresses = addresses
        self._budget = budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        for still_to_try in range(len(self._addresses), 0, -1):
            address = self._addresses[-still_to_try]
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                # One dead address may take its share of the time, not the time of the others.
                connection.settimeout(self._budget.seconds_left() / still_to_try)
                connection.connect((address, port))
            except OSError:
                connection.close()
            else:
                return _Stream(connection, budget=self._budget)
        self._budget.seconds_left()
        raise Unreachable

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise Unreachable


class _Stream(httpcore.NetworkStream):
    """A socket that gives every operation only what is left of the time. httpcore's timeouts are not used."""

    def __init__(self, connection: socket.socket, *, budget: Budget):
        self._socket = connection
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(self._budget.seconds_left())
        try:
            data = self._socket.recv(max_bytes)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:
            raise Unreachable from error
        self._budget.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return  # httpcore ends a request with nothing; the answer may have come and gone by then
        self._socket.settimeout(self._budget.seconds_left())
        try:
            self._socket.sendall(buffer)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:
            raise Unreachable from error

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._socket.settimeout(self._budget.seconds_left())
        try:
            self._socket = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except TimeoutError:
            self.close()
            raise TooSlow from None
        except ssl.SSLCertVerificationError as error:
            self.close()
            raise Unreachable(_("The certificate of this address is not valid for its name.")) from error
        except (OSError, ValueError) as error:
            self.close()
            raise Unreachable from error
        return self

    def get_extra_info(self, info: str) -> Any:
        """httpcore asks for the TLS object, to see which protocol was agreed on."""
        return self._socket if info == "ssl_object" and isinstance(self._socket, ssl.SSLSocket) else None
