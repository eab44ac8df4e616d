"""The feed and its editions."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.catalogue import in_language


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self) -> "FeedQuerySet":
        """To be planned: something changed, or a pin, a placement or a first chance begins or ends."""
        return self.filter(Q(dirty_at__isnull=False) | Q(next_change_at__lte=timezone.now()))


class Feed(models.Model):
    """One shared feed in one language: home, a product's, a topic's, or a marketer's own.

    `config` holds what differs from `PlanConfig`'s defaults. `dirty_at` is the queue of planning.
    """

    class Kind(models.TextChoices):
        HOME = "home", _("home")
        PRODUCT = "product", _("product")
        TOPIC = "topic", _("topic")
        CUSTOM = "custom", _("by a rule")

    slug = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    product = models.ForeignKey(
        "content.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    topic = models.ForeignKey(
        "content.Topic", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    titles = models.JSONField(default=dict, blank=True)
    rule = models.JSONField(default=dict, blank=True, help_text="Of a custom feed: products, topics, kinds.")
    config = models.JSONField(default=dict, blank=True)
    dirty_at = models.DateTimeField(null=True, blank=True)
    next_change_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    current_edition = models.ForeignKey(
        "feeds.Edition", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            # (kind, product, topic, language) would let NULLs collide unseen; the slug never is NULL.
            models.UniqueConstraint(fields=["slug", "language"], name="feeds_feed_slug_language"),
            models.CheckConstraint(
                condition=(Q(kind="product") & Q(product__isnull=False) & Q(topic__isnull=True))
                | (Q(kind="topic") & Q(topic__isnull=False) & Q(product__isnull=True))
                | (Q(kind__in=["home", "custom"]) & Q(product__isnull=True) & Q(topic__isnull=True)),
                name="feeds_feed_kind_has_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["dirty_at"], condition=Q(dirty_at__isnull=False), name="feeds_feed_dirty"),
            models.Index(fields=["next_change_at"], name="feeds_feed_next_change"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.language})"

    @property
    def name(self) -> str:
        """What it is of, in the reader's language: its product, its topic, or its own title."""
        subject = self.product or self.topic
        return subject.name if subject else in_language(self.titles)

    @property
    def generation(self) -> str:
        """The name under which signed-out pages of this feed go stale."""
        return f"feed:{self.slug}:{self.language}"


class Edition(models.Model):
    """A planned front of a feed, never changed. `slots` holds rows as `planning.to_row` writes them."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    slots = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "number"], name="feeds_edition_number"),
        ]
        indexes = [
            # What did this feed say at a given time.
            models.Index(fields=["feed", "-created_at"], name="feeds_edition_when"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id} no. {self.number}"
