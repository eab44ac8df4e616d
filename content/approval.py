"""What the approval workflow does with a page; Wagtail loads it before any model, so it knows none."""

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved (`WAGTAIL_FINISH_WORKFLOW_ACTION`): the second reader may, by having read."""
    workflow_state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=True)
