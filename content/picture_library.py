"""What editorial does when somebody works in Wagtail's picture library."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from wagtail import hooks
from wagtail.actions import DeleteAction
from wagtail.actions.registry import ActionRegistry
from wagtail.images.forms import BaseImageForm

from content.actions.pictures import picture_changed, pictures_gone
from content.models import BrandImage


class PictureForm(BaseImageForm):
    """Every form that adds or edits a picture; WAGTAILIMAGES_IMAGE_FORM_BASE names it.

    The library's page for many files saves what it takes without `commit`: those the sweep finds.
    """

    @transaction.atomic
    def save(self, commit: bool = True) -> BrandImage:
        image: BrandImage = super().save(commit)
        if commit:
            picture_changed(image)
        return image


class DeletePicture(DeleteAction):
    @transaction.atomic
    def execute(self, skip_permission_checks: bool = False) -> Any:
        pk = self.instance.pk
        deleted = super().execute(skip_permission_checks)
        pictures_gone([pk])
        return deleted


@hooks.register("register_actions")
def delete_pictures_visibly(registry: ActionRegistry) -> None:
    registry.register(BrandImage, DeletePicture)


@hooks.register("after_bulk_action")
def refresh_after_many(request: HttpRequest, action: str, objects: list[Any], view: Any) -> None:
    """Many were deleted at once, by a query."""
    if action == "delete" and view.model is BrandImage:
        pictures_gone([image.pk for image in objects])
