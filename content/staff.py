"""Wagtail's staff pages, fitted to this house: one clock for all, and nothing a member has elsewhere."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
)
from wagtail.users.models import UserProfile

from content.context import brand_of


class BrandClock:
    """Staff read and type times in the brand's zone, wherever they are.

    Wagtail takes the zone from the row of whoever asks; ours is put in its place, and never saved.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(reverse("wagtailadmin_home")) and request.user.is_authenticated:
            user: Any = request.user
            profile = UserProfile.objects.filter(user=user).first() or UserProfile(user=user)
            profile.current_time_zone = brand_of(request).time_zone
            user.wagtail_userprofile = profile
        return self.get_response(request)


class Account(AccountView):
    """How staff like their pages. Name and picture are a member's, under "My profile"."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        elsewhere = (NameEmailSettingsPanel, AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, elsewhere)]


account = require_admin_access(Account.as_view())
