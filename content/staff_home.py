"""What the staff pages' front tells editors: what appears and goes next, and what is not published yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision

SHOWN = 8


@dataclass(frozen=True)
class Due:
    """Something the worker will do with a page."""

    at: datetime
    page: Page
    what: str | Promise


def coming_up() -> list[Due]:
    """Return what is scheduled, the soonest first: two queries."""
    now = timezone.now()
    revisions = Revision.page_revisions.filter(approved_go_live_at__gt=now).order_by("approved_go_live_at")
    starts = {int(row.object_id): row.approved_go_live_at for row in revisions[:SHOWN]}
    ends = Page.objects.filter(live=True, expire_at__gt=now).order_by("expire_at")[:SHOWN]
    due = [
        Due(starts[page.pk], page, _("newer words appear") if page.live else _("appears"))
        for page in Page.objects.filter(pk__in=starts)
    ]
    due += [Due(page.expire_at, page, _("goes")) for page in ends]
    return sorted(due, key=lambda each: each.at)[:SHOWN]


def unfinished() -> list[Page]:
    """Return pages with words nobody has published or scheduled, the last touched first."""
    rows = Page.objects.filter(has_unpublished_changes=True, latest_revision__approved_go_live_at=None)
    return list(rows.exclude(latest_revision=None).order_by("-latest_revision_created_at")[:SHOWN])


class EditorsPanel(Component):
    """Both lists, where there is something to list."""

    name = "editors"
    template_name = "content/staff/front.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"due": coming_up(), "unfinished": unfinished()}
