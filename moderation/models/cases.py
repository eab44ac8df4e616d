"""What lies before the desk: cases, and the reports that open them or raise them in the order of work."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.ordering import place_in_queue

if TYPE_CHECKING:
    from community.models import Member

CLAIM_MINUTES = 10


class CaseQuerySet(models.QuerySet["Case"]):
    def undecided(self) -> "CaseQuerySet":
        return self.exclude(state=Case.State.DECIDED)

    def queue(self) -> "CaseQuerySet":
        """Everything not decided yet, in the order of work, the oldest first among equals."""
        return self.undecided().order_by(place_in_queue().desc(), "opened_at", "id")

    def for_desk(self, member: "Member") -> "CaseQuerySet":
        """What this moderator may see: nothing on their own words, and staff's only as an admin.

        The reports of a case name who reported: its author must not read them.
        """
        own = Q(post__author=member) | Q(comment__author=member) | Q(member=member) | Q(blog__member=member)
        cases = self.exclude(own)
        return cases if member.is_superuser else cases.filter(about_staff=False)

    def free_for(self, member: "Member") -> "CaseQuerySet":
        """Not held by a colleague's live claim."""
        return self.filter(Q(claimed_by=None) | Q(claimed_by=member) | Q(claimed_until__lte=timezone.now()))

    def reported(self) -> "CaseQuerySet":
        return self.filter(Exists(Report.objects.filter(case=OuterRef("pk"))))

    def with_targets(self) -> "CaseQuerySet":
        """With what a line of the list prints of the words, in the same query."""
        return self.select_related(
            "post__author", "post__product", "post__public_revision", "post__latest_revision", "revision",
            "comment__author", "comment__post__public_revision", "claimed_by", "member",
        )  # fmt: skip


class Case(models.Model):
    """One thing for the desk to look at. Decisions name `version`, so that of two only one wins."""

    class Kind(models.TextChoices):
        WAITING = "waiting", _("waiting")
        REPORTED = "reported", _("reported")
        APPEAL = "appeal", _("appeal")
        SAMPLE = "sample", _("spot check")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLAIMED = "claimed", _("being looked at")
        DECIDED = "decided", _("decided")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.WAITING)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    post = models.ForeignKey(
        "community.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.ForeignKey(
        "community.Comment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    member = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    blog = models.ForeignKey(
        "community.Blog", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    revision = models.ForeignKey(
        "community.PostRevision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    appeals = models.BigIntegerField(
        null=True, blank=True, help_text="The Decision an appeal is against; the log has no foreign keys."
    )
    appeal_text = models.TextField(blank=True)
    about_staff = models.BooleanField(default=False, help_text="Only an admin decides it.")
    risk = models.PositiveSmallIntegerField(default=0, help_text="0 to 100, as screening summed it up.")
    urgency = models.PositiveSmallIntegerField(
        default=0, help_text="The order of work: the risk, raised by reports and appeals."
    )
    band = models.CharField(max_length=16, blank=True)
    signals = models.JSONField(default=list, help_text='[{"code", "points", "detail"}]: what fired and why.')
    opened_at = models.DateTimeField(auto_now_add=True)
    claimed_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(post__isnull=False, comment__isnull=True, member__isnull=True, blog__isnull=True)
                    | Q(post__isnull=True, comment__isnull=False, member__isnull=True, blog__isnull=True)
                    | Q(post__isnull=True, comment__isnull=True, member__isnull=False, blog__isnull=True)
                    | Q(post__isnull=True, comment__isnull=True, member__isnull=True, blog__isnull=False)
                ),
                name="moderation_case_one_target",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_at__isnull=False),
                name="moderation_case_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claimed_until__isnull=False),
                name="moderation_case_claim_expires",
            ),
            models.CheckConstraint(condition=Q(risk__lte=100), name="moderation_case_risk_to_100"),
            *(
                models.UniqueConstraint(
                    fields=[target],
                    condition=~Q(state="decided") & Q(**{f"{target}__isnull": False}),
                    name=f"moderation_case_one_open_{target}",
                )
                for target in ("post", "comment", "member", "blog")
            ),
            models.UniqueConstraint(
                fields=["appeals"], condition=Q(appeals__isnull=False), name="moderation_case_one_appeal"
            ),
        ]
        indexes = [
            # The queue: what is not decided, with what its order is worked out from.
            models.Index(
                fields=["-urgency", "opened_at", "id"],
                condition=~Q(state="decided"),
                name="moderation_case_queue",
            ),
            # What has waited longest.
            models.Index(fields=["opened_at"], condition=~Q(state="decided"), name="moderation_case_oldest"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def target(self) -> Any:
        """The post, comment, member or blog it is about; exactly one, says a constraint."""
        return self.post or self.comment or self.member or self.blog

    @property
    def author(self) -> "Member":
        """Whose words it is about; who it is about where it is about a member."""
        return self.member or self.target.author

    @property
    def is_claimed(self) -> bool:
        """Whether somebody's claim still holds."""
        held_until = self.claimed_until if self.claimed_by_id is not None else None
        return held_until is not None and held_until > timezone.now()


class Report(models.Model):
    """A complaint by anybody, who is never named to the author. No case: what it was about is gone."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("advertising or spam")
        ABUSE = "abuse", _("insulting or threatening")
        PRIVATE = "private", _("somebody's private information")
        WRONG = "wrong", _("dangerous advice")
        UNDISCLOSED = "undisclosed", _("a hidden tie to the brand")
        ILLEGAL = "illegal", _("against the law")
        CHILD = "child", _("sexual abuse of a child")
        OTHER = "other", _("something else")

    AGAINST_LAW = frozenset({Reason.ILLEGAL, Reason.CHILD})
    """Reported in full, and answered in full."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    reporter = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    receipt = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    text = models.TextField(blank=True)
    place = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    good_faith = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="en", help_text="What its answers are written in.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"],
                condition=Q(reporter__isnull=False),
                name="moderation_report_once_per_member",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it by. It opens nothing: the link with `receipt` does."""
        return f"R-{self.pk:05}"
