"""What happens in editorial: what changed goes stale, what is renamed is still found."""

from content.actions.changes import branch_changed, brand_changed, identity_changed, page_changed
from content.actions.renaming import page_readdressed, redirect_slug, rename, take_slug

__all__ = [
    "branch_changed",
    "brand_changed",
    "identity_changed",
    "page_changed",
    "page_readdressed",
    "redirect_slug",
    "rename",
    "take_slug",
]
