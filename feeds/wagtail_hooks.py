"""What feeds add to the staff pages."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from community.badges import Badge
from community.models import Member
from community.personal_data import Holding
from feeds.chosen import CHOSEN
from feeds.holdings import HOLDINGS
from feeds.sources import placeable_pages
from feeds.views import board, calendar, curation_log, own, placements


@hooks.register("register_admin_urls")
def placement_urls() -> list[URLPattern]:
    return [
        path("placements/", placements.placements, name="feeds_placements"),
        path("placements/find/", placements.find, name="feeds_find"),
        path("placements/log/", curation_log.log, name="feeds_placement_log"),
        path("placements/calendar/", calendar.calendar, name="feeds_placement_calendar"),
        path("placements/posts/<int:post_id>/", placements.place_post, name="feeds_place_post"),
        path("placements/pages/<int:page_id>/", placements.place_page, name="feeds_place_page"),
        path("placements/changes/<int:pk>/undo/", curation_log.undo, name="feeds_undo_change"),
        path("placements/<int:pk>/edits/", curation_log.edits, name="feeds_placement_edits"),
        path("placements/<int:pk>/cancellation/", placements.cancellation, name="feeds_cancel_placement"),
        path("placements/<slug:slug>/<slug:language>/", board.board, name="feeds_board"),
    ]


@hooks.register("register_admin_urls")
def feed_urls() -> list[URLPattern]:
    return [
        path("feeds/", own.feed_rows, name="feeds_feeds"),
        path("feeds/new/", own.new_feed, name="feeds_new_feed"),
        path("feeds/<slug:slug>/", own.one_feed, name="feeds_feed"),
        path("feeds/<slug:slug>/deletion/", own.deletion, name="feeds_delete_feed"),
    ]


class PlacementsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("feeds.add_placement")


@hooks.register("register_admin_menu_item")
def placements_item() -> MenuItem:
    return PlacementsItem(_("Placements"), reverse("feeds_placements"), icon_name="pick", order=150)


@hooks.register("register_admin_menu_item")
def feeds_item() -> MenuItem:
    return PlacementsItem(_("Feeds"), reverse("feeds_feeds"), icon_name="list-ul", order=151)


@hooks.register("badges")
def badges() -> list[Badge]:
    return [CHOSEN]


@hooks.register("personal_data")
def personal_data() -> list[Holding]:
    return HOLDINGS


@hooks.register("register_page_header_buttons")
def feature_page(page: Page, user: Member, **kwargs: Any) -> Iterator[Button]:
    """Offer to place a page where marketers meet it, if everybody may read it and it is no alias."""
    has_kind = bool(getattr(page.specific_class, "feed_kind", ""))
    if not has_kind or not user.has_perm("feeds.add_placement"):
        return
    if placeable_pages().filter(pk=page.pk).exists():
        yield Button(
            _("Feature this page"), reverse("feeds_place_page", args=[page.pk]), icon_name="pick", priority=80
        )
