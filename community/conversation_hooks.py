"""What the conversation adds to the staff pages: experts, and that it outlives a page's translation."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from community.actions.rehousing import rehouse_comments
from community.roles import may_name_experts
from community.views import experts


@hooks.register("register_admin_urls")
def expert_urls() -> list[URLPattern]:
    return [
        path("experts/", experts.staff_experts, name="community_experts"),
        path("experts/<int:pk>/end/", experts.staff_expert_end, name="community_expert_end"),
    ]


class ExpertsItem(MenuItem):
    """Experts, for whoever names them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_name_experts(request.user)


@hooks.register("register_admin_menu_item")
def experts_item() -> MenuItem:
    return ExpertsItem(
        _("Experts"), reverse("community_experts"), name="experts", icon_name="help", order=158
    )


@hooks.register("before_delete_page")
def keep_comments(request: HttpRequest, page: Page) -> None:
    """Asking whether to delete comes by the same hook."""
    if request.method == "POST":
        rehouse_comments(page)


@hooks.register("before_bulk_action")
def keep_comments_of_many(
    request: HttpRequest, action_type: str, objects: Sequence[object], action: object
) -> None:
    if action_type == "delete":
        rehouse_comments(*(page for page in objects if isinstance(page, Page)))
