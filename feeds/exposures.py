"""Under which name the page cache counts how often entries were shown (decision 0015)."""

from collections.abc import Iterable

PREFIX = "entries:"


def name_of(entries: Iterable[int]) -> str:
    """Return the name of a page that shows these entries."""
    return PREFIX + ",".join(map(str, entries))


def entries_of(name: str) -> list[int]:
    """Return the entries of such a name; none of a name that is somebody else's."""
    return [int(pk) for pk in name.removeprefix(PREFIX).split(",") if pk] if name.startswith(PREFIX) else []
