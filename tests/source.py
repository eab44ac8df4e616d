"""Reading the project's own source: files, imports, names. For tests/test_architecture.py."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

GROUND = {"fetching", "jobs", "pagecache"}
# Each room and what it may import besides itself. insights and campaigns get their line when they come:
# campaigns above feeds, insights above campaigns and moderation.
MAY_IMPORT = {
    "fetching": set(),
    "jobs": set(),
    "pagecache": {"jobs"},
    "content": GROUND,
    "community": GROUND | {"content"},
    "moderation": GROUND | {"content", "community"},
    "feeds": GROUND | {"content", "community"},
    "demo": GROUND | {"content", "community", "moderation", "feeds"},
    "config": GROUND | {"content", "community", "moderation", "feeds", "demo"},
}
ROOMS = set(MAY_IMPORT)


@cache
def tracked() -> list[Path]:
    """Return the project's files: what git knows or would take in; every file where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / line for line in listed.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        left_out = {".git", ".venv", "var", "node_modules"}
        paths = [path for path in ROOT.rglob("*") if not left_out & set(path.relative_to(ROOT).parts)]
    return sorted(path.relative_to(ROOT) for path in paths if path.is_file())


def python_files(*, tests: bool = False, migrations: bool = False) -> Iterator[Path]:
    """Yield the rooms' modules, those of the tests instead when asked."""
    for path in tracked():
        if path.suffix != ".py" or ("migrations" in path.parts and not migrations):
            continue
        if (path.parts[0] == "tests") if tests else (path.parts[0] in ROOMS):
            yield path


def templates() -> Iterator[Path]:
    for path in tracked():
        if path.suffix in {".html", ".txt", ".xml", ".svg"} and "templates" in path.parts:
            yield path


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything the module imports, inside functions too."""
    package = path.parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of names, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else node.attr
    return ""


def names(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every name the module uses."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node.lineno, dotted(node)


def matches(paths: Iterable[Path], pattern: str) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), 1)
        if found.search(line)
    ]


def refuse(places: Iterable[str], instead: str) -> None:
    """Fail with every place that breaks a rule and what to write there instead."""
    found = sorted(set(places))
    if found:
        pytest.fail("\n".join([instead, *(f"  {place}" for place in found)]), pytrace=False)
