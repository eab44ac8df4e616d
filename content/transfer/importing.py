"""Reading the file: each line by itself, so that one that cannot go in keeps no other out."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, transaction
from django.utils import translation

from content.transfer.archive import LARGEST_LINE, Reader
from content.transfer.catalogue import Brand, Products, Topics
from content.transfer.files import Documents, Pictures, hash_library
from content.transfer.mappers import Inward
from content.transfer.pages import Pages
from content.transfer.redirects import Redirects
from content.transfer.report import CHANGED, CREATED, UNCHANGED, Refused, Report
from content.transfer.shapes import shaped, words_of
from content.transfer.tables import Table


class Same(Exception):
    """The row is as before: whatever was done to it is taken back, with all that would follow."""


def import_site(path: Path, *, dry_run: bool = False) -> Report:
    """Bring a file's lines into this site, and say what became of each. BadArchive: nothing was used.

    What is here and not in the file stays. With `dry_run` everything is tried and nothing kept.
    """
    with Reader(path) as archive, translation.override(settings.LANGUAGE_CODE):
        importing = _Importing(archive)
        hash_library()
        if not dry_run:
            return importing.run()
        try:
            with transaction.atomic():
                importing.run()
                transaction.set_rollback(True)
        finally:
            importing.forget_files(0)
        return importing.report


class _Importing:
    def __init__(self, archive: Reader) -> None:
        self.archive, self.report = archive, Report()
        self.mapper = Inward(keep_posts=archive.manifest.get("site") == settings.SITE_URL)
        self.pictures, self.documents = Pictures(archive), Documents(archive)
        self.written: list[str] = []
        self.pictures.written = self.documents.written = self.written
        self.kinds: list[Table] = [
            self.pictures, self.documents, Products(self.mapper), Topics(self.mapper), Brand(self.mapper),
            Pages(self.report, self.mapper), Redirects(),
        ]  # fmt: skip

    def run(self) -> Report:
        for kind in self.kinds:
            again = [(number, line) for number, line in self._lines(kind) if self._row(kind, number, line)]
            # Pages that link to pages further down: now they are here, if ever.
            for number, line in again:
                if missing := self._row(kind, number, line, is_second=True):
                    names = ", ".join(sorted(missing))
                    self.report.remark(f"{kind.table}:{number} links to a page that is not here ({names}).")
        return self.report

    def _lines(self, kind: Table) -> Any:
        """Yield number and line of all that can be read at all."""
        for number, raw in self.archive.lines(kind.table):
            try:
                yield number, _read(kind, raw)
            except Refused as refusal:
                self.report.refuse(kind.table, number, str(refusal))

    def _row(self, kind: Table, number: int, line: dict[str, Any], *, is_second: bool = False) -> set[str]:
        """Bring one line in. Return the pages it links to that are not here."""
        self.mapper.begin(":".join(line[name] for name in kind.keys))
        files_before = len(self.written)
        try:
            with transaction.atomic():
                outcome = self._bring(kind, line)
        except Same:
            outcome = UNCHANGED
        except (Refused, ValidationError, DataError, IntegrityError) as error:
            why = words_of(error) if isinstance(error, ValidationError) else str(error)
            self.forget_files(files_before)
            self.report.refuse(kind.table, number, f"“{kind.called(line)}”: {why}")
            return set()
        if not is_second:
            self.report.count(kind.table, outcome)
        return self.mapper.pages_missing

    def _bring(self, kind: Table, line: dict[str, Any]) -> str:
        row = kind.find(line)
        before = kind.line_of(row) if row else None
        line = shaped(_merged(before or kind.new, line), kind.shape)
        if line == before:
            return UNCHANGED
        row = kind.apply(row, line)
        after = kind.line_of(row)
        if after == before:
            raise Same
        return CHANGED if before else CREATED

    def forget_files(self, since: int) -> None:
        """Delete files whose rows were taken back."""
        while len(self.written) > since:
            default_storage.delete(self.written.pop())


def _read(kind: Table, raw: bytes) -> dict[str, Any]:
    """Return a line as far as it can be looked for. Refused for what is none."""
    if len(raw) > LARGEST_LINE:
        raise Refused(f"It is longer than {LARGEST_LINE // 1024**2} MB.")
    try:
        line = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused("It is no JSON.") from error
    if not isinstance(line, dict):
        raise Refused("It is no JSON object.")
    if b"\\u0000" in raw or not _is_text(line):
        raise Refused("It holds a character that no text holds.")
    shaped({name: line.get(name) for name in kind.keys}, dict.fromkeys(kind.keys, str))
    return line


def _is_text(line: dict[str, Any]) -> bool:
    try:
        json.dumps(line, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # Half of a pair of surrogates.
        return False
    return True


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def _merged(before: dict[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    """Return the line with what it leaves out as it is here; so do a page's fields."""
    merged = {**before, **line}
    if isinstance(before.get("fields"), dict) and isinstance(line.get("fields"), dict):
        merged["fields"] = {**before["fields"], **line["fields"]}
    return merged
