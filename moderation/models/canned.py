"""What the desk keeps at hand by language: reasons it gives again and again, and what to do in danger."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CannedReason(models.Model):
    """A reason the desk gives again and again, said well once. The author reads it as it stands.

    Changing or deleting one changes no statement that was made with it.
    """

    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    ground = models.CharField(_("rule"), max_length=12, help_text="A value of `Decision.Ground`.")
    title = models.CharField(_("title"), max_length=80, help_text=_("For the desk; authors do not see it."))
    text = models.TextField(_("text"), max_length=1000)

    class Meta:
        verbose_name = _("canned reason")
        verbose_name_plural = _("canned reasons")
        ordering = ["language", "ground", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["language", "title"], name="moderation_cannedreason_title_once"),
            models.CheckConstraint(condition=~Q(ground=""), name="moderation_cannedreason_has_ground"),
        ]

    def __str__(self) -> str:
        return self.title


class EmergencyText(models.Model):
    """What to do, and whom to call, when a life is threatened: the brand's own words, by language."""

    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, unique=True)
    text = models.TextField(_("what to do, and whom to call"), max_length=4000)

    def __str__(self) -> str:
        return f"emergency text in {self.language}"
