"""Deciding together: votes for ideas, what becomes of an idea, and who is asked a question by name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models.catalogue import in_language


class IdeaState(models.TextChoices):
    """How far the brand has come with an idea; each step is signed by somebody."""

    HEARD = "heard", _("heard")
    CONSIDERING = "considering", _("being considered")
    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    NOT_NOW = "not_now", _("not now")


class IdeaVote(models.Model):
    """One member wants one idea."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="idea_votes")
    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="community_ideavote_once")]

    def __str__(self) -> str:
        return f"{self.member_id} wants {self.post_id}"


class IdeaStep(models.Model):
    """What the brand said of an idea, signed; the latest is the idea's state. Never changed."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="idea_steps")
    state = models.CharField(max_length=11, choices=IdeaState.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The page that shows what was done.",
    )
    signed_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signature = models.CharField(max_length=80, help_text="The name, as it was.")
    brand_role = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="not_now") | ~Q(reason=""), name="community_ideastep_not_now_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} is {self.state}"

    @property
    def role_label(self) -> str:
        return in_language(self.brand_role)


class Expert(models.Model):
    """Somebody who knows a product and may be asked by name."""

    product = models.ForeignKey("content.Product", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="expertise")
    named_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "member"], name="community_expert_once")]

    def __str__(self) -> str:
        return f"{self.member_id} knows {self.product_id}"


class ExpertAsked(models.Model):
    """A question was sent to an expert, who is told."""

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="experts_asked")
    expert = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["post", "expert"], name="community_expertasked_once")]

    def __str__(self) -> str:
        return f"{self.expert_id} is asked {self.post_id}"
