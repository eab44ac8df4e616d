"""The approval workflow: ready in every site, at work where EDITORIAL_APPROVAL is on."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page


class SecondReader(AbstractGroupApprovalTask):
    """The step at which somebody else of the chosen groups reads: nobody approves what they handed in."""

    class Meta:
        verbose_name = _("second reader")
        verbose_name_plural = _("second readers")

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, Any, bool]]:
        state = obj.current_workflow_state
        if state is not None and state.requested_by_id == user.pk:
            return []
        return super().get_actions(obj, user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[Any]:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(workflow_state__requested_by=user)

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups approve what others have handed in")
