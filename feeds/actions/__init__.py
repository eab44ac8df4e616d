"""What happens in feeds: entries follow their sources, placements are made, editions are planned."""

from feeds.actions.arranging import arrange, note_seen, undo_change
from feeds.actions.catching_up import catch_up, plan_next_feeds
from feeds.actions.declining import allow_again, decline
from feeds.actions.exposing import count_exposures
from feeds.actions.keeping import drop_old_editions
from feeds.actions.listing import relist_everything, relist_member
from feeds.actions.placing import cancel_placement, follow_turning, place, place_in
from feeds.actions.planning import plan_due_feeds, plan_feed
from feeds.actions.reconciling import reconcile
from feeds.actions.renaming import rename_feeds
from feeds.actions.syncing import drop_entries, forget_source, sync_page, sync_post, sync_source

__all__ = [
    "allow_again",
    "arrange",
    "cancel_placement",
    "catch_up",
    "count_exposures",
    "decline",
    "drop_entries",
    "drop_old_editions",
    "follow_turning",
    "forget_source",
    "note_seen",
    "place",
    "place_in",
    "plan_due_feeds",
    "plan_feed",
    "plan_next_feeds",
    "reconcile",
    "relist_everything",
    "relist_member",
    "rename_feeds",
    "sync_page",
    "sync_post",
    "sync_source",
    "undo_change",
]
