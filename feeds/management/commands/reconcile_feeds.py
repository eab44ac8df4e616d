"""`manage.py reconcile_feeds`: compare every feed with what it is made of, and repair it."""

from django.core.management.base import BaseCommand

from feeds.actions import reconcile


class Command(BaseCommand):
    help = "Compare every entry of every feed with its source, repair what differs, and print what it was."

    def handle(self, *args: object, **options: object) -> None:
        wrong = reconcile()
        for kind, count in sorted(wrong.items()):
            self.stdout.write(f"{count:8}  {kind}")
        self.stdout.write(f"{wrong.total():8}  wrong in all (0 is expected); repaired.")
