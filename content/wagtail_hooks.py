"""What editorial adds to the staff pages."""

from collections.abc import Iterable

from django.http import HttpRequest
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from content import first_run_hooks, staff  # noqa: F401 - hooks
from content.actions import identity_changed
from content.catalogue import CatalogueGroup, CataloguePolicy
from content.models import Product, Topic
from content.picture_library import delete_pictures_visibly, refresh_after_many  # noqa: F401 - hooks

register_permission_policy(Product, CataloguePolicy(Product))
register_permission_policy(Topic, CataloguePolicy(Topic))
register_snippet(CatalogueGroup)


@hooks.register("after_delete_snippet")
def refresh_lists(request: HttpRequest, instances: Iterable[object]) -> None:
    for instance in instances:
        if isinstance(instance, Product | Topic):
            identity_changed(instance, is_renamed=True)
