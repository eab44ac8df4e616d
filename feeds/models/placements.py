"""What marketers place in feeds: featured, or pinned to a slot for a time."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

    def pins(self) -> "PlacementQuerySet":
        return self.filter(slot__isnull=False)


class Placement(models.Model):
    """A marketer puts a post or a page into a feed, pinned to `slot` (from 1) or only featured (no slot).

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
        ]
        indexes = [
            models.Index(
                fields=["feed", "starts_at"], condition=Q(cancelled_at=None), name="feeds_placement_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{'post' if self.post_id else 'page'} {self.post_id or self.page_id} in {self.feed_id}"
