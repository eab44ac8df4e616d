"""The log: lines that are only ever added, and the words beside them that can be erased."""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from moderation.arrivals import rules_in_force
from moderation.models.cases import Case

if TYPE_CHECKING:
    from community.models import Member


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> "DecisionQuerySet":
        """Those nobody took back."""
        return self.filter(~Exists(Decision.objects.filter(reverses=OuterRef("pk"))))

    def for_desk(self, member: "Member") -> "DecisionQuerySet":
        """The lines a moderator may read: not their own, not staff's. An admin answers for the whole log."""
        if member.is_superuser:
            return self.all()
        staff = get_user_model().objects.staff().values("pk")
        return self.exclude(author_id=member.pk).exclude(author_id__in=staff)

    def rejected_as_spam(self) -> "DecisionQuerySet":
        return self.filter(
            ground=Decision.Ground.SPAM, action__in=[Decision.Action.DECLINE, Decision.Action.REMOVE]
        )


class Decision(models.Model):
    """One line of the log. Append-only: the database refuses UPDATE and DELETE.

    It holds ids, not foreign keys, and no words: erasing a member or a post must not need to touch it. Words
    and names of a decision stand in `DecisionText`, which can be erased.
    """

    class Action(models.TextChoices):
        CLEAR = "clear", _("cleared")
        CLEAR_OUT_OF_FEEDS = "out_of_feeds", _("cleared, kept out of feeds")
        RETURN = "return", _("returned to the author")
        DECLINE = "decline", _("declined")
        REMOVE = "remove", _("removed")
        RESTORE = "restore", _("restored")
        KEEP = "keep", _("report looked at, nothing done")
        UPHOLD = "uphold", _("appeal looked at, decision stands")
        UNDO = "undo", _("taken back")
        HOLD = "hold", _("held for a first look")
        LOWER = "lower", _("level lowered")
        WARN = "warn", _("warned")
        PAUSE = "pause", _("paused")
        BAN = "ban", _("banned")
        LOCK = "lock", _("thread closed")
        UNLOCK = "unlock", _("thread opened again")
        PAUSE_LINKS = "pause_links", _("links paused")
        ALARM = "alarm", _("threat to life passed on")

    class Ground(models.TextChoices):
        NONE = "", _("none needed")
        SPAM = "spam", _("advertising or spam")
        ABUSE = "abuse", _("insults or threats")
        PRIVATE = "private", _("private information")
        DANGER = "danger", _("dangerous advice")
        UNDISCLOSED = "undisclosed", _("an undisclosed tie to the brand")
        OFF_TOPIC = "off_topic", _("not about our products or topics")
        COPIED = "copied", _("somebody else's work")
        ILLEGAL = "illegal", _("against the law")
        # Only the site itself decides under this one, until a person has looked.
        UNSEEN = "unseen", _("somebody has to look at it first")

    case_id = models.BigIntegerField()
    target = models.CharField(max_length=8, help_text="post, comment, member or blog")
    target_id = models.BigIntegerField()
    revision_id = models.BigIntegerField(null=True)
    author_id = models.BigIntegerField()
    decided_by_id = models.BigIntegerField(null=True, help_text="Null: decided by the site itself.")
    action = models.CharField(max_length=12, choices=Action.choices)
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)
    state_before = models.CharField(max_length=9)
    automated = models.BooleanField(default=False)
    followed_report = models.BooleanField(default=False)
    text_digest = models.CharField(max_length=64, help_text="SHA-256 of the words decided on.")
    reverses = models.BigIntegerField(null=True, unique=True, help_text="The decision this one takes back.")
    part_of = models.BigIntegerField(null=True, help_text="The ban this went with, or the end of one.")
    until = models.DateTimeField(null=True, help_text="When a pause ends; null: until decided otherwise.")
    rules = models.PositiveSmallIntegerField(
        default=rules_in_force, editable=False, help_text="The version of the public rules it was made under."
    )
    case_kind = models.CharField(
        max_length=8, choices=Case.Kind.choices, blank=True, help_text="What opened its case; empty: no case."
    )
    opened_at = models.DateTimeField(
        null=True, help_text="When its case was opened: the case can be erased, the wait stays known."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(action__in=["decline", "remove", "out_of_feeds"]) | ~Q(ground=""),
                name="moderation_decision_restriction_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(action__in=["warn", "pause", "ban", "lock"]) | ~Q(ground=""),
                name="moderation_decision_measure_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(action="pause") | Q(until__isnull=False), name="moderation_decision_pause_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["target", "target_id", "-created_at"], name="moderation_decision_target"),
            models.Index(fields=["author_id", "-created_at"], name="moderation_decision_author"),
            # All decisions on one case, and the figures of a month.
            models.Index(fields=["case_id"], name="moderation_decision_case"),
            models.Index(fields=["created_at"], name="moderation_decision_month"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class DecisionText(models.Model):
    """The erasable half of a decision: what was said, by whom, and the notification that carries it."""

    decision_id = models.BigIntegerField(unique=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    facts = models.TextField(blank=True, help_text="What in the words led to it; the author reads this.")
    note = models.TextField(blank=True, help_text="For colleagues only.")
    notification_id = models.BigIntegerField(null=True)
    before = models.JSONField(
        default=dict, help_text='What an undo puts back: {"in_feeds", "reason", "is_edit"}.'
    )

    def __str__(self) -> str:
        return f"text of decision {self.decision_id}"
