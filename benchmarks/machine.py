"""What a figure needs to be worth anything: the processor time it cost, and where it was measured."""

import os
import platform
import subprocess
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def family(root: int) -> set[int]:
    """Return the process and everything it started, directly or not."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found, left = set(), [root]
    while left:
        pid = left.pop()
        found.add(pid)
        left += children.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """Return the processor time of a process, its living family and its ended children, in seconds."""
    ticks = 0
    for pid in family(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        own, ended = fields[11:13], fields[13:15]
        ticks += sum(map(int, [*own, *ended]))
    return ticks / TICK


def describe() -> str:
    """Name cores, processor and Python, and the commit that was measured."""
    models = {
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    }
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {', '.join(sorted(models)) or platform.machine()}, {python}, {commit()}"


def commit() -> str:
    """Return the short name of the commit, and whether the tree has changed since."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return f"commit {git('rev-parse', '--short', 'HEAD')}{' with changes' if changed else ''}"
