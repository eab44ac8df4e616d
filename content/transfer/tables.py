"""What the tables of a file have in common."""

from collections.abc import Iterator
from typing import Any, ClassVar

from content.transfer.shapes import Shape


class Table:
    """One table: how its rows become lines, and lines rows.

    `keys` are the parts by which a line finds its row, `shape` all parts and their types; `new` is what the
    line of a new row may leave out. A row's line is the same on every site that holds the row.
    """

    table: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    shape: ClassVar[Shape]
    new: ClassVar[dict[str, Any]] = {}

    def rows(self) -> Iterator[Any]:
        raise NotImplementedError

    def called(self, line: dict[str, Any]) -> str:
        """Return what somebody who reads a refusal calls it."""
        raise NotImplementedError

    def find(self, line: dict[str, Any]) -> Any:
        """Return the row a line is about; None where it is not here."""
        raise NotImplementedError

    def line_of(self, row: Any) -> dict[str, Any]:
        raise NotImplementedError

    def apply(self, row: Any, line: dict[str, Any]) -> Any:
        """Make the row what a whole line of the right shape says, a new one for None. Refused if it can't."""
        raise NotImplementedError
