"""Who owns what: shown with a code or an order number, marked beside their words, given up again.

The mark is a customer's. Whoever is on the team gets none: they make the codes and check the receipts.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

import jobs
from community.actions.refusals import MayNotWrite, Refused
from community.models import Member, OrderNumber, OwnerCode, Ownership
from community.proofs import code_digest, order_digest
from content.models import Product
from pagecache import raise_generations


class OwnersAreCustomers(Refused):
    def __init__(self) -> None:
        super().__init__(_("The mark of a verified owner is for customers; people of the team get none."))


class NotProven(Refused):
    """The same for a wrong one and for one that was used: nobody learns which numbers there are."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "We do not know it for this product, or it was used already. Look at it once more, letter by "
                "letter."
            )
        )


@transaction.atomic
def prove(member: Member, *, product: Product, typed: str) -> Ownership:
    """Make `member` a verified owner by the code or the order number they typed; it counts once.

    Whoever owns the product already uses nothing up; whoever gave it up may come back with their own. Raises
    `NotProven`, `OwnersAreCustomers` and `MayNotWrite`.
    """
    member = lock_owner(member)
    if known := member.ownerships.filter(product=product).first():
        return known
    free = Q(used_at=None) | Q(used_by=member)
    use = {"used_by": member, "used_at": timezone.now()}
    # One statement finds it free and uses it: of two members at once, one does.
    if OwnerCode.objects.filter(free, product=product, digest=code_digest(typed)).update(**use):
        return grant(member, product, Ownership.Method.CODE)
    if OrderNumber.objects.filter(free, product=product, digest=order_digest(typed)).update(**use):
        return grant(member, product, Ownership.Method.ORDER)
    raise NotProven


def lock_owner(member: Member) -> Member:
    """Lock the row of a member who is about to own something, before any other row of theirs.

    Raises `OwnersAreCustomers` and `MayNotWrite`.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if Member.objects.staff().filter(pk=member.pk).exists():
        raise OwnersAreCustomers
    if not member.may_write:
        raise MayNotWrite(member)
    return member


def grant(member: Member, product: Product, method: str) -> Ownership:
    """Mark a member, whose row is locked, as an owner. A receipt that waits is not needed any more."""
    ownership, _made = Ownership.objects.get_or_create(
        member=member, product=product, defaults={"method": method, "verified_at": timezone.now()}
    )
    forget_receipts(member, product)
    raise_generations(f"member:{member.pk}", f"product:{product.pk}")
    return ownership


@transaction.atomic
def give_up(member: Member, *, product: Product) -> None:
    """Take the mark away, as its owner wishes. Twice is once."""
    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.ownerships.filter(product=product).delete()[0]:
        raise_generations(f"member:{member.pk}", f"product:{product.pk}")


@transaction.atomic
def take_receipt_back(member: Member, *, product: Product) -> None:
    """Drop a receipt that waits, and its picture, as whoever sent it wishes. Twice is once."""
    forget_receipts(Member.objects.select_for_update(no_key=True).get(pk=member.pk), product)


def forget_receipts(member: Member, product: Product | None = None) -> None:
    """Drop the receipts that wait of a member, whose row is locked: of one product, or all of them."""
    from community import tasks

    waiting = member.receipts.waiting().select_for_update(no_key=True)
    if product is not None:
        waiting = waiting.filter(product=product)
    for receipt in waiting:
        jobs.enqueue(tasks.discard_receipt_file, receipt.file)
        receipt.delete()
