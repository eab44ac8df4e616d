"""Shared feeds: what is in them, what is placed in them, and the editions readers page through."""

from feeds.models.entries import FeedEntry, PendingSync
from feeds.models.feed import Edition, Feed
from feeds.models.findables import Findable
from feeds.models.placements import Placement, PlacementChange
from feeds.models.readers import Reader

__all__ = [
    "Edition",
    "Feed",
    "FeedEntry",
    "Findable",
    "PendingSync",
    "Placement",
    "PlacementChange",
    "Reader",
]
