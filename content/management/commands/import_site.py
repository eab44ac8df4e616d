"""manage.py import_site: bring in a file of export_site's, or one made by hand (docs/transfer.md)."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.transfer.archive import BadArchive
from content.transfer.importing import import_site
from content.transfer.report import CHANGED, CREATED, REFUSED, UNCHANGED


class Command(BaseCommand):
    help = "Brings in what export_site wrote. Lines that cannot go in are named; the others go in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the zip to read")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")

    def handle(self, *args: Any, path: Path, dry_run: bool, **options: Any) -> None:
        try:
            report = import_site(path, dry_run=dry_run)
        except BadArchive as error:
            raise CommandError(f"{error} Nothing was brought in.") from error
        for remark in report.remarks:
            self.stdout.write(remark)
        for table, counts in report.counts.items():
            outcomes = (CREATED, CHANGED, UNCHANGED, REFUSED)
            told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in outcomes)
            self.stdout.write(f"{table}: {told}")
        if dry_run:
            self.stdout.write("Nothing was kept: this was a trial.")
        if report.refused:
            sys.exit(1)
