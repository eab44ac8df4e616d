"""The card of the first days on the CMS's front page, and where its steps are taken."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.ui.components import Component

from content import first_run, first_run_views as views

hooks.register(first_run.HOOK, first_run.own_steps)


@hooks.register("register_admin_urls")
def first_run_urls() -> list[URLPattern]:
    return [
        path("first-product/", views.first_product, name="content_first_product"),
        path("legal/", views.legal, name="content_legal"),
    ]


class FirstRunPanel(Component):
    """The steps as one card, the next one first in sight."""

    name = "first_run"
    template_name = "content/staff/first_run.html"
    order = 10

    class Media:
        css = {"all": ["css/staff.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = (parent_context or {})["request"]
        return {"run": first_run.first_run_of(request.user), "put_away": first_run.PUT_AWAY}


@hooks.register("construct_homepage_panels")
def show_first_run(request: HttpRequest, panels: list[Component]) -> None:
    if first_run.may_set_up(request.user) and not first_run.is_put_away(request.user):
        panels.append(FirstRunPanel())
