"""What marketers place in feeds: featured, or pinned to a slot for a time."""

from datetime import UTC, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Post
from feeds.models.entries import FeedEntry

DECLINED = "author"
"""`cancelled_why` of what its author took down."""
STALE_AFTER = timedelta(days=30)
ENDED_LATELY = timedelta(days=30)


class PlacementQuerySet(models.QuerySet["Placement"]):
    def live(self) -> "PlacementQuerySet":
        """In force now."""
        now = timezone.now()
        return self.filter(cancelled_at=None, starts_at__lte=now).filter(Q(ends_at=None) | Q(ends_at__gt=now))

    def begun(self) -> "PlacementQuerySet":
        """Those that were really seen, also if they are over: begun, and not taken back before."""
        was_seen = Q(cancelled_at=None) | Q(cancelled_at__gt=F("starts_at"))
        return self.filter(was_seen, starts_at__lte=timezone.now())

    def coming(self) -> "PlacementQuerySet":
        return self.filter(cancelled_at=None, starts_at__gt=timezone.now())

    def ended(self) -> "PlacementQuerySet":
        """Over because their time is, not because somebody took them back."""
        return self.filter(cancelled_at=None, ends_at__lte=timezone.now())

    def lately(self) -> "PlacementQuerySet":
        """Those whose end is not long past."""
        return self.filter(ends_at__gt=timezone.now() - ENDED_LATELY)

    def declined(self) -> "PlacementQuerySet":
        """Taken down by the author, who did not allow it again."""
        return self.filter(cancelled_why=DECLINED)

    def held_by(self, post: Post) -> "PlacementQuerySet":
        """Where a post stands by choice, is to stand, or waits to take another's place."""
        own = self.live().filter(post=post) | self.coming().filter(post=post)
        return self.filter(Q(fallback_post=post) | Q(pk__in=own.values("pk")), cancelled_at=None)

    def pins(self) -> "PlacementQuerySet":
        return self.filter(slot__isnull=False)

    def turning(self) -> "PlacementQuerySet":
        """Those that began, ended or were taken back since the feeds' entries were last told."""
        now = timezone.now()
        is_over = Q(cancelled_at__isnull=False) | Q(ends_at__lte=now)
        begins = Q(is_in_force=False, cancelled_at=None, starts_at__lte=now) & (
            Q(ends_at=None) | Q(ends_at__gt=now)
        )
        return self.filter(begins | (Q(is_in_force=True) & is_over))

    def about_product(self) -> "PlacementQuerySet":
        """With the product each is about as `product_id`: a post's own, a page's as its entries have it."""
        entries = FeedEntry.objects.filter(page=OuterRef("page"))
        of_page = Subquery(entries.values("product")[:1])
        return self.annotate(
            product_id=Coalesce("post__product", of_page, output_field=models.BigIntegerField())
        )

    def for_staff(self) -> "PlacementQuerySet":
        """With all that a line about a placement prints."""
        return self.select_related(
            "feed__product",
            "feed__topic",
            "post__public_revision",
            "page",
            "placed_by",
            "fallback_post__public_revision",
            "fallback_page",
        )


class Placement(models.Model):
    """A marketer puts a post or a page into a feed, pinned to `slot` (from 1) or only featured (no slot).

    A pin's fallback stands in its slot when its source was taken down, and after it ended, until another pin
    comes there; without one the feed closes up.

    Two pins never overlap: PostgreSQL refuses it by an exclusion constraint, SQLite by the action's check.
    """

    feed = models.ForeignKey("feeds.Feed", on_delete=models.CASCADE, related_name="placements")
    post = models.ForeignKey(
        "community.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    slot = models.PositiveIntegerField(_("slot"), null=True, blank=True)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    fallback_post = models.ForeignKey(
        "community.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    fallback_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seen_revision = models.ForeignKey(
        "community.PostRevision",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The words a marketer last saw there.",
    )
    is_in_force = models.BooleanField(default=False, help_text="What the entries were last told.")
    placed_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=120, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.CheckConstraint(
                condition=(Q(post__isnull=False) & Q(page__isnull=True))
                | (Q(post__isnull=True) & Q(page__isnull=False)),
                name="feeds_placement_one_source",
            ),
            models.CheckConstraint(
                condition=Q(slot__isnull=True) | (Q(slot__gte=1) & Q(slot__lte=240)),
                name="feeds_placement_slot",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="feeds_placement_has_length",
            ),
            models.CheckConstraint(
                condition=Q(fallback_post__isnull=True) | Q(fallback_page__isnull=True),
                name="feeds_placement_one_fallback",
            ),
        ]
        indexes = [
            models.Index(
                fields=["feed", "starts_at"], condition=Q(cancelled_at=None), name="feeds_placement_live"
            ),
            # What begins, and what ends.
            models.Index(
                fields=["starts_at"],
                condition=Q(is_in_force=False, cancelled_at=None),
                name="feeds_placement_to_begin",
            ),
            models.Index(fields=["ends_at"], condition=Q(is_in_force=True), name="feeds_placement_to_end"),
        ]

    def __str__(self) -> str:
        return f"{'post' if self.post_id else 'page'} {self.post_id or self.page_id} in {self.feed_id}"

    @property
    def title(self) -> str:
        """What stands there, as its readers call it."""
        return self.post.title if self.post else self.page.title if self.page else ""

    @property
    def fallback_title(self) -> str:
        """What takes its place, "" for the next in line."""
        if self.fallback_post:
            return self.fallback_post.title
        return self.fallback_page.title if self.fallback_page else ""

    @property
    def is_live(self) -> bool:
        now = timezone.now()
        ended = self.ends_at is not None and self.ends_at <= now
        return self.cancelled_at is None and self.starts_at <= now and not ended

    @property
    def is_stale(self) -> bool:
        """A pin that stood for so long that nobody looks at it any more."""
        return self.slot is not None and self.is_live and self.starts_at < timezone.now() - STALE_AFTER

    @property
    def is_edited(self) -> bool:
        """Whether readers see other words than the marketers have seen there."""
        if self.post is None or self.seen_revision_id is None:
            return False
        return self.post.public_revision_id != self.seen_revision_id

    @property
    def terms(self) -> dict[str, Any]:
        """Where and when it stands, as the log keeps it; one moment is one text, whatever zone it came in."""
        return {
            "slot": self.slot,
            "starts_at": self.starts_at.astimezone(UTC).isoformat(),
            "ends_at": self.ends_at.astimezone(UTC).isoformat() if self.ends_at else None,
            "stands": self.cancelled_at is None,
        }


class PlacementChangeQuerySet(models.QuerySet["PlacementChange"]):
    def in_effect(self) -> "PlacementChangeQuerySet":
        """Neither undone nor themselves the undoing of another."""
        return self.filter(undoes=None, undone_by=None)

    def with_what_followed(self) -> "PlacementChangeQuerySet":
        """With whether another change of the placement followed (`is_followed`), and whether its author wants
        no place in that feed (`is_declined`): what keeps a change from being undone."""
        later = PlacementChange.objects.in_effect().filter(
            placement=OuterRef("placement"), pk__gt=OuterRef("pk")
        )
        refused = Placement.objects.declined().filter(post=OuterRef("placement__post"), feed=OuterRef("feed"))
        return self.annotate(is_followed=Exists(later), is_declined=Exists(refused))


class PlacementChange(models.Model):
    """A line of the log of curation: what became of a placement. Lines are added, never changed.

    `before` and `after` are `Placement.terms`; undoing a line adds the reverse one.
    """

    class What(models.TextChoices):
        PLACED = "placed", _("placed")
        MOVED = "moved", _("moved")
        TAKEN_BACK = "taken back", _("taken back")
        DECLINED = "declined", _("taken down by its author")
        RESTORED = "restored", _("put back")

    feed = models.ForeignKey("feeds.Feed", on_delete=models.CASCADE, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(null=True)
    after = models.JSONField()
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )

    objects = PlacementChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a placement")
        verbose_name_plural = _("changes of placements")
        indexes = [
            # The log of one feed, and who changed what meanwhile.
            models.Index(fields=["feed", "-id"], name="feeds_placementchange_feed"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.placement_id}"
