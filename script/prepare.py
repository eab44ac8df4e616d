"""Brings the database up to date for `script/server`, saying how far it is: `-m script.prepare [--demo]`."""

import sys
import time
from io import TextIOBase

import django
from django.core.management import call_command


class Progress(TextIOBase):
    """What `migrate` writes to: counts its steps and tells every 40th."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0

    def write(self, text: str) -> int:
        if text.strip().endswith("OK"):
            self.done += 1
            if self.done % 40 == 0 or self.done == self.total:
                print(f"      migration {self.done} of {self.total}", flush=True)
        return len(text)


def migrate() -> None:
    """Apply what is missing; nothing, and quickly, where nothing is."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, stdout=Progress(len(plan)))
    call_command("createcachetable", verbosity=0)


def cut_fonts() -> None:
    """Make the fonts of the pages, so that the first reader has them."""
    from content import webfonts

    for name in webfonts.FACES:
        webfonts.made(name)


def main() -> None:
    began = time.monotonic()
    django.setup()
    migrate()
    cut_fonts()
    if "--demo" in sys.argv[1:]:
        call_command("seed_demo")
    print(f"      done in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
