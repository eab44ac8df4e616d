"""What the page that is being rendered shows, gathered while it is rendered."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Rendering:
    """The names one page shows, and whether it may be kept at all.

    `depth` is how deep in transactions its request began; None where no piece is to be kept.
    """

    def __init__(self, depth: int | None = None) -> None:
        self.depth = depth
        self.names: set[str] = set()
        self.tallies: set[str] = set()
        self.is_wanted = False
        self.is_forbidden = False

    @property
    def may_be_kept(self) -> bool:
        return self.is_wanted and not self.is_forbidden


_current: ContextVar[Rendering | None] = ContextVar("pagecache_rendering", default=None)


def note(*names: str, keep: bool = True) -> None:
    """Say that the page being rendered shows these things, and so may be kept for signed-out visitors.

    Name everything whose change must show at once, before reading it or after, in a view or a tag. A
    page that notes nothing is not kept. What stands on every page, as the brand in the frame does, is
    noted with `keep=False`: it is named, but the choice to keep the page is left to its view. Outside a
    request this does nothing. A view whose answer depends on more than its address (a header, a cookie,
    the visitor) must not note, or must `forbid()`.
    """
    rendering = _current.get()
    if rendering is not None:
        rendering.names.update(names)
        rendering.is_wanted = rendering.is_wanted or keep


def tally(name: str) -> None:
    """Have it counted under `name` whenever the page being rendered is shown to a person, kept or not.

    The name is without a line break. Outside a request this does nothing.
    """
    rendering = _current.get()
    if rendering is not None:
        rendering.tallies.add(name)


def forbid() -> None:
    """Say that the page being rendered must not be kept, whatever else is noted."""
    rendering = _current.get()
    if rendering is not None:
        rendering.is_forbidden = True


def current() -> Rendering:
    """Return what is gathered here; of nothing outside a request."""
    return _current.get() or Rendering()


@contextmanager
def gathering(*, depth: int | None = None) -> Iterator[Rendering]:
    """Gather what is noted inside the block; `depth` as of `Rendering`."""
    rendering = Rendering(depth)
    token = _current.set(rendering)
    try:
        yield rendering
    finally:
        _current.reset(token)
