"""Writing the file."""

from pathlib import Path
from typing import Any

from django.conf import settings

from content.transfer.archive import Writer
from content.transfer.catalogue import Brand, Products, Topics
from content.transfer.files import Documents, Pictures, hash_library, packed_name
from content.transfer.pages import Pages
from content.transfer.redirects import Redirects
from content.transfer.report import WRITTEN, Report
from content.transfer.tables import Table


def export_site(path: Path) -> Report:
    """Write the brand's part of the site into a new zip; FileExistsError if there is such a file.

    The report counts the lines of each table, and remarks on what could not be taken along.
    """
    report = Report()
    hash_library()
    with Writer(path) as archive:
        archive.manifest(site=settings.SITE_URL, languages=[code for code, _name in settings.LANGUAGES])
        for files in (Pictures(), Documents()):
            lines = []
            for row in files.rows():
                try:
                    with row.file.open("rb") as file:
                        archive.file(packed_name(files.folder, row), file.read())
                except OSError:
                    report.remark(f"“{row.title}” is left out: its file is lost.")
                else:
                    lines.append(files.line_of(row))
            _table(archive, report, files.table, lines)
        kinds: list[Table] = [Products(), Topics(), Brand(), Pages(report), Redirects()]
        for kind in kinds:
            _table(archive, report, kind.table, [kind.line_of(row) for row in kind.rows()])
    return report


def _table(archive: Writer, report: Report, name: str, lines: list[dict[str, Any]]) -> None:
    archive.table(name, lines)
    for _line in lines:
        report.count(name, WRITTEN)
