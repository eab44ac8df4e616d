"""What feeds add to the staff pages."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from community.badges import Badge
from community.personal_data import Holding
from feeds.chosen import CHOSEN
from feeds.holdings import HOLDINGS
from feeds.views import placements


@hooks.register("register_admin_urls")
def placement_urls() -> list[URLPattern]:
    return [
        path("placements/", placements.placements, name="feeds_placements"),
        path("placements/posts/<int:post_id>/", placements.new_placement, name="feeds_place_post"),
        path("placements/<int:pk>/cancellation/", placements.cancellation, name="feeds_cancel_placement"),
    ]


class PlacementsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("feeds.add_placement")


@hooks.register("register_admin_menu_item")
def placements_item() -> MenuItem:
    return PlacementsItem(_("Placements"), reverse("feeds_placements"), icon_name="pick", order=150)


@hooks.register("badges")
def badges() -> list[Badge]:
    return [CHOSEN]


@hooks.register("personal_data")
def personal_data() -> list[Holding]:
    return HOLDINGS
