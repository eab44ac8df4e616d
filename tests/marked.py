"""Reading the strings the project marks for translation, as gettext's own xgettext would find them.

Written in Python because many machines lack gettext; for tests/test_translations.py.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

from tests.source import text, tracked, tree

# Neither is searched by makemessages: see the command in CONTRIBUTING.md.
LEFT_OUT = {"tests", "benchmarks"}
# The functions that mark: the places of context, message and plural among their arguments.
FORMS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
PLACES = {
    **FORMS,
    **{f"{name}_lazy": places for name, places in FORMS.items()},
    "gettext_noop": FORMS["gettext"],
    "_": FORMS["gettext"],
}
_STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
# templatize() leaves calls among letters that stand for everything else.
_CALL = re.compile(rf"\b({'|'.join(FORMS)}|_)\(((?:{_STRING}(?:,\s*)?)+)")


class Marked(NamedTuple):
    """One marked string: its context (None: none), its message, its plural ("": none)."""

    context: str | None
    message: str
    plural: str


def _chosen(name: str, strings: list[str]) -> Marked:
    context, message, plural = PLACES[name]
    return Marked(
        None if context is None else strings[context],
        strings[message],
        "" if plural is None else strings[plural],
    )


def _in_template(path: Path) -> Iterator[Marked]:
    for name, strings in _CALL.findall(templatize(text(path))):
        yield _chosen(name, [ast.literal_eval(found) for found in re.findall(_STRING, strings)])


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in PLACES and node.args:
                yield name, node


def _in_module(path: Path) -> Iterator[Marked]:
    for name, call in _calls(path):
        wanted = call.args[: 1 + max(place for place in PLACES[name] if place is not None)]
        strings = [argument.value for argument in wanted if isinstance(argument, ast.Constant)]
        if len(strings) == len(wanted) and all(isinstance(string, str) for string in strings):
            yield _chosen(name, [str(string) for string in strings])


def _searched(*suffixes: str) -> Iterator[Path]:
    for path in tracked():
        if path.suffix in suffixes and path.parts[0] not in LEFT_OUT:
            yield path


def marked() -> dict[Marked, Path]:
    """Return every marked string with one file it stands in."""
    found: dict[Marked, Path] = {}
    for path in _searched(".html", ".txt"):
        found.update(dict.fromkeys(_in_template(path), path))
    for path in _searched(".py"):
        found.update(dict.fromkeys(_in_module(path), path))
    return found


def unreachable() -> Iterator[str]:
    """Yield what no catalogue can serve: calls made at run time, inside an f-string or by another name."""
    for path in _searched(".py"):
        imports = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
        for imported in (imported for node in imports for imported in node.names):
            if imported.name in PLACES and (imported.asname or imported.name) not in PLACES:
                yield f"{path}:{imported.lineno}: {imported.name} as {imported.asname}"
        hidden = {
            inner
            for node in ast.walk(tree(path))
            if isinstance(node, ast.JoinedStr)
            for inner in ast.walk(node)
        }
        for name, call in _calls(path):
            is_made = any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args[:2])
            if is_made or call in hidden:
                yield f"{path}:{call.lineno}: {name}()"
