"""The one call that has a stranger's picture drawn anew, in the limited child."""

from typing import Final

from fetching.child import ChildRefused, run_limited
from fetching.pictures import BROKEN, Rendition, unpack

MEMORY_MB: Final = 512
SECONDS: Final = 10.0
"""Wall time for one picture. A 48 Mpx HEIC, the slowest honest one, takes 3.5 s of it on a quiet machine."""


def draw_anew(data: bytes, *, memory_mb: int = MEMORY_MB, seconds: float = SECONDS) -> list[Rendition]:
    """Return the sizes of a picture, smallest first, encoded by us.

    Raises `ChildRefused` with a code of `fetching.pictures`, and the other kinds of `ChildFailed`.
    """
    packed = run_limited("fetching.pictures:reencode", data, memory_mb=memory_mb, seconds=seconds)
    try:
        return unpack(packed)
    except ValueError as unbelievable:
        raise ChildRefused(BROKEN) from unbelievable
