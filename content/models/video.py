"""Films that live pages show, as their sites describe them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VideoQuerySet(models.QuerySet["Video"]):
    def due(self) -> "VideoQuerySet":
        """Films whose site is to be asked now: the row is the queue."""
        return self.filter(due_at__lte=timezone.now())


class Video(models.Model):
    """A film on somebody's site. Its picture is ours: drawn anew, smallest first, as
    [{"name", "width", "height"}] in public storage. `width` and `height` are the player's shape."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not described yet")
        READY = "ready", _("ready")
        ELSEWHERE = "elsewhere", _("plays at its own site only")
        GONE = "gone", _("no longer there")

    page = models.URLField(_("address"), max_length=300, unique=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    title = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=200, blank=True)
    width = models.PositiveSmallIntegerField(default=1280)
    height = models.PositiveSmallIntegerField(default=720)
    picture_url = models.CharField(max_length=500, blank=True)
    renditions = models.JSONField(default=list, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("Failed ones in a row."))
    due_at = models.DateTimeField(default=timezone.now)

    objects = VideoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="content_video_has_a_shape")
        ]
        indexes = [models.Index(fields=["due_at"], name="content_video_due")]

    def __str__(self) -> str:
        return self.title or self.page
