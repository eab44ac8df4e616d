"""The feed and its editions."""

from dataclasses import fields, replace
from datetime import timedelta, tzinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Max, Q, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models.catalogue import in_language
from feeds.planning import CannotBeMet, PlanConfig
from feeds.presets import reason_of

# Changes of so long make one plan, not many: half of what a reader waits for is this [U].
SETTLING = timedelta(seconds=0.3)
# Every edition is kept for a day, and for 90 days the last one of each day (algorithms, 1.6).
KEPT_WHOLE, KEPT_DAYS = timedelta(hours=24), timedelta(days=90)


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self) -> "FeedQuerySet":
        """To be planned: something changed, or a pin, a placement or a first chance begins or ends."""
        return self.filter(Q(dirty_at__isnull=False) | Q(next_change_at__lte=timezone.now()))

    def settled(self) -> "FeedQuerySet":
        """Due, and not because of what only just happened: more may follow, and be planned with it."""
        return self.due().exclude(dirty_at__gt=timezone.now() - SETTLING)

    def most_read_first(self) -> "FeedQuerySet":
        """In the order of planning: home, however much else is due, then what has waited longest."""
        is_home = Case(When(kind=Feed.Kind.HOME, then=0), default=1)
        return self.order_by(is_home, Coalesce("dirty_at", "next_change_at"), "pk")

    def own(self) -> "FeedQuerySet":
        """Those that marketers made by a rule."""
        return self.filter(kind=Feed.Kind.CUSTOM)

    def to_announce(self) -> "FeedQuerySet":
        """Those of which a hub is to be told that they changed, what has waited longest first."""
        return self.filter(announce_at__lte=timezone.now()).order_by("announce_at", "pk")

    def unfilled(self) -> "FeedQuerySet":
        """Those whose rule is new: what was there before is still to come in, or to leave."""
        return self.own().filter(fill_asked_at__isnull=False)


class Feed(models.Model):
    """One shared feed in one language: home, a product's, a topic's, or a marketer's own.

    `config` holds what differs from `PlanConfig`'s defaults. `dirty_at` is the queue of planning. One of a
    marketer's own has a row in every language, all with the same `titles`, `rule` (as `Rule` in `rules.py`)
    and `config`; `fill_asked_at` is the queue of filling it, `fill_after` the last post that was looked at.
    `announce_at` is the queue of telling a WebSub hub, `announce_tries` how often that failed.
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
    fill_asked_at = models.DateTimeField(null=True, blank=True)
    fill_after = models.PositiveBigIntegerField(default=0)
    config = models.JSONField(default=dict, blank=True)
    dirty_at = models.DateTimeField(null=True, blank=True)
    next_change_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    announce_at = models.DateTimeField(null=True, blank=True)
    announce_tries = models.PositiveSmallIntegerField(default=0)
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
            models.Index(
                fields=["announce_at"], condition=Q(announce_at__isnull=False), name="feeds_feed_announce"
            ),
            models.Index(
                fields=["fill_asked_at"], condition=Q(fill_asked_at__isnull=False), name="feeds_feed_unfilled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.language})"

    @property
    def name(self) -> str:
        """What it is of, in the reader's language: its product, its topic, or its own title."""
        subject = self.product or self.topic
        return subject.name if subject else in_language(self.titles)

    @property
    def plan_config(self) -> PlanConfig:
        """The feed's rules: the defaults, what its subject needs, what was chosen.

        Raises CannotBeMet for what cannot be; saving goes through `clean`, so that no stored row does.
        """
        known = {field.name for field in fields(PlanConfig)}
        chosen = {name: value for name, value in self.config.items() if name in known}
        return replace(self.usual_config, **chosen)

    @property
    def usual_config(self) -> PlanConfig:
        """The rules where nothing was chosen: what a feed is all about need not be kept apart from itself."""
        off = {}
        if self.kind == self.Kind.PRODUCT or len(self.rule.get("products", [])) == 1:
            off["product_gap"] = 0
        if self.kind == self.Kind.TOPIC or len(self.rule.get("topics", [])) == 1:
            off["topic_cap"] = 0
        return PlanConfig(**off)

    def clean(self) -> None:
        """Refuse rules of planning that cannot be met, and say why."""
        try:
            self.plan_config  # noqa: B018 - reading it checks it
        except CannotBeMet as refusal:
            raise ValidationError({"config": reason_of(refusal)}) from refusal

    @property
    def generation(self) -> str:
        """The name under which signed-out pages of this feed go stale."""
        return f"feed:{self.slug}:{self.language}"

    @property
    def newest_generation(self) -> str:
        """The same of its pages in the order of time, which take what comes without waiting for a plan."""
        return f"newest:{self.slug}:{self.language}"


class EditionQuerySet(models.QuerySet["Edition"]):
    def expired(self, zone: tzinfo) -> "EditionQuerySet":
        """Kept no longer: past a day, of each of 90 days in `zone` the last one stays, and the current one
        always. Of days long past none stays."""
        now = timezone.now()
        of_day = TruncDate("created_at", tzinfo=zone)
        last = self.annotate(day=of_day).values("feed", "day").annotate(last=Max("pk")).values("last")
        kept = self.filter(pk__in=last, created_at__gt=now - KEPT_DAYS)
        rows = self.filter(created_at__lte=now - KEPT_WHOLE).exclude(pk__in=kept.values("pk"))
        return rows.exclude(pk__in=Feed.objects.exclude(current_edition=None).values("current_edition"))


class Edition(models.Model):
    """A planned front of a feed. `slots` holds rows as `planning.to_row` writes them.

    It never changes, as the database itself sees to; the numbers of a feed's editions have no gaps, so that
    one that is no longer kept is missed.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    slots = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = EditionQuerySet.as_manager()

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
