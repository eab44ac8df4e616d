"""The versions of a post's words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OwnedFor(models.TextChoices):
    """How long a reviewer has had the product, at the time of writing."""

    DAYS = "days", _("less than a week")
    WEEKS = "weeks", _("less than a month")
    MONTHS = "months", _("one to six months")
    HALF = "half", _("six to twelve months")
    YEARS = "years", _("more than a year")


class PostRevisionQuerySet(models.QuerySet["PostRevision"]):
    def cleared(self) -> "PostRevisionQuerySet":
        """Public at some time."""
        return self.exclude(cleared_at=None)

    def shown(self) -> "PostRevisionQuerySet":
        """Those whose words everybody may read, if their post is public."""
        return self.cleared().filter(hidden_at=None)


class PostRevision(models.Model):
    """One version of a post's words, as typed and as rendered; never changed after it is stored."""

    class Format(models.TextChoices):
        HTML = "html", "HTML"
        TEXT = "text", "plain text"

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=140)
    body = models.TextField(_("body"))
    body_format = models.CharField(max_length=4, choices=Format.choices, default=Format.HTML)
    body_html = models.TextField()
    render_version = models.PositiveSmallIntegerField()
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    owned_for = models.CharField(max_length=8, choices=OwnedFor.choices, blank=True)
    pros = models.JSONField(default=list, blank=True, help_text="Plain sentences, as the member put them.")
    cons = models.JSONField(default=list, blank=True)
    steps = models.JSONField(default=list, blank=True, help_text="Of a tip, in order, plain text.")
    seconds_to_write = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = PostRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="community_postrevision_number"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | (Q(stars__gte=1) & Q(stars__lte=5)),
                name="community_postrevision_one_to_five_stars",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.number}"

    @property
    def is_hidden(self) -> bool:
        """Whether its author keeps it from everybody but the desk."""
        return self.hidden_at is not None
