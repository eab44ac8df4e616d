"""How a member shows that they own a product: code, order number or receipt. Only keyed hashes are kept."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

_Model = TypeVar("_Model", bound=models.Model)


class ProofQuerySet(models.QuerySet[_Model]):
    """What codes and order numbers have in common: they count once."""

    def unused(self) -> Self:
        return self.filter(used_at=None)


class OwnerCodeQuerySet(ProofQuerySet["OwnerCode"]):
    def batches(self) -> "QuerySet[Any, Any]":
        """Return each product's batches, the latest first: product, batch, made, used, latest."""
        rows = self.values("product", "batch")
        return rows.annotate(made=Count("pk"), used=Count("used_at"), latest=Max("made_at")).order_by(
            "-latest", "batch"
        )


class OrderNumberQuerySet(ProofQuerySet["OrderNumber"]):
    def lists(self) -> "QuerySet[Any, Any]":
        """Return each product with order numbers: product, loaded, used, latest."""
        rows = self.values("product")
        return rows.annotate(loaded=Count("pk"), used=Count("used_at"), latest=Max("loaded_at")).order_by(
            "-latest"
        )


class OwnerCode(models.Model):
    """A single-use code that came with one product; readable only in the file it was handed out in."""

    product = models.ForeignKey("content.Product", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="Keyed hash of the code.")
    batch = models.CharField(_("batch"), max_length=80, blank=True, help_text="As whoever made it named it.")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)

    objects = OwnerCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_by__isnull=True) | Q(used_at__isnull=False),
                name="community_ownercode_used_has_time",
            ),
        ]
        indexes = [models.Index(fields=["product", "batch"], name="community_ownercode_batch")]

    def __str__(self) -> str:
        return f"code of {self.product_id}"


class OrderNumber(models.Model):
    """An order of a product, from a list the brand gave; whoever names its number first owns it."""

    product = models.ForeignKey("content.Product", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, help_text="Keyed hash of the number.")
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)

    objects = OrderNumberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "product"], name="community_ordernumber_once"),
            models.CheckConstraint(
                condition=Q(used_by__isnull=True) | Q(used_at__isnull=False),
                name="community_ordernumber_used_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"order of {self.product_id}"


PREPARED = ".webp"
"""What the name of a receipt's file ends with once it is drawn anew."""


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def waiting(self) -> "ReceiptQuerySet":
        """To be looked at, the oldest first."""
        return self.filter(state=Receipt.State.WAITING).order_by("sent_at", "pk")

    def open(self) -> "ReceiptQuerySet":
        """For their owner's list: those that wait, and of each product the last that was refused."""
        newer = Receipt.objects.filter(
            member=OuterRef("member"), product=OuterRef("product"), pk__gt=OuterRef("pk")
        )
        return self.exclude(state=Receipt.State.ACCEPTED).filter(~Exists(newer)).order_by("-sent_at", "-pk")

    def unprepared(self) -> "ReceiptQuerySet":
        """Not yet drawn anew: nobody has looked into the file, and nobody is shown it."""
        return self.waiting().exclude(file__endswith=PREPARED)

    def to_check(self) -> "ReceiptQuerySet":
        """What staff has to look at, with whose it is."""
        return self.waiting().filter(file__endswith=PREPARED).select_related("member", "product")


class Receipt(models.Model):
    """A picture of a receipt, for staff's eyes; the file goes with the decision."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be looked at")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not accepted")

    member = models.ForeignKey("community.Member", on_delete=models.CASCADE, related_name="receipts")
    product = models.ForeignKey("content.Product", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    file = models.CharField(max_length=200, blank=True, help_text="In the private storage.")
    reason = models.CharField(_("reason"), max_length=300, blank=True, help_text=_("The member reads it."))
    sent_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "community.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "product"], condition=Q(state="waiting"), name="community_receipt_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False, file=""),
                name="community_receipt_decided_keeps_no_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="community_receipt_refusal_has_reason"
            ),
        ]
        indexes = [
            # What staff has to look at.
            models.Index(fields=["sent_at"], condition=Q(state="waiting"), name="community_receipt_waiting"),
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"
