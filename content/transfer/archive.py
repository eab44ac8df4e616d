"""The zip: written in one order with one date, so that one site makes one file; read with every suspicion.

Nothing is ever unpacked to a path: names are looked up, never joined to a folder. What does not belong in
such a file, or is larger than any site needs, refuses the file as a whole, before anything of it is used.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from content.transfer import FORMAT, VERSION

MANIFEST = "manifest.json"
# In the order in which they are written and read: what is named comes before what names it.
TABLES = (
    "pictures.jsonl", "documents.jsonl", "products.jsonl", "topics.jsonl", "brand.jsonl", "pages.jsonl",
    "redirects.jsonl",
)  # fmt: skip
FILE = re.compile(r"(pictures|documents)/[0-9a-f]{40}\.[a-z0-9]{1,8}")
MOST_FILES = 20_000
# In bytes.
LARGEST_TABLE = 200 * 1024**2
LARGEST_LINE = 2 * 1024**2
LARGEST_FILE = 64 * 1024**2
LARGEST_SITE = 8 * 1024**3
# Beyond this, packed bytes are no pictures and no words.
MOST_PACKED = 200
SOME_DAY = (1980, 1, 1, 0, 0, 0)


class BadArchive(Exception):
    """Not a file of ours, or one that wants to do harm; nothing of it is used."""


class Writer:
    """Writes tables and files into a new zip at `path`."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "x")

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *exception: object) -> None:
        self._zip.close()

    def manifest(self, **facts: Any) -> None:
        self._write(MANIFEST, _dump({"format": FORMAT, "version": VERSION, **facts}) + b"\n")

    def table(self, name: str, lines: Iterable[dict[str, Any]]) -> None:
        self._write(name, b"".join(_dump(line) + b"\n" for line in lines))

    def file(self, name: str, content: bytes) -> None:
        """Store bytes that are packed already."""
        self._write(name, content, zipfile.ZIP_STORED)

    def _write(self, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
        info = zipfile.ZipInfo(name, SOME_DAY)
        info.compress_type, info.external_attr = method, 0o644 << 16
        self._zip.writestr(info, content)


class Reader:
    """Reads what `Writer` wrote. BadArchive for anything else."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise BadArchive(f"{path} is no zip file that can be read: {error}") from error
        try:
            self._check()
            self.manifest = self._manifest()
            for table in TABLES:
                self.lines(table)
            self._starts = {name.partition(".")[0] + ".": name for name in self._zip.namelist()}
        except BadArchive:
            self._zip.close()
            raise

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *exception: object) -> None:
        self._zip.close()

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES:
            raise BadArchive(f"It holds {len(entries)} files; {MOST_FILES} are the most.")
        if sum(entry.file_size for entry in entries) > LARGEST_SITE:
            raise BadArchive(f"Unpacked it would be larger than {LARGEST_SITE // 1024**3} GB.")
        seen: set[str] = set()
        for entry in entries:
            name = entry.filename
            if name != MANIFEST and name not in TABLES and not FILE.fullmatch(name):
                raise BadArchive(f"“{name[:100]}” does not belong in such a file.")
            if name in seen:
                raise BadArchive(f"“{name}” is in it twice.")
            if entry.flag_bits & 1:
                raise BadArchive(f"“{name}” is encrypted.")
            largest = LARGEST_FILE if FILE.fullmatch(name) else LARGEST_TABLE
            if entry.file_size > largest:
                raise BadArchive(f"“{name}” is larger than {largest // 1024**2} MB.")
            if entry.file_size > MOST_PACKED * max(entry.compress_size, 1024):
                raise BadArchive(f"“{name}” is packed more tightly than words or pictures can be.")
            seen.add(name)

    def _manifest(self) -> dict[str, Any]:
        try:
            manifest = json.loads(self.file(MANIFEST))
        except (KeyError, ValueError, RecursionError) as error:
            raise BadArchive(
                "It has no manifest.json that can be read: it is no export of a site."
            ) from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise BadArchive("Its manifest does not say that it is an export of a site.")
        if manifest.get("version") != VERSION:
            raise BadArchive(f"It is of version {manifest.get('version')}; this site reads {VERSION}.")
        return manifest

    def find(self, start: str) -> str | None:
        """Return the name of the file that begins so, its extension following; None where there is none."""
        return self._starts.get(start)

    def file(self, name: str) -> bytes:
        """Return a file's bytes; KeyError where there is none, BadArchive where it is damaged."""
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise BadArchive(f"“{name}” is damaged: {error}") from error

    def lines(self, name: str) -> list[tuple[int, bytes]]:
        """Return the number and the bytes of every line of a table that is not empty; none without it."""
        if name not in self._zip.namelist():
            return []
        lines = enumerate(self.file(name).split(b"\n"), start=1)
        return [(number, line) for number, line in lines if line.strip()]


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
