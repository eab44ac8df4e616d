"""Seed the demo brand: `manage.py seed_demo [--posts N]`."""

import time
from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from community.models import Post
from demo import texts, variations
from demo.seeding import additions, editorial, feeds, legal, objections, owners, people, posts, together


class Command(BaseCommand):
    help = "Seed the demo brand through the site's own actions. Running it again adds what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--posts", type=int, default=0, help="Go on with variations up to N posts.")

    def handle(self, *args: Any, posts: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo brand has well-known passwords: it is not for production.")
        wanted = max(posts, len(texts.load_posts()))
        if Post.objects.count() >= wanted:
            self.stdout.write("      the demo brand is here already")
            return
        self.seed(wanted)

    def seed(self, wanted: int) -> None:
        began = time.monotonic()

        def say(text: str) -> None:
            self.stdout.write(f"      {text} ({time.monotonic() - began:.0f} s)")

        editorial.seed_brand()
        pictures = editorial.seed_pictures()
        editorial.seed_catalogue(pictures)
        editorial.seed_pages(pictures)
        legal.seed_legal_pages()
        say("the brand, its products and pages")
        members = people.seed_people()
        owners.seed_owners(members)
        say(f"{len(members)} members")
        posts.seed_posts(members, texts.load_posts(), say)
        missing = wanted - Post.objects.count()
        if missing > 0:
            posts.seed_posts(members, islice(variations.more_posts(missing), missing), say)
        posts.seed_comments(members, say)
        additions.seed_additions(pictures)
        say("pages that thank customers")
        together.seed_together(members)
        objections.seed_objections(members)
        say("ideas that are wanted, experts, words beneath pages, a report and an appeal")
        feeds.sync_everything()
        feeds.seed_own_feed()
        feeds.seed_placements()
        people.recognise()
        say("feeds planned, badges and levels given")
