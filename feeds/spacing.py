"""How the planner keeps entries of one author or topic apart. Pure."""

from collections import defaultdict
from collections.abc import Hashable


class Spacing:
    """At most `cap` entries of one value in any `window` slots in a row, pins ahead included; cap 0: off."""

    def __init__(self, cap: int, window: int) -> None:
        self.cap = cap
        self.window = window
        self.placed: defaultdict[Hashable, list[int]] = defaultdict(list)
        self.pinned: defaultdict[Hashable, list[int]] = defaultdict(list)

    def free_from(self, value: Hashable) -> int:
        """The first slot at which what is already placed leaves room for the value."""
        placed = self.placed.get(value, ())
        return placed[-self.cap] + self.window if self.cap and len(placed) >= self.cap else 0

    def crowded(self, value: Hashable, slot: int) -> bool:
        """Whether the value at `slot` would be one too many, also together with the pins that follow."""
        if value is None or not self.cap:
            return False
        ahead = [pin_slot for pin_slot in self.pinned.get(value, ()) if pin_slot > slot]
        if not ahead:
            return self.free_from(value) > slot
        around = [*self.placed[value][-self.cap :], slot, *ahead[: self.cap]]
        # A pair `cap` places apart spans cap + 1 entries, `slot` always among them.
        return any(around[i + self.cap] - around[i] < self.window for i in range(len(around) - self.cap))
