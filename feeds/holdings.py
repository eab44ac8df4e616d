"""What feeds hold of a member, for their copy and for erasure."""

from django.utils.translation import gettext_lazy as _

from community.holdings import ACCOUNT, POSTS, TEAM
from community.personal_data import Fate, Holding
from feeds.models import FeedEntry, Findable, PendingSync, Placement, PlacementChange, Reader

MADE = _("It is made of your posts, again and again.")

HOLDINGS = [
    Holding(FeedEntry, "author", POSTS, exported=False, why=MADE),
    Holding(FeedEntry, "post__author", POSTS, exported=False, why=MADE),
    Holding(PendingSync, "post__author", POSTS, exported=False, why=MADE),
    Holding(Findable, "post__author", POSTS, exported=False, why=MADE),
    Holding(Findable, "revision__post__author", POSTS, exported=False, why=MADE),
    Holding(Findable, "member", ACCOUNT, exported=False, why=_("It is made of your name and your words.")),
    Holding(
        Placement,
        "post__author",
        _("Where your posts were featured"),
        without=("placed_by_id", "seen_revision_id", "is_in_force"),
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
    Holding(
        Placement,
        "fallback_post__author",
        _("Where your posts stand ready to take another's place"),
        Fate.UNNAMED,
        _("The place stays; it only no longer names your post."),
        only=("pk", "feed__slug", "slot"),
    ),
    Holding(
        PlacementChange,
        "placement__post__author",
        _("Where your posts were featured"),
        only=("pk", "what", "at", "feed__slug"),
    ),
    Holding(
        PlacementChange,
        "by",
        TEAM,
        Fate.UNNAMED,
        _("Work on the brand's own pages and files belongs to the brand."),
        only=("pk", "what", "at"),
    ),
    Holding(Reader, "member", _("Your last visit, and how you want the front page")),
]
