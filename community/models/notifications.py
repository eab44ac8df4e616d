"""What a member is told, in the site and by mail: each a row first."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.models.mailings import Pace, is_unreachable
from community.models.posts import State


class NotificationQuerySet(models.QuerySet["Notification"]):
    def shown(self) -> "NotificationQuerySet":
        """For the member's list: not cancelled."""
        return self.filter(cancelled_at=None)

    def unread(self) -> "NotificationQuerySet":
        return self.shown().filter(read_at=None)

    def before(self, at: datetime, pk: int) -> "NotificationQuerySet":
        """What was told before the notification at a cursor; keyset paging."""
        return self.filter(created_at__lte=at).filter(Q(created_at__lt=at) | Q(pk__lt=pk))

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
        return self.select_related("post__product", *posts, *comments)

    def worth_mailing(self) -> "NotificationQuerySet":
        """Wanted by mail, and still so: words that were taken down since are quoted to nobody."""
        quoting = (Notification.Kind.COMMENT, Notification.Kind.MENTION)
        in_place = Q(comment__post__state=State.PUBLISHED) | Q(comment__page__live=True)
        still_there = ~Q(kind__in=quoting) | Q(in_place, comment__state=State.PUBLISHED)
        kinds = Notification.Kind
        of_posts = (kinds.HOLDS_UP, kinds.IDEA, kinds.EXPERT, kinds.FEATURED)
        still_asked = ~Q(kind__in=of_posts) | Q(post=None) | Q(post__state=State.PUBLISHED)
        return self.filter(still_there, still_asked, by_mail=True, cancelled_at=None)

    def waiting(self) -> "NotificationQuerySet":
        """To be mailed by now: not sent, not claimed by another worker, to an address that takes mail."""
        rows = self.worth_mailing().filter(mailed_at=None, claimed_at=None, member__is_active=True)
        return rows.filter(send_after__lte=timezone.now()).exclude(is_unreachable())

    def due(self) -> "NotificationQuerySet":
        """Those that are mails of their own."""
        return self.waiting().filter(pace=Pace.AT_ONCE).order_by("send_after", "pk")

    def to_gather(self) -> "NotificationQuerySet":
        """Those that go into a mail of the day or the week, and are in none yet."""
        return self.waiting().exclude(pace=Pace.AT_ONCE).filter(mailing=None)


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
        IDEA = "idea", _("what becomes of an idea you want")
        EXPERT = "expert", _("a question for you")
        BADGE = "badge", _("a badge, or another level")
        OWNER = "owner", _("what you own")
        HOLDS_UP = "holds_up", _("how something you reviewed holds up")

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
    pace = models.CharField(max_length=6, choices=Pace.choices, default=Pace.AT_ONCE)
    mailing = models.ForeignKey(
        "community.Mailing",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notifications",
        help_text="The mail that gathers it with others.",
    )
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
            # What is never mailed has by_mail false; a decision is owed at once.
            models.CheckConstraint(
                condition=Q(pace=Pace.AT_ONCE)
                | (Q(pace__in=[Pace.DAILY, Pace.WEEKLY]) & ~Q(kind="decision")),
                name="community_notification_known_pace",
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
    def is_there(self) -> bool:
        """Whether its member can still read what it is about: others take things down, too."""
        words = self.comment or self.post
        if words is None or words.author_id == self.member_id:
            return True
        place = self.comment.place if self.comment else None
        if isinstance(place, Page):
            return words.is_public and place.live
        return words.is_public and (place is None or place.is_public or place.author_id == self.member_id)

    @property
    def mail_name(self) -> str:
        """What its mail's Message-ID is made of."""
        return f"notification.{self.pk}"
