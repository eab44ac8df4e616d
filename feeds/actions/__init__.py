"""What happens in feeds: entries follow their sources, placements are made, editions are planned."""

from feeds.actions.placing import cancel_placement, place
from feeds.actions.planning import plan_due_feeds, plan_feed
from feeds.actions.renaming import rename_feeds
from feeds.actions.syncing import drop_entries, reconcile, sync_page, sync_post, sync_source

__all__ = [
    "cancel_placement",
    "drop_entries",
    "place",
    "plan_due_feeds",
    "plan_feed",
    "reconcile",
    "rename_feeds",
    "sync_page",
    "sync_post",
    "sync_source",
]
