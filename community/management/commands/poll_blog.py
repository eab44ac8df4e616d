"""Poll one feed at once: `manage.py poll_blog ADDRESS --as HANDLE [--since DATE] [--assume-tags PRODUCT]`."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from community.actions.blogs import accept_proof
from community.actions.polling import poll_blog
from community.models import Blog, Member
from content.models import Product


class Command(BaseCommand):
    help = "Read a feed as a member's own blog now, say what became of every entry, and keep following it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="The feed's address.")
        parser.add_argument("--as", dest="handle", required=True, help="The member whose blog it is.")
        parser.add_argument("--since", help="Take entries newer than this date (development only).")
        parser.add_argument(
            "--assume-tags", help="Take untagged entries, for this product (development only)."
        )

    def handle(self, *args: Any, address: str, handle: str, **options: Any) -> None:
        since, product = options["since"], options["assume_tags"]
        if settings.PRODUCTION and (since or product):
            raise CommandError("--since and --assume-tags are for development: history is never imported.")
        member = Member.objects.filter(username=handle).first()
        if member is None:
            raise CommandError(f"There is no member called {handle}.")
        visit = poll_blog(self.blog(member, address), since=_moment(since), assumed_product=_product(product))
        for line in visit.lines:
            mark = "taken    " if line["taken"] else "not taken"
            self.stdout.write(f"{mark}  {line['title'] or line['url']}: {line['why']}")
        self.stdout.write(visit.outcome)
        self.stdout.write(f"read {visit.found}, taken {visit.taken}")
        if visit.failed:
            raise SystemExit(1)

    def blog(self, member: Member, address: str) -> Blog:
        """Return the member's blog at this address; who runs this command vouches for a new one."""
        blog = Blog.objects.filter(feed_url=address).first()
        if blog is None:
            blog = Blog.objects.create(
                member=member, site_url=address, feed_url=address, claimed_at=timezone.now()
            )
        if blog.member_id != member.pk:
            raise CommandError(f"This feed is followed as a blog of {blog.member.username}.")
        return blog if blog.proven_at else accept_proof(blog)


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    day = parse_date(text)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else parse_datetime(text)
    if moment is None:
        raise CommandError(f"{text} is no date: write it like 2026-01-31.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _product(slug: str | None) -> int | None:
    if not slug:
        return None
    product = Product.objects.filter(slug=slug).first()
    if product is None:
        raise CommandError(f"There is no product called {slug}.")
    return product.pk
