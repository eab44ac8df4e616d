"""What members say to one another's posts: comments, and whether a post was useful."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _
from wagtail.models import Page

from community.models.ideas import Expert
from community.models.members import Ownership
from community.models.posts import ContributionQuerySet, Post, State
from content.cards import address_at
from content.models.catalogue import in_language

if TYPE_CHECKING:
    from community.models.members import Member

APPROVES_FROM = 3
EDITABLE_FOR = timedelta(minutes=15)
"""How long the author of a comment may change it; afterwards others have read and answered it."""


class CommentQuerySet(ContributionQuerySet["Comment"]):
    def under(self, place: Post | Page) -> Self:
        """A post's thread, or a page's: one thread for all its languages. A review's update is in none."""
        if isinstance(place, Post):
            return self.filter(post=place, is_update=False)
        return self.filter(page__translation_key=place.translation_key)

    def answers_to(self, question: Post) -> Self:
        """What answers a question: not what its asker adds, nor what is said to an answer."""
        return self.published().filter(post=question, parent=None).exclude(author=question.author_id)

    def standing_updates(self) -> Self:
        """What reviewers say later: of each review one at most, whether it is public or on its way."""
        return self.filter(is_update=True).exclude(state__in=[State.DECLINED, State.WITHDRAWN])

    def seen_by(self, member: "Member | None") -> Self:
        """Public ones, `member`'s own that wait or were returned, and the places of erased ones."""
        waits = [State.SUBMITTED, State.WAITING, State.RETURNED]
        mine = Q(author=member, state__in=waits) if member else Q(pk=None)
        return self.filter(Q(state=State.PUBLISHED) | mine | Q(state=State.WITHDRAWN, body=""))

    def knowing_owners(self, product_id: int | None) -> Self:
        """With `is_owner`: whether its author is a verified owner of the product it is said about."""
        if product_id is None:
            return self
        owned = Ownership.objects.marked().filter(member=OuterRef("author"), product=product_id)
        return self.annotate(is_owner=Exists(owned))

    def knowing_experts(self, product_id: int | None) -> Self:
        """With `is_expert`: whether its author is one of those who are asked about the product."""
        if product_id is None:
            return self
        named = Expert.objects.filter(member=OuterRef("author"), product=product_id)
        return self.annotate(is_expert=Exists(named))

    def for_list(self) -> Self:
        """One's own, latest written first, with the places they stand under."""
        places = ("post__public_revision", "post__latest_revision", "page")
        return self.select_related(*places).order_by("-created_at", "-pk")

    def for_thread(self) -> Self:
        """In order, with their authors and whom they answer, in one query."""
        return self.select_related("author", "author__picture", "parent__author").order_by("pk")


class Comment(models.Model):
    """A comment on a post or on an editorial page, perhaps a reply; same states as a post."""

    author = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="comments")
    post = models.ForeignKey(
        "community.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.TextField(_("comment"))
    body_html = models.TextField()
    render_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.SUBMITTED)
    language = models.CharField(max_length=8, default="en")
    brand_role = models.JSONField(default=dict, blank=True)
    by_brand = models.BooleanField(default=False)
    is_official = models.BooleanField(default=False, help_text="The brand's answer to a question.")
    is_accepted = models.BooleanField(default=False, help_text="The answer the asker accepted.")
    is_update = models.BooleanField(default=False, help_text="A reviewer says how it holds up.")
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    # Of rows that were read `knowing_owners`.
    is_owner = False
    # Of rows that were read `knowing_experts`.
    is_expert = False
    # Of rows that `threads_of` has put in order: the comment it answers, where that is not plain to see.
    in_reply_to: "Comment | None" = None

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(post__isnull=False) & Q(page__isnull=True))
                | (Q(post__isnull=True) & Q(page__isnull=False)),
                name="community_comment_one_place",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="community_comment_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(is_official=False) | Q(by_brand=True), name="community_comment_official_is_brand"
            ),
            models.UniqueConstraint(
                fields=["post"], condition=Q(is_accepted=True), name="community_comment_one_accepted"
            ),
            models.UniqueConstraint(
                fields=["post"], condition=Q(is_official=True), name="community_comment_one_official"
            ),
            models.CheckConstraint(
                condition=Q(is_update=False) | Q(post__isnull=False, parent__isnull=True),
                name="community_comment_update_is_of_a_post",
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(is_update=True) & ~Q(state__in=[State.DECLINED, State.WITHDRAWN]),
                name="community_comment_one_update",
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=False, is_official=False)
                | Q(state=State.PUBLISHED, parent__isnull=True, post__isnull=False),
                name="community_comment_marked_is_public_answer",
            ),
        ]
        indexes = [
            # A thread in order.
            models.Index(fields=["post", "created_at", "id"], name="community_comment_thread"),
            models.Index(fields=["page", "created_at", "id"], name="community_comment_page"),
            # The sweep for what screening missed.
            models.Index(
                fields=["submitted_at"], condition=Q(state="submitted"), name="community_comment_unscreened"
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    def get_absolute_url(self) -> str:
        """Where it stands, in the reader's language; its permalink finds it in a long thread too."""
        return f"{self.place_url}#comment-{self.pk}"

    @property
    def place(self) -> Post | Page:
        """The post or page it stands under; exactly one, says a constraint."""
        return cast("Post | Page", self.post or self.page)

    @property
    def place_is_there(self) -> bool:
        """Whether its author can still read what it stands under: others take things down, too."""
        if isinstance(self.place, Post):
            return self.place.is_public or self.place.author_id == self.author_id
        return self.place.live

    @property
    def place_title(self) -> str:
        return str(self.place.title)

    @property
    def place_url(self) -> str:
        if isinstance(self.place, Post):
            return self.place.get_absolute_url()
        return address_at(self.place.url_path, get_language() or self.language)

    @property
    def is_editable(self) -> bool:
        """Whether its author may change it now: soon after it was written, or because the desk asked."""
        if self.state == State.RETURNED:
            return True
        return self.is_public and self.created_at > timezone.now() - EDITABLE_FOR

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_erased(self) -> bool:
        """Whether it is only an empty place that holds the replies below it: its author is gone."""
        return not self.body and self.state == State.WITHDRAWN

    @property
    def role_label(self) -> str:
        return in_language(self.brand_role)


class Rating(models.Model):
    """How useful one member found a post, 1 (not for me) to 5 (very useful); says nothing of stars.

    `weight` is frozen when the rating is given and refreshed nightly (algorithms, section 2).
    """

    post = models.ForeignKey("community.Post", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="+")
    value = models.PositiveSmallIntegerField()
    weight = models.FloatField(default=0)
    network = models.CharField(max_length=32, blank=True, help_text="Salted hash, dropped after 24 hours.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="community_rating_once"),
            models.CheckConstraint(
                condition=Q(value__gte=1) & Q(value__lte=5), name="community_rating_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0) & Q(weight__lte=1), name="community_rating_weight_is_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} finds {self.post_id} {self.value}"

    @property
    def is_approval(self) -> bool:
        return self.value >= APPROVES_FROM
