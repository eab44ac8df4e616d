"""What the worker does by the clock, in seconds between two times.

Every entry is a sweep: it finds in the database what a lost message left behind.
"""

SWEEPS = {
    "heartbeat": {"task": "jobs.tasks.beat_heart", "schedule": 10},
    "page generations": {"task": "pagecache.tasks.sweep_raises", "schedule": 5},
    "purge": {"task": "pagecache.tasks.purge_cdn", "schedule": 15},
    "plan feeds": {"task": "feeds.tasks.plan_dirty_feeds", "schedule": 15},
    "fill feeds": {"task": "feeds.tasks.fill_feeds", "schedule": 60},
    "announce feeds": {"task": "feeds.tasks.announce_feeds", "schedule": 30},
    "sync entries": {"task": "feeds.tasks.catch_up", "schedule": 15},
    "weights of ratings": {"task": "community.tasks.refresh_weights", "schedule": 24 * 3600},
    "networks of ratings": {"task": "community.tasks.forget_networks", "schedule": 3600},
    "exposures": {"task": "feeds.tasks.count_exposures", "schedule": 120},
    "editions": {"task": "feeds.tasks.drop_old_editions", "schedule": 24 * 3600},
    "reconcile feeds": {"task": "feeds.tasks.reconcile_feeds", "schedule": 24 * 3600},
    "screen": {"task": "moderation.tasks.sweep_submitted", "schedule": 60},
    "neutrality": {"task": "moderation.tasks.check_neutrality", "schedule": 24 * 3600},
    "reporters": {"task": "moderation.tasks.forget_reporters", "schedule": 24 * 3600},
    "photos": {"task": "community.tasks.sweep_photos", "schedule": 30},
    "mail": {"task": "community.tasks.send_due_mail", "schedule": 30},
    "blogs": {"task": "community.tasks.poll_due_blogs", "schedule": 30},
    "how it holds up": {"task": "community.tasks.ask_how_they_hold_up", "schedule": 3600},
    "log of blogs": {"task": "community.tasks.forget_old_fetches", "schedule": 24 * 3600},
    "receipts": {"task": "community.tasks.sweep_receipts", "schedule": 60},
    "drafts": {"task": "community.tasks.drop_stale_drafts", "schedule": 24 * 3600},
    "invitations": {"task": "community.tasks.forget_unused_invitations", "schedule": 24 * 3600},
    "copies of members' data": {"task": "community.tasks.sweep_data_exports", "schedule": 300},
    "recognition": {"task": "community.tasks.recognise_members", "schedule": 24 * 3600},
    "pictures": {"task": "content.tasks.sweep_pictures", "schedule": 10},
    "scheduled pages": {"task": "content.tasks.publish_scheduled", "schedule": 30},
    "share pictures of pages": {"task": "content.tasks.sweep_share_pictures", "schedule": 24 * 3600},
    "share pictures of posts": {"task": "community.tasks.sweep_share_pictures", "schedule": 24 * 3600},
    "videos": {"task": "content.tasks.sweep_videos", "schedule": 60},
    "link cards": {"task": "community.tasks.sweep_link_cards", "schedule": 60},
}
