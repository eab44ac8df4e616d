"""When members are mailed: what each chose, the mails that gather several things, and what came back."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from community.models.members import Member

HARD_BOUNCES = 3
"""After so many mails that an address refused for good, nothing more is sent to it."""


class Pace(models.TextChoices):
    """How soon somebody is mailed of a thing; in the site they read of it at once."""

    AT_ONCE = "once", _("at once")
    DAILY = "daily", _("once a day, in one mail")
    WEEKLY = "weekly", _("once a week, in one mail")
    NEVER = "never", _("never")


class Letter(models.TextChoices):
    """What is mailed only to those who asked for it, weekly."""

    DIGEST = "digest", _("the weekly digest")
    NEWS = "news", _("news of the brand")


def default_pace(kind: str) -> Pace:
    """Return how soon somebody who chose nothing is mailed of a kind: letters and badges only if they ask."""
    return Pace.NEVER if kind in (*Letter.values, "badge") else Pace.AT_ONCE


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    def pace_of(self, member: "Member", kind: str) -> Pace:
        """Return how soon `member` is mailed of a kind of notification, as they chose or by default."""
        chosen = self.filter(member=member, kind=kind).values_list("pace", flat=True).first()
        return Pace(chosen or default_pace(kind))

    def paces_of_all(self, members: "Iterable[Member]", kind: str) -> dict[int, Pace]:
        """Return how soon each of these members is mailed of a kind, by id."""
        ids = [member.pk for member in members]
        chosen = dict(self.filter(member__in=ids, kind=kind).values_list("member", "pace"))
        return {pk: Pace(chosen.get(pk, default_pace(kind))) for pk in ids}

    def asked_for(self, *letters: str, before: datetime) -> "MailChoiceQuerySet":
        """Choices of those who ticked one of the letters before then and may be mailed."""
        members = Q(member__is_active=True, member__banned_at=None)
        return self.filter(members, kind__in=letters, pace=Pace.WEEKLY, changed_at__lt=before)


class MailChoice(models.Model):
    """How soon a member wants mail of one kind of notification or letter; no row is the default.

    The default is `default_pace`. Decisions have no row: a statement of reasons
    is owed to whoever it is about, without delay.
    """

    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(max_length=10, help_text="A kind of notification, or a letter.")
    pace = models.CharField(max_length=6, choices=Pace.choices)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = MailChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="community_mailchoice_once"),
            models.CheckConstraint(
                condition=~Q(kind="decision"), name="community_mailchoice_decisions_are_owed"
            ),
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="community_mailchoice_known_pace"),
        ]
        indexes = [
            # Who gets this week's letters.
            models.Index(
                fields=["kind", "member"], condition=Q(pace="weekly"), name="community_mailchoice_weekly"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pace} for {self.member_id}"


class MailingQuerySet(models.QuerySet["Mailing"]):
    def due(self) -> "MailingQuerySet":
        """Mails to send now: not sent, not claimed by another worker, to an address that takes them."""
        waiting = self.filter(mailed_at=None, claimed_at=None, cancelled_at=None, member__is_active=True)
        return waiting.exclude(is_unreachable()).order_by("created_at", "pk")


class Mailing(models.Model):
    """One mail of several things: a day's or a week's notifications, or the weekly digest.

    Claimed here before it is sent, like a notification's own mail. One with nothing left to say is cancelled.
    """

    class Kind(models.TextChoices):
        DAILY = "daily", _("the news of a day")
        WEEKLY = "weekly", _("the news of a week")
        DIGEST = "digest", _("the weekly digest")

    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    day = models.DateField(help_text="Of the morning it is for, in the brand's zone.")
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "day"], name="community_mailing_once"),
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True) | ~Q(message_id=""), name="community_mailing_mail_has_id"
            ),
        ]
        indexes = [
            # The mail sweep.
            models.Index(
                fields=["created_at"],
                condition=Q(mailed_at=None, cancelled_at=None),
                name="community_mailing_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.day} for {self.member_id}"

    @property
    def mail_name(self) -> str:
        """What its Message-ID is made of."""
        return f"mailing.{self.pk}"


class Bounce(models.Model):
    """One mail that came back, from the address the member had then; a new address begins anew."""

    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="bounces")
    email = models.EmailField()
    message_id = models.CharField(max_length=120)
    status = models.CharField(max_length=12, help_text="As in RFC 3463: 5.1.1 is an unknown mailbox.")
    diagnostic = models.CharField(max_length=300, blank=True)
    is_hard = models.BooleanField(help_text="Refused for good; others are tried again.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "email", "message_id"], name="community_bounce_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} from {self.member_id}"


def is_unreachable(member: str = "member__") -> Exists:
    """Say of each row whether its member's address has refused too many mails; a condition of a query.

    `member` leads to the member, "" where the rows are members.
    """
    rows = Bounce.objects.filter(
        member=OuterRef(f"{member}pk"), email=OuterRef(f"{member}email"), is_hard=True
    ).order_by("pk")
    return Exists(rows[HARD_BOUNCES - 1 :])
