"""`manage.py index_search`: bring the index of search in line with what may be found."""

from django.core.management.base import BaseCommand

from feeds.actions import relist_everything


class Command(BaseCommand):
    help = (
        "Put every public post, page and writing member into the index of search, and take out what is not. "
        "Once after an update that brings search, and after a restore without it; safe twice, at any time."
    )

    def handle(self, *args: object, **options: object) -> None:
        count = relist_everything()
        self.stdout.write(f"{count} things can be found.")
