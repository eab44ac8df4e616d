"""Take the demo brand away again: `manage.py remove_demo [--yes] [--with-answers]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.models import Member
from demo.removal import Plan, find, remove


class Command(BaseCommand):
    help = (
        "Remove everything that seed_demo made. What real members wrote stays, and so does what their words "
        "hold on to; the command names it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Do not ask first.")
        parser.add_argument(
            "--with-answers",
            action="store_true",
            help="Also remove demo posts that real members answered or rated, with their answers.",
        )

    def handle(self, *args: Any, yes: bool, with_answers: bool, **options: Any) -> None:
        plan = find(with_answers=with_answers)
        if plan.is_empty:
            self.stdout.write("Nothing is left of the demo that could be removed.")
            self.tell_what_stays(plan)
            return
        self.stdout.write("This is of the demo and goes:")
        for kind, count in plan.counts().items():
            if count:
                self.stdout.write(f"  {count} {kind}")
        self.tell_what_stays(plan)
        if not (yes or self.is_sure()):
            raise CommandError("Nothing was removed.")
        remove(plan)
        self.stdout.write(self.style.SUCCESS("The demo is gone."))
        if not Member.objects.admins().exists():
            self.stdout.write("Nobody is admin now: make one with manage.py createsuperuser.")

    def tell_what_stays(self, plan: Plan) -> None:
        if plan.kept:
            self.stdout.write("This stays:")
        for kept in plan.kept:
            self.stdout.write(f"  {kept.what}: {kept.why}")

    def is_sure(self) -> bool:
        try:
            return input("Remove it for good? Type yes: ").strip().lower() == "yes"
        except EOFError:
            return False
