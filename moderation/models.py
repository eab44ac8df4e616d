"""What the desk works with: cases, reports, and a log that is only ever added to."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.answers import Answer as Answer
from moderation.arrivals import (
    Arrival as Arrival,
    NeutralityCheck as NeutralityCheck,
    rules_in_force as rules_in_force,
)
from moderation.lists import ListEntry as ListEntry
from moderation.ordering import place_in_queue
from moderation.signal_checks import SignalCheck as SignalCheck

if TYPE_CHECKING:
    from community.models import Member

CLAIM_MINUTES = 10
COMPARED = 2_000
"""Most fingerprints a new text is compared with: 2,000 take about a millisecond."""


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


class FingerprintQuerySet(models.QuerySet["Fingerprint"]):
    def recent(self) -> "FingerprintQuerySet":
        """Those of the last seven days, newest first, and never more than screening can compare quickly."""
        return self.filter(at__gt=timezone.now() - timedelta(days=7)).order_by("-at")[:COMPARED]


class Fingerprint(models.Model):
    """What screening remembers of a contribution: enough to know a copy and a link that is being spread.

    One row for the latest version of a post or comment; it goes with them.
    """

    post = models.OneToOneField(
        "community.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.OneToOneField(
        "community.Comment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    author = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="+")
    simhash = models.BigIntegerField(null=True, help_text="Null: too short to say anything.")
    hosts = models.JSONField(default=list, help_text="Hosts of its links to other sites.")
    at = models.DateTimeField()

    objects = FingerprintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, comment__isnull=True)
                | Q(post__isnull=True, comment__isnull=False),
                name="moderation_fingerprint_one_target",
            ),
        ]
        indexes = [
            # What a new contribution is compared with.
            models.Index(fields=["-at"], name="moderation_fingerprint_recent"),
        ]

    def __str__(self) -> str:
        return f"fingerprint {self.pk}"


from moderation.canned import CannedReason, EmergencyText  # noqa: E402, F401  # tables of this room
