"""`manage.py show_edition home --at "2026-05-03 10:00"`: what a feed said then, as far as it is known."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.brand import Brand, current_brand
from feeds import explain
from feeds.editions import edition_at, slots_of
from feeds.models import Edition, Feed

GONE = "(taken down since, or no longer in this feed)"


class Command(BaseCommand):
    help = "Print what stood in each slot of a feed at a time, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="home, product-<slug>, topic-<slug> or a feed of your own")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE)
        parser.add_argument(
            "--at", default="", help='as "2026-05-03 10:00", in the brand\'s zone; now if empty'
        )

    def handle(self, *args: object, **options: Any) -> None:
        feed = Feed.objects.filter(slug=options["slug"], language=options["language"]).first()
        if feed is None:
            raise CommandError(f"There is no feed {options['slug']} in {options['language']}.")
        brand = current_brand()
        at = _moment(options["at"], brand)
        stood = edition_at(feed, at, brand.settings.zone)
        if stood is None:
            raise CommandError(f"{feed} had no edition yet on {_said(at, brand)}.")
        name = f"edition {stood.edition.number} of {feed}, made {_said(stood.edition.created_at, brand)}"
        if stood.is_exact:
            self.stdout.write(f"On {_said(at, brand)}: {name}")
        else:
            self.stdout.write(
                f"What stood there on {_said(at, brand)} is no longer kept: it was one of {stood.lost + 1} "
                f"editions, of which {stood.lost} are gone. The nearest that is kept:\n{name}"
            )
        self.write_slots(stood.edition, brand)

    def write_slots(self, edition: Edition, brand: Brand) -> None:
        facts = explain.Facts(brand=brand.name)
        for shown in slots_of(edition):
            why = explain.sentence(explain.why(shown.slot, facts))
            self.stdout.write(f"{shown.number:3}  {shown.slot.lane:9}  {shown.title or GONE}\n     {why}")


def _moment(text: str, brand: Brand) -> datetime:
    """Return the time that was asked for. CommandError for none."""
    if not text:
        return timezone.now()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=brand.settings.zone)
    except ValueError as error:
        raise CommandError(f'"{text}" is no time. Write it as "2026-05-03 10:00".') from error


def _said(moment: datetime, brand: Brand) -> str:
    return f"{moment.astimezone(brand.settings.zone):%Y-%m-%d %H:%M:%S} ({brand.time_zone})"
