"""The member: whoever has an account, staff included."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.models.catalogue import in_language

DESK, MARKETING = "Desk", "Marketing"


class MemberQuerySet(models.QuerySet["Member"]):
    def public(self) -> "MemberQuerySet":
        """Members whose profile may be shown."""
        return self.filter(is_active=True, banned_at=None)

    def writing(self) -> "MemberQuerySet":
        """Members who may contribute now, as `may_write` says of one."""
        return self.public().filter(models.Q(paused_until=None) | models.Q(paused_until__lte=timezone.now()))

    def admins(self) -> "MemberQuerySet":
        """Those who may do everything, and can sign in to do it."""
        return self.filter(is_superuser=True, is_active=True, banned_at=None)

    def staff(self) -> "MemberQuerySet":
        """Everyone who speaks or acts for the brand."""
        return self.filter(
            models.Q(is_superuser=True)
            | models.Q(groups__name__in=[DESK, MARKETING])
            | ~models.Q(brand_role={})
        ).distinct()


class MemberManager(UserManager.from_queryset(MemberQuerySet)):  # type: ignore[misc]  # a class made here
    """Creates members with a normalised mail address."""


class Member(AbstractUser):  # type: ignore[django-manager-missing]  # Wagtail names it
    """A person with an account. Signs in by mail; `username` is the public handle.

    `brand_role` is empty for a customer; for whoever speaks for the brand it holds the role's label by
    language. It is copied onto everything they write, so that a later change of role rewrites no history.
    """

    class Level(models.TextChoices):
        NEW = "new", _("new")
        KNOWN = "known", _("known")
        TRUSTED = "trusted", _("trusted")

    # One name is enough.
    first_name = None  # type: ignore[assignment]  # how Django drops a field
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    bio = models.TextField(_("about me"), max_length=600, blank=True)
    picture = models.ForeignKey(
        "community.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(_("language"), max_length=8, default="en")
    brand_role = models.JSONField(_("role at the brand"), default=dict, blank=True)
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.NEW)
    trust_percentile = models.FloatField(default=0, help_text="0 to 1; filled by a room above.")
    paused_until = models.DateTimeField(null=True, blank=True)
    banned_at = models.DateTimeField(null=True, blank=True)
    age_confirmed_at = models.DateTimeField(null=True, blank=True)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    is_newcomer = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Signed up, and has not put the card of the first visit away.",
    )
    is_demo = models.BooleanField(default=False, help_text="Seeded for the demo; production refuses sign-in.")

    REQUIRED_FIELDS = ["email", "name"]
    objects = MemberManager()  # type: ignore[misc]  # a class variable, as Django has it

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="community_member_email_once"),
            models.UniqueConstraint(Lower("username"), name="community_member_handle_once"),
            models.CheckConstraint(
                condition=models.Q(trust_percentile__gte=0) & models.Q(trust_percentile__lte=1),
                name="community_member_trust_is_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community:member", args=[self.username])

    @cached_property
    def group_names(self) -> frozenset[str]:
        """The groups they are in: one query, remembered as long as Django remembers their permissions.

        No query of whoever came with their session and is in none (`accounts.MemberBackend`).
        """
        if vars(self).get("is_in_groups") is False:
            return frozenset()
        return frozenset(self.groups.values_list("name", flat=True))

    @property
    def by_brand(self) -> bool:
        return bool(self.brand_role)

    @property
    def role_label(self) -> str:
        return in_language(self.brand_role)

    @property
    def may_write(self) -> bool:
        """Whether this member may contribute now: active, not banned, not paused."""
        return self.is_active and self.banned_at is None and not self.is_paused

    @property
    def is_paused(self) -> bool:
        """Whether a pause holds now; it ends by itself."""
        return self.paused_until is not None and self.paused_until > timezone.now()


class OwnershipQuerySet(models.QuerySet["Ownership"]):
    def marked(self) -> "OwnershipQuerySet":
        """Those whose mark is shown: a customer's. Who speaks for the brand carries its mark alone."""
        return self.filter(member__brand_role={})


class Ownership(models.Model):
    """A member is a verified owner of one product.

    It says that they own it and nothing else: no order, average or gate looks at it.
    """

    class Method(models.TextChoices):
        CODE = "code", _("a code from the box")
        ORDER = "order", _("an order number")
        RECEIPT = "receipt", _("a receipt checked by staff")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="ownerships")
    product = models.ForeignKey("content.Product", on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=8, choices=Method.choices)
    verified_at = models.DateTimeField()

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "product"], name="community_ownership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} owns {self.product_id}"
