"""What the tools found, and the one table it is printed as."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """A page as somebody opens it, or a document that no address shows."""

    who: str
    name: str


@dataclass
class Findings:
    """How often each tool looked at each page, what it found wrong there, and what it measured."""

    looked: dict[Place, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    faults: dict[Place, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    figures: dict[Place, str] = field(default_factory=dict)

    def note(self, tool: str, place: Place, faults: Iterable[str], *, times: int = 1) -> None:
        """A tool looked at a page, so often, and this is what it found."""
        self.looked[place][tool] += times
        self.faults[place][tool] += faults

    @property
    def count(self) -> int:
        return sum(len(lines) for by_tool in self.faults.values() for lines in by_tool.values())

    def table(self, tools: list[str]) -> str:
        """Return a row for each page, `faults/looks` for each tool, and what was measured of it."""
        rows = [["who", "page", *tools, "measured"]]
        for place in self.looked:
            cells = [self._cell(place, tool) for tool in tools]
            rows.append([place.who, place.name, *cells, self.figures.get(place, "")])
        totals = [
            f"{sum(len(by_tool[tool]) for by_tool in self.faults.values())}"
            f"/{sum(by_tool[tool] for by_tool in self.looked.values())}"
            for tool in tools
        ]
        rows.append(["", f"{len(self.looked)} pages: faults / looks", *totals, ""])
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        rows.insert(1, ["-" * width for width in widths])
        return "\n".join(
            "| " + " | ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) + " |"
            for row in rows
        )

    def _cell(self, place: Place, tool: str) -> str:
        looks = self.looked[place][tool]
        return f"{len(self.faults[place][tool])}/{looks}" if looks else ""

    def lines(self) -> list[str]:
        """Return every fault, with the page it is on; what many pages share is told once."""
        places: dict[str, list[Place]] = defaultdict(list)
        for place, by_tool in self.faults.items():
            for tool, lines in by_tool.items():
                for line in dict.fromkeys(lines):
                    places[f"{tool}: {line}"].append(place)
        return [
            f"{line}\n    on {len(where)}: {', '.join(f'{place.name} ({place.who})' for place in where[:3])}"
            for line, where in sorted(places.items(), key=lambda item: -len(item[1]))
        ]
