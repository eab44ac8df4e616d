"""Note mails that came back: `manage.py record_bounces < report.eml`, called by the mail server for each."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from community.actions.bouncing import note_failure
from community.mail.bounces import failures_in

LARGEST = 5 * 1024 * 1024
"""Bytes of a report that are read; what returns a mail whole stays far below it."""


class Command(BaseCommand):
    help = "Note the delivery reports in the files named, or the one on standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        noted = 0
        for report in self._reports(options["files"]):
            noted += sum(note_failure(failure) is not None for failure in failures_in(report))
        self.stdout.write(f"{noted} noted")

    def _reports(self, files: list[Path]) -> list[bytes]:
        if not files:
            return [sys.stdin.buffer.read(LARGEST)]
        return [path.read_bytes()[:LARGEST] for path in files]
