"""What a member is told, in the site and by mail: each a row first."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotificationQuerySet(models.QuerySet["Notification"]):
    def shown(self) -> "NotificationQuerySet":
        """For the member's list: not cancelled."""
        return self.filter(cancelled_at=None)

    def unread(self) -> "NotificationQuerySet":
        return self.shown().filter(read_at=None)

    def for_list(self) -> "NotificationQuerySet":
        """With the words they are about, in one query."""
        posts = ["post", "post__public_revision", "post__latest_revision"]
        comments = [
            "comment",
            "comment__author",
            "comment__post",
            "comment__post__public_revision",
            "comment__page",
        ]
        return self.select_related(*posts, *comments)

    def due(self) -> "NotificationQuerySet":
        """Mails to send now: wanted, not sent, not claimed by another worker, not cancelled."""
        return self.filter(
            by_mail=True,
            mailed_at=None,
            claimed_at=None,
            cancelled_at=None,
            send_after__lte=timezone.now(),
            member__is_active=True,
        ).order_by("send_after", "pk")


class Notification(models.Model):
    """One thing a member is told. A mail is claimed here before it is sent, with a Message-ID that stays."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("a decision on something of yours")
        PUBLISHED = "published", _("something of yours is public")
        FEATURED = "featured", _("your post was featured")
        COMMENT = "comment", _("a comment on your post")
        MENTION = "mention", _("somebody named you")
        BLOG = "blog", _("your blog")
        CREDIT = "credit", _("you said, we did")
        TEAM = "team", _("your part in the team")

    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    post = models.ForeignKey(
        "community.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.ForeignKey(
        "community.Comment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    facts = models.JSONField(default=dict, help_text="What the text is made from, in the member's language.")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=True)
    send_after = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True) | ~Q(message_id=""),
                name="community_notification_mail_has_id",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-created_at"], name="community_notification_member"),
            # The mail sweep.
            models.Index(
                fields=["send_after"],
                condition=Q(by_mail=True, mailed_at=None, cancelled_at=None),
                name="community_notification_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.member_id}"

    @property
    def mail_name(self) -> str:
        """What its mail's Message-ID is made of."""
        return f"notification.{self.pk}"
