"""The form of every editorial page; apart from the other forms, because the models themselves name it."""

from wagtail.admin.forms import WagtailAdminPageForm


class EditorialForm(WagtailAdminPageForm):
    """Drafts are saved with what is still missing; what readers see is whole."""

    def _post_clean(self) -> None:
        self.instance.is_unfinished = self.is_deferred_validation
        super()._post_clean()
