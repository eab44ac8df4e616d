"""Invitations: a colleague to the team, a customer to become a member. Each a row first, then one mail."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.members import DESK, MARKETING

VALID_FOR = timedelta(days=14)
FORGET_AFTER = timedelta(days=30)
SIGNER = Signer(salt="community.invitation", sep=".")


class Role(models.TextChoices):
    """What somebody may do for the brand; its value stands in invitations and in the team's forms."""

    NONE = "", _("neither")
    MODERATOR = "moderator", _("moderator")
    MARKETER = "marketer", _("marketer")
    BOTH = "both", _("moderator and marketer")

    @property
    def groups(self) -> frozenset[str]:
        """The names of the groups it stands for."""
        return GROUPS[self]


GROUPS = {
    Role.NONE: frozenset[str](),
    Role.MODERATOR: frozenset({DESK}),
    Role.MARKETER: frozenset({MARKETING}),
    Role.BOTH: frozenset({DESK, MARKETING}),
}


def valid_from_now() -> datetime:
    return timezone.now() + VALID_FOR


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor taken back; perhaps expired."""
        return self.filter(accepted_at=None, cancelled_at=None)

    def open(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=timezone.now())

    def due(self) -> "InvitationQuerySet":
        """Mails to send now: not sent, not claimed by another worker."""
        return self.open().filter(mailed_at=None, claimed_at=None).order_by("created_at", "pk")

    def to_staff(self) -> "InvitationQuerySet":
        return self.exclude(role=Role.NONE)

    def to_customers(self) -> "InvitationQuerySet":
        return self.filter(role=Role.NONE)

    def forgotten(self) -> "InvitationQuerySet":
        """Never used, and older than we keep an address of somebody who did not answer."""
        return self.filter(accepted_at=None, created_at__lt=timezone.now() - FORGET_AFTER)

    def for_list(self) -> "InvitationQuerySet":
        return self.select_related("invited_by").order_by("-created_at", "-pk")

    def with_token(self, token: str) -> "Invitation | None":
        """Return the invitation a mailed link names; None for a forged link, or one that was sent anew."""
        try:
            pk, _dash, serial = SIGNER.unsign(token).partition("-")
        except BadSignature:
            return None
        return self.filter(pk=pk, serial=serial).first()


class Invitation(models.Model):
    """An invitation to the team (with a role and the label readers see), or to become a member.

    Its mail is claimed here before it is sent, like a notification's. The token in the link is signed from
    the row and stored nowhere; `serial` makes older links of the same invitation void.
    """

    email = models.EmailField(_("mail address"))
    role = models.CharField(_("role"), max_length=9, choices=Role.choices, blank=True, default=Role.NONE)
    brand_role = models.JSONField(default=dict, help_text="The label by language; empty for a customer.")
    language = models.CharField(_("language"), max_length=8, default="en")
    words = models.TextField(_("a few words of your own"), max_length=600, blank=True)
    invited_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    serial = models.PositiveSmallIntegerField(default=1, help_text="How often it was sent.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=valid_from_now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at=None, cancelled_at=None),
                name="community_invitation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="community_invitation_email_is_lower"
            ),
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True) | ~Q(message_id=""),
                name="community_invitation_mail_has_id",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="community_invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="community_invitation_one_end",
            ),
        ]
        indexes = [
            # The mail sweep.
            models.Index(
                fields=["created_at"],
                condition=Q(mailed_at=None, cancelled_at=None, accepted_at=None),
                name="community_invitation_due",
            ),
            # How many somebody sent within the hour.
            models.Index(fields=["invited_by", "-created_at"], name="community_invitation_by"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_to_staff(self) -> bool:
        return self.role != Role.NONE

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.cancelled_at is None and self.expires_at > timezone.now()

    @property
    def token(self) -> str:
        """What its link ends in."""
        return SIGNER.sign(f"{self.pk}-{self.serial}")

    @property
    def mail_name(self) -> str:
        """What its mail's Message-ID is made of: the same for a second try, another for a new sending."""
        return f"invitation.{self.pk}.{self.serial}"

    @property
    def forgotten_at(self) -> datetime:
        """When the row goes if nobody accepts."""
        return self.created_at + FORGET_AFTER
