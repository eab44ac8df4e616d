"""The post and its revisions: what a member gives to the site."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from community.models.ideas import IdeaState
from community.models.members import Member, Ownership
from community.models.photos import RevisionPhoto
from community.models.uses import UseConsent
from content.models.catalogue import in_language

if TYPE_CHECKING:
    from community.models.revisions import PostRevision


class State(models.TextChoices):
    """States of a post or a comment; `community.states` says which step may follow which."""

    SUBMITTED = "submitted", _("being checked")
    WAITING = "waiting", _("waiting for the desk")
    PUBLISHED = "published", _("public")
    RETURNED = "returned", _("returned to you")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn by you")
    REMOVED = "removed", _("removed")


class QuestionState(models.TextChoices):
    """How far a question has come."""

    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")
    SOLVED = "solved", _("solved")
    UNSOLVABLE = "unsolvable", _("no solution")


_Model = TypeVar("_Model", bound=models.Model)


class ContributionQuerySet(models.QuerySet[_Model]):
    """What posts and comments have in common."""

    def published(self) -> Self:
        """Public, in whatever standing."""
        return self.filter(state=State.PUBLISHED)

    def waiting(self) -> Self:
        """Before the desk."""
        return self.filter(state=State.WAITING)

    def unscreened(self) -> Self:
        """Left `submitted` by a screening that never ran. A banned member's wait for the end of the ban."""
        return self.filter(state=State.SUBMITTED, author__banned_at=None)

    def written_before(self, created_at: datetime, pk: int) -> Self:
        """What comes after (created_at, pk) in a list of one's own, latest written first."""
        return self.filter(created_at__lte=created_at).filter(Q(created_at__lt=created_at) | Q(pk__lt=pk))


def card_facts(post: str = "") -> dict[str, Combinable]:
    """What a card prints of other tables: the first public photo, and whether the author owns the product.

    Annotations of a row that leads to its post by `post` ("post__"); "" where the row is the post itself.
    """
    photos = RevisionPhoto.objects.filter(
        revision=OuterRef(f"{post}public_revision"), photo__state="ready"
    ).order_by("position")
    owned = Ownership.objects.marked().filter(
        member=OuterRef(f"{post}author"), product=OuterRef(f"{post}product")
    )
    return {
        "card_renditions": Subquery(photos.values("photo__renditions")[:1]),
        "card_alt": Subquery(photos.values("alt")[:1]),
        "is_owner": Exists(owned),
    }


class PostQuerySet(ContributionQuerySet["Post"]):
    def in_feeds(self) -> Self:
        """Public and allowed in shared feeds."""
        return self.published().filter(in_feeds=True)

    def usable_elsewhere(self) -> Self:
        """What the brand may show beyond this site's feeds: public here, and allowed by its author now."""
        return self.in_feeds().with_uses().filter(is_allowed_elsewhere=True)

    def with_uses(self) -> Self:
        """With whether its author allows that now, public or not."""
        holding = UseConsent.objects.holding().filter(post=OuterRef("pk"))
        return self.annotate(is_allowed_elsewhere=Exists(holding))

    def reviews(self) -> Self:
        return self.filter(kind=Post.Kind.REVIEW)

    def wished(self, stars: int | None, language: str) -> Self:
        """Those a reader asks for: shown with so many stars (None: any), in a language ("": any)."""
        rows = self.filter(language=language) if language else self
        shown = {"public_revision__stars": stars, "by_brand": False, "works_for_brand": False}
        return rows if stars is None else rows.filter(**shown)

    def most_useful(self) -> Self:
        """By how many found them useful, of equals the newer first."""
        return self.order_by("-approvals", "-published_at", "-pk")

    def by_customers(self) -> Self:
        return self.filter(by_brand=False)

    def counting_stars(self) -> Self:
        """Reviews that count in an average: public, by customers who never said they work for the brand.

        Whoever says so, or is given a role, takes their earlier stars out as well.
        """
        insiders = Post.objects.filter(author=OuterRef("author"), works_for_brand=True)
        customers = self.published().reviews().by_customers().filter(author__brand_role={})
        return customers.filter(~Exists(insiders))

    def to_ask(self, until: datetime) -> Self:
        """Reviews public since `until` whose authors agreed to be asked how it holds up, and can answer."""
        from community.models.conversation import Comment

        told = Comment.objects.standing_updates().filter(post=OuterRef("pk"))
        rows = self.published().filter(may_be_asked=True, asked_at=None, published_at__lte=until)
        return rows.filter(~Exists(told), author__in=Member.objects.writing())

    def before(self, published_at: datetime, pk: int) -> Self:
        """What comes after (published_at, pk) in newest-first order.

        Written as `t <= x AND (t < x OR id < y)`: the textbook form reads the whole index up to the cursor.
        """
        return self.filter(published_at__lte=published_at).filter(
            Q(published_at__lt=published_at) | Q(pk__lt=pk)
        )

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def most_wanted(self) -> Self:
        """By how many want them, of equals the newer first."""
        return self.order_by("-vote_count", "-published_at", "-pk")

    def for_list(self) -> Self:
        """One's own, latest written first, with what a line of the list prints."""
        return self.select_related("product", "public_revision", "latest_revision", "blog").order_by(
            "-created_at", "-pk"
        )

    def for_page(self) -> Self:
        """With all that the post's own page prints of it, in two queries."""
        return (
            self.select_related("author", "author__picture", "product", "public_revision", "latest_revision")
            .annotate(is_owner=card_facts()["is_owner"])
            .prefetch_related(
                Prefetch("topic_links", queryset=PostTopic.objects.select_related("topic")),
                Prefetch("public_revision__photos", queryset=RevisionPhoto.objects.select_related("photo")),
            )
        )

    def with_card_facts(self) -> Self:
        """With what a card prints of other tables."""
        return self.annotate(**card_facts())

    def for_cards(self) -> Self:
        """With all that `community.cards.cards_of` prints, in one query."""
        return self.with_card_facts().select_related(
            "author", "author__picture", "product", "public_revision"
        )


class Post(models.Model):
    """A member's contribution. The words stand in its revisions; `public_revision` is what readers see.

    While an edit waits, the cleared revision stays public and the newer one is `latest_revision`.
    `brand_role` is the author's role at the time of writing, empty for a customer.
    """

    class Kind(models.TextChoices):
        TIP = "tip", _("tip")
        REVIEW = "review", _("review")
        QUESTION = "question", _("question")
        IDEA = "idea", _("idea")
        STORY = "story", _("story")

    author = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    product = models.ForeignKey(
        "content.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.SUBMITTED)
    in_feeds = models.BooleanField(default=True)
    in_feeds_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the post is kept out of feeds; the author reads it."
    )
    draft_uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # A revision goes with its post or not at all: emptied first, a public post would break its constraint.
    public_revision = models.ForeignKey(
        "community.PostRevision", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    latest_revision = models.ForeignKey(
        "community.PostRevision", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    language = models.CharField(max_length=8, default="en")
    brand_role = models.JSONField(default=dict, blank=True)
    by_brand = models.BooleanField(default=False)
    works_for_brand = models.BooleanField(_("I work for or with the brand"), default=False)
    incentivised = models.BooleanField(_("I got something for this"), default=False)
    incentive = models.CharField(_("what I got"), max_length=200, blank=True)
    original_url = models.URLField(max_length=1000, blank=True)
    blog = models.ForeignKey(
        "community.Blog", null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )

    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    # Of a question: when the first answer came that stands, when its asker accepted one, when the brand said
    # that there is none.
    answered_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    unsolvable_at = models.DateTimeField(null=True, blank=True)

    # Sums of the usefulness ratings (algorithms: weights, Bayesian mean), kept with F() in one update.
    ratings = models.PositiveIntegerField(default=0)
    approvals = models.PositiveIntegerField(default=0)
    weight_sum = models.FloatField(default=0)
    weighted_value_sum = models.FloatField(default=0)
    weight_square_sum = models.FloatField(default=0)
    approval_weight = models.FloatField(default=0)
    eligible_at = models.DateTimeField(null=True, blank=True)
    comment_count = models.PositiveIntegerField(default=0)
    vote_count = models.PositiveIntegerField(default=0, help_text="Members who want this idea.")
    idea_state = models.CharField(max_length=11, choices=IdeaState.choices, blank=True)
    may_be_asked = models.BooleanField(default=False, help_text="After six months, how it holds up.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When the author was asked that.")
    views_per_hour = models.FloatField(default=0, help_text="Filled by a room above.")

    topics = models.ManyToManyField("content.Topic", through="community.PostTopic", related_name="+")

    # Of rows that were read `with_card_facts`.
    card_renditions: list[dict[str, Any]] | None
    card_alt: str | None
    is_owner: bool
    # Of rows that were read `with_uses`.
    is_allowed_elsewhere: bool

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | (Q(published_at__isnull=False) & Q(public_revision__isnull=False)),
                name="community_post_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="review") | Q(product__isnull=False),
                name="community_post_review_has_product",
            ),
            models.CheckConstraint(
                condition=Q(in_feeds=True) | ~Q(in_feeds_reason=""), name="community_post_demotion_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(approvals__lte=F("ratings")), name="community_post_approvals_are_ratings"
            ),
            models.CheckConstraint(
                condition=Q(solved_at__isnull=True) | Q(unsolvable_at__isnull=True),
                name="community_post_solved_or_not",
            ),
            models.CheckConstraint(
                condition=Q(kind="question")
                | Q(answered_at__isnull=True, solved_at__isnull=True, unsolvable_at__isnull=True),
                name="community_post_only_questions_are_answered",
            ),
            models.CheckConstraint(
                condition=Q(kind="idea") | Q(idea_state="", vote_count=0),
                name="community_post_only_ideas_have_votes",
            ),
            models.CheckConstraint(
                condition=Q(kind="review") | Q(may_be_asked=False, asked_at__isnull=True),
                name="community_post_only_reviewers_are_asked",
            ),
            models.UniqueConstraint(
                fields=["author", "product"],
                condition=Q(kind="review") & ~Q(state=State.DECLINED),
                name="community_post_one_review",
            ),
        ]
        indexes = [
            # A member's own list and profile, newest first.
            models.Index(fields=["author", "-created_at"], name="community_post_author"),
            # All reviews and newest of a product: published only, keyset by time.
            models.Index(
                fields=["product", "kind", "-published_at", "-id"],
                condition=Q(state="published"),
                name="community_post_product",
            ),
            # Newest of all: the hub, and the archive of the home feed.
            models.Index(
                fields=["-published_at", "-id"], condition=Q(state="published"), name="community_post_newest"
            ),
            # The sweep for what screening missed.
            models.Index(
                fields=["submitted_at"], condition=Q(state="submitted"), name="community_post_unscreened"
            ),
            # Whom to ask how it holds up.
            models.Index(
                fields=["published_at"],
                condition=Q(state="published", may_be_asked=True, asked_at=None),
                name="community_post_to_ask",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("community:post", args=[self.pk, self.slug])

    @property
    def shown_revision(self) -> "PostRevision":
        """The revision its author and the desk look at: while it is with the desk the one that was handed in,
        else the public one. It has one from the transaction it was handed in with."""
        return cast("PostRevision", self._shown)

    @property
    def _shown(self) -> "PostRevision | None":
        if self.state in (State.SUBMITTED, State.WAITING, State.RETURNED, State.DECLINED):
            return self.latest_revision or self.public_revision
        return self.public_revision or self.latest_revision

    @property
    def title(self) -> str:
        return self._shown.title if self._shown else ""

    @property
    def slug(self) -> str:
        return (
            slugify(self.title.replace("ø", "o").replace("æ", "ae").replace("å", "a"))[:60].strip("-")
            or self.kind
        )

    @property
    def frame_language(self) -> str:
        """The language of the site in which the post stands first: its own, if the site speaks it."""
        return self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def has_waiting_edit(self) -> bool:
        return self.is_public and self.latest_revision_id != self.public_revision_id

    @property
    def question_state(self) -> "QuestionState":
        """How far a question has come; each state's time stands in a field of its own."""
        if self.solved_at:
            return QuestionState.SOLVED
        if self.unsolvable_at:
            return QuestionState.UNSOLVABLE
        return QuestionState.ANSWERED if self.answered_at else QuestionState.OPEN

    @property
    def role_label(self) -> str:
        return in_language(self.brand_role)


class PostTopic(models.Model):
    """A post's topics in the author's order; the first one counts in planning."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey("content.Topic", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["post", "topic"], name="community_posttopic_once"),
            models.UniqueConstraint(fields=["post", "position"], name="community_posttopic_place"),
            models.CheckConstraint(
                condition=Q(position__gte=1) & Q(position__lte=3), name="community_posttopic_up_to_three"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} on {self.topic_id}"
