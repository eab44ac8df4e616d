"""Render stored words anew after the sanitiser has changed. It may be stopped and started again."""

from typing import Any

from django.core.management.base import BaseCommand

from community.actions.rendering import rerender


class Command(BaseCommand):
    help = "Render posts and comments whose render version is an old one, from what was typed."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--batch", type=int, default=200, help="rows per transaction (200)")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        done = 0
        for result in rerender(batch=batch):
            done += result.rendered
            self.stdout.write(f"{result.what}: {result.rendered} rendered, up to {result.last}")
            for pk, why in result.refused:
                self.stderr.write(f"{result.what} {pk} stays as it is: {why}")
        self.stdout.write(f"rendered {done}")
