"""manage.py export_site: the brand's part of the site in one file (docs/transfer.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.transfer.exporting import export_site


class Command(BaseCommand):
    help = "Writes products, topics, pictures, documents, pages, the brand and redirects into a zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file to write, like site.zip")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            report = export_site(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        for remark in report.remarks:
            self.stdout.write(remark)
        for table, counts in report.counts.items():
            self.stdout.write(f"{table}: {counts.total()} lines")
