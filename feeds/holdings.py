"""What feeds hold of a member, for their copy and for erasure."""

from django.utils.translation import gettext_lazy as _

from community.holdings import POSTS, TEAM
from community.personal_data import Fate, Holding
from feeds.models import FeedEntry, PendingSync, Placement

MADE = _("It is made of your posts, again and again.")

HOLDINGS = [
    Holding(FeedEntry, "author", POSTS, exported=False, why=MADE),
    Holding(FeedEntry, "post__author", POSTS, exported=False, why=MADE),
    Holding(PendingSync, "post__author", POSTS, exported=False, why=MADE),
    Holding(
        Placement,
        "post__author",
        _("Where your posts were featured"),
        without=("placed_by_id",),
        also=("feed__slug",),
    ),
    Holding(
        Placement,
        "placed_by",
        TEAM,
        Fate.UNNAMED,
        _("Work on the brand's own pages and files belongs to the brand."),
        only=("pk", "created_at"),
    ),
]
