"""Cards of what posts link to: fetched once by a task, shown from our own media."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LinkCardQuerySet(models.QuerySet["LinkCard"]):
    def due(self) -> "LinkCardQuerySet":
        """To be fetched now; the row is the queue."""
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")

    def shown(self) -> "LinkCardQuerySet":
        """Those a public post's public words link to: nothing else is fetched, nothing else is kept."""
        return self.filter(Exists(RevisionLink.objects.in_public().filter(card=OuterRef("pk"))))

    def unshown(self) -> "LinkCardQuerySet":
        return self.filter(~Exists(RevisionLink.objects.in_public().filter(card=OuterRef("pk"))))


class LinkCard(models.Model):
    """What an address of an allowed site says of itself, by oEmbed or Open Graph."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not fetched yet")
        READY = "ready", _("ready")
        EMPTY = "empty", _("says nothing of itself")

    url = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=300, blank=True)
    site_name = models.CharField(max_length=80, blank=True)
    author = models.CharField(max_length=120, blank=True)
    renditions = models.JSONField(default=list, blank=True, help_text="Its picture, as those of photos.")
    due_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)

    objects = LinkCardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(title=""), name="community_linkcard_ready_has_title"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="community_linkcard_due")
        ]

    def __str__(self) -> str:
        return self.url


class RevisionLinkQuerySet(models.QuerySet["RevisionLink"]):
    def in_public(self) -> "RevisionLinkQuerySet":
        """Links of the words that readers see now."""
        return self.filter(revision__post__state="published", revision__post__public_revision=F("revision"))


class RevisionLink(models.Model):
    """A version of a post that is public, or was, links to a card's address."""

    revision = models.ForeignKey("community.PostRevision", on_delete=models.CASCADE, related_name="links")
    card = models.ForeignKey(LinkCard, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    objects = RevisionLinkQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "card"], name="community_revisionlink_once"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} links to {self.card_id}"
