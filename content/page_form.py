"""The form of every editorial page; apart from the other forms, because the models themselves name it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class EditorialForm(WagtailAdminPageForm):
    """Drafts are saved with what is still missing; what readers see is whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"go_live_at", "expire_at"} & self.fields.keys():
            zone = timezone.get_current_timezone_name()
            self.fields[name].help_text = _("By the clock of %(zone)s.") % {"zone": zone}

    def _post_clean(self) -> None:
        self.instance.is_unfinished = self.is_deferred_validation
        super()._post_clean()
