"""Print the link that makes the first admin: `manage.py first_admin`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from community.actions.first_admin import AdminExists, first_admin_token


class Command(BaseCommand):
    help = (
        "Print the link with which whoever opens it first becomes the site's admin. It works for three days."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = first_admin_token()
        except AdminExists:
            self.stdout.write(f"  There is an admin: sign in at {settings.SITE_URL}/cms/")
            return
        path = reverse("community:first_admin", args=[token])
        self.stdout.write("  Become its admin with this link. It works once, within three days:")
        self.stdout.write(f"    {settings.SITE_URL}{path}")
