"""What staff may do with a page, beyond what their group may."""

from django.conf import settings
from wagtail.models import PagePermissionTester


class EditorialPermissions(PagePermissionTester):
    """Where approval is on, a page goes live by its second reader's hand; an admin may always publish."""

    def can_publish(self) -> bool:
        return super().can_publish() and self._needs_nobody_else()

    def can_publish_subpage(self) -> bool:
        return super().can_publish_subpage() and self._needs_nobody_else()

    def can_unschedule(self) -> bool:
        return super().can_publish()

    def can_set_view_restrictions(self) -> bool:
        return super().can_publish()

    def _needs_nobody_else(self) -> bool:
        return self.user.is_superuser or not (settings.WAGTAIL_WORKFLOW_ENABLED and self.page.has_workflow)


class LastingPage(EditorialPermissions):
    """Nobody may take away, move or copy a page the site cannot be without."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False
