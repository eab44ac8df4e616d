"""What happens in editorial: what changed goes stale, what is renamed is still found."""

from content.actions.changes import branch_changed, brand_changed, identity_changed, page_changed

__all__ = ["branch_changed", "brand_changed", "identity_changed", "page_changed"]
