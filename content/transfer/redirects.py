"""Redirects, known by the address they lead away from."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from content.transfer.mappers import find_page, page_name
from content.transfer.report import Refused
from content.transfer.tables import Table

LEADS_TO = re.compile(r"(/(?!/)|https?://)\S*")


class Redirects(Table):
    """Old addresses, made by hand or left by what was renamed."""

    table = "redirects.jsonl"
    keys = ("from",)
    shape = {"from": str, "to": str, "page": (str, None), "permanent": bool, "automatic": bool}
    new = {"to": "", "page": None, "permanent": True, "automatic": False}

    def rows(self) -> Iterator[Redirect]:
        yield from Redirect.objects.select_related("redirect_page__locale").order_by("old_path", "pk")

    def called(self, line: dict[str, Any]) -> str:
        return str(line.get("from"))

    def find(self, line: dict[str, Any]) -> Redirect | None:
        old = Redirect.normalise_path(line["from"])
        return Redirect.objects.filter(old_path=old).order_by("pk").first()

    def line_of(self, row: Redirect) -> dict[str, Any]:
        page = row.redirect_page
        return {
            "from": row.old_path,
            "to": row.redirect_page_route_path if page else row.redirect_link,
            "page": page_name(page) if page else None,
            "permanent": row.is_permanent,
            "automatic": row.automatically_created,
        }

    def apply(self, row: Redirect | None, line: dict[str, Any]) -> Redirect:
        page = find_page(line["page"]) if line["page"] else None
        if line["page"] and page is None:
            raise Refused(f"It leads to the page “{line['page']}”, which is not here.")
        if not line["from"].startswith("/") or line["from"] == reverse("wagtail_serve", args=[""]):
            raise Refused("“from” is an address of this site, beginning with /, and not the front page.")
        if page is None and not LEADS_TO.fullmatch(line["to"]):
            raise Refused("“to” begins with / or https://.")
        row = row or Redirect(site=Site.objects.get(is_default_site=True))
        row.old_path, row.redirect_page = line["from"], page
        row.redirect_page_route_path, row.redirect_link = (line["to"], "") if page else ("", line["to"])
        row.is_permanent, row.automatically_created = line["permanent"], line["automatic"]
        row.clean()
        row.clean_fields(exclude=["redirect_link"])
        if len(row.redirect_link) > Redirect._meta.get_field("redirect_link").max_length:
            raise Refused("“to” is too long.")
        row.save()
        return row
