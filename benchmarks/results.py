"""Keeps RESULTS.md: one section for each benchmark, replaced whole when it is run again."""

import datetime
import re
from pathlib import Path

from benchmarks.machine import describe

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# Results of the benchmarks

Written by the benchmarks themselves; README.md says how to read them.
"""


def record(title: str, *, command: str, how: str, table: str) -> str:
    """Write the section of one benchmark and return it: what was run, when, where and how, and figures."""
    today = datetime.datetime.now(datetime.UTC).date()
    section = f"## {title}\n\n`{command}`, {today}: {describe()}; {how}.\n\n{table}\n"
    others = RESULTS.read_text() if RESULTS.exists() else HEAD
    kept = re.split(r"^(?=## )", others, flags=re.MULTILINE)
    mine = [number for number, text in enumerate(kept) if text.startswith(f"## {title}\n")]
    if mine:
        kept[mine[0]] = section
    else:
        kept.append(section)
    RESULTS.write_text("\n".join(text.rstrip("\n") + "\n" for text in kept))
    return section


def table_of(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table; every column but the first is of figures, to the right."""
    lines = [head, ["---", *("---:" for _name in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
