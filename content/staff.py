"""Wagtail's staff pages, fitted to this house: one clock for all, and for each what they may touch."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.auth import permission_denied, require_admin_access
from wagtail.admin.menu import MenuItem, admin_menu
from wagtail.admin.ui.components import Component
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
)
from wagtail.permissions import page_permission_policy
from wagtail.users.models import UserProfile

from content.context import brand_of
from content.staff_home import EditorsPanel

# What Wagtail has for editors. It lets in whoever has a door to the staff pages, as the desk has.
FOR_EDITORS = re.compile(
    r"(pages|images|documents|redirects|snippets|settings|reports|workflows|bulk|choose-[a-z-]+|api"
    r"|tag-autocomplete|embeds|block-preview)/|localize/(?!jsi18n)"
)


class StaffPages:
    """Everybody there works by the brand's clock, reads their own language, and sees what they may touch.

    Wagtail takes time zone and language from the row of whoever asks; ours are put in their place, and never
    saved. A language chosen for the staff pages alone stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        front = reverse("wagtailadmin_home")
        if not (request.path_info.startswith(front) and request.user.has_perm("wagtailadmin.access_admin")):
            return self.get_response(request)
        user: Any = request.user
        profile = UserProfile.objects.filter(user=user).first() or UserProfile(user=user)
        profile.current_time_zone = brand_of(request).time_zone
        profile.preferred_language = profile.preferred_language or user.language
        user.wagtail_userprofile = profile
        if not edits_pages(user):
            if request.path_info == front and (own := admin_menu.menu_items_for_request(request)):
                return redirect(own[0].url)
            if FOR_EDITORS.match(request.path_info.removeprefix(front)):
                return permission_denied(request)
        return self.get_response(request)


def edits_pages(user: Any) -> bool:
    """Say whether somebody may edit any page; Wagtail remembers the answer for the request."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"})


@hooks.register("construct_main_menu", order=100)
def leave_out_editors_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Nobody else finds reports on pages, or help with writing them."""
    if not edits_pages(request.user):
        items[:] = [item for item in items if item.name not in ("reports", "help", "settings")]


@hooks.register("construct_homepage_panels")
def show_what_comes_up(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(EditorsPanel())


class Account(AccountView):
    """How staff like their pages. Name and picture are a member's, under "My profile"."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        elsewhere = (NameEmailSettingsPanel, AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, elsewhere)]


account = require_admin_access(Account.as_view())
