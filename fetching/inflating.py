"""Unpacking a body bit by bit, so that a bomb is never larger in memory than what was allowed."""

import zlib

from .errors import BadAnswer, TooLarge

# 16 + 15: a gzip wrapper with the largest window; 15: a zlib wrapper; -15: none at all.
_GZIP, _ZLIB, _RAW = 31, 15, -15
# What we say we accept; nothing else is unpacked.
ACCEPTED = "gzip, deflate"


class Body:
    """Collects a body sent with one of our content encodings. Neither what came over the wire nor what it
    unpacks to may exceed `max_bytes`; raises TooLarge, or BadAnswer for what cannot be unpacked.
    `encoding` and `announced` are the headers Content-Encoding and Content-Length."""

    def __init__(self, encoding: str, *, announced: str, max_bytes: int):
        if announced.isdecimal() and int(announced[:20]) > max_bytes:
            raise TooLarge  # said beforehand: no need to let it come
        self._encoding = encoding.strip().lower().removeprefix("x-")
        if self._encoding not in ("", "identity", "gzip", "deflate"):
            raise BadAnswer
        self._packed = self._encoding in ("gzip", "deflate")
        self._max_bytes = max_bytes
        self._received = 0
        self._unpacked = bytearray()
        self._inflater: zlib._Decompress | None = None

    def add(self, data: bytes) -> None:
        self._received += len(data)
        if self._received > self._max_bytes:
            raise TooLarge
        if self._packed:
            self._inflate(data)
        else:
            self._unpacked += data

    def finish(self) -> bytes:
        """The whole body, unpacked; raises BadAnswer if it breaks off in the middle."""
        if self._inflater and not self._inflater.eof:
            raise BadAnswer
        return bytes(self._unpacked)

    def _inflate(self, data: bytes) -> None:
        if not self._inflater:
            self._inflater = zlib.decompressobj(self._window(data))
        try:
            # One byte more than allowed is enough to know; 0 would mean without a limit. What follows the
            # end of the packed stream is dropped, as browsers do.
            self._unpacked += self._inflater.decompress(data, self._max_bytes - len(self._unpacked) + 1)
        except zlib.error as error:
            raise BadAnswer from error
        if len(self._unpacked) > self._max_bytes:
            raise TooLarge

    def _window(self, data: bytes) -> int:
        """Which wrapper: servers that say "deflate" send it with and without one, told by the first byte."""
        if self._encoding == "gzip":
            return _GZIP
        return _ZLIB if data[0] & 0x0F == 8 else _RAW
