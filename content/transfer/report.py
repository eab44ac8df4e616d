"""What became of each line, in plain words."""

from collections import Counter
from dataclasses import dataclass, field

WRITTEN, CREATED, CHANGED, UNCHANGED, REFUSED = "written", "created", "changed", "unchanged", "refused"


class Refused(Exception):
    """A line that cannot go in; its message says why."""


@dataclass
class Report:
    """Counts by file, and what somebody should read: refusals first of all."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def count(self, file: str, outcome: str) -> None:
        self.counts.setdefault(file, Counter())[outcome] += 1

    def refuse(self, file: str, number: int, why: str) -> None:
        self.count(file, REFUSED)
        self.remark(f"{file}:{number} refused: {why}")

    def remark(self, text: str) -> None:
        if text not in self.remarks:
            self.remarks.append(text)

    @property
    def refused(self) -> int:
        return sum(counts[REFUSED] for counts in self.counts.values())
