"""Fill the site to measure it: `manage.py make_load --entries N`."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from community.models import Member
from demo import load
from feeds.actions import plan_due_feeds


class Command(BaseCommand):
    help = (
        "Add posts that nobody wrote, with their entries in feeds, to measure with. For development only: it "
        "needs a superuser of a PostgreSQL, refuses a site with real members, and nothing takes it away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--entries", type=int, required=True, help="How many on the home feed.")

    def handle(self, *args: Any, entries: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is for development only.")
        if connection.vendor != "postgresql":
            raise CommandError("This needs PostgreSQL: see DATABASE_URL.")
        if entries < 1:
            raise CommandError("Say how many: --entries 10000.")
        if Member.objects.filter(is_demo=False).exists():
            raise CommandError("There are members here that are not of the demo. Use a database of its own.")
        began = time.monotonic()
        is_live = self.stdout.isatty()

        def say(text: str) -> None:
            line = f"      {text} ({time.monotonic() - began:.0f} s)"
            # On a terminal one line that is written over.
            self.stdout.write(f"\r{line:<60}" if is_live else line, ending="" if is_live else "\n")
            self.stdout.flush()

        load.make_load(entries, say)
        load.tidy()
        while plan_due_feeds():
            say("feeds planned")
        if is_live:
            self.stdout.write("")
