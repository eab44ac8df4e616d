"""What staff gives out for owners to show: single-use codes, and order numbers. Kept as keyed hashes."""

from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from django.db import transaction

from community.models import Member, OrderNumber, OwnerCode
from community.proofs import code_digest, new_code, order_digest
from content.models import Product

log = structlog.get_logger(__name__)

MAX_CODES = 10_000
"""Codes made at once."""
BATCH = 5_000
"""Rows in one statement."""


@transaction.atomic
def make_codes(product: Product, *, count: int, batch: str, by: Member) -> list[str]:
    """Make so many codes of a product; this is the only time they can be read."""
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_code())
    rows = [OwnerCode(product=product, batch=batch, made_by=by, digest=code_digest(code)) for code in codes]
    OwnerCode.objects.bulk_create(rows, batch_size=BATCH)
    log.info("owner codes made", product=product.slug, count=count, by=by.pk)
    return sorted(codes)


@dataclass(frozen=True)
class Loaded:
    """How many order numbers are new, and how many were there before or stand twice in the list."""

    added: int
    known: int


@transaction.atomic
def load_orders(orders: Iterable[tuple[Product, str]], *, by: Member) -> Loaded:
    """Take order numbers in, whatever was there stays as it is."""
    given = [(product.pk, order_digest(number)) for product, number in orders]
    products = {product for product, _digest in given}
    # Of two who load the same list, one waits, and counts what is new after the other.
    list(Product.objects.select_for_update(no_key=True).filter(pk__in=products).order_by("pk"))
    there = OrderNumber.objects.filter(product__in=products)
    before = there.count()
    rows = [OrderNumber(product_id=pk, digest=digest, loaded_by=by) for pk, digest in dict.fromkeys(given)]
    OrderNumber.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    added = there.count() - before
    log.info("order numbers loaded", added=added, by=by.pk)
    return Loaded(added=added, known=len(given) - added)


@transaction.atomic
def drop_unused_codes(product: Product, *, batch: str, by: Member) -> int:
    """Delete the codes of a batch nobody has used; whoever used one stays an owner. Returns how many."""
    count = OwnerCode.objects.unused().filter(product=product, batch=batch).delete()[0]
    log.info("owner codes dropped", product=product.slug, count=count, by=by.pk)
    return count


@transaction.atomic
def drop_unused_orders(product: Product, *, by: Member) -> int:
    """Delete a product's order numbers nobody has used. Returns how many."""
    count = OrderNumber.objects.unused().filter(product=product).delete()[0]
    log.info("order numbers dropped", product=product.slug, count=count, by=by.pk)
    return count
