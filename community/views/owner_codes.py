"""Codes and order numbers of owners, in the CMS: made, loaded, counted, and the unused ones dropped."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from community.actions.handing_out import drop_unused_codes, drop_unused_orders, load_orders, make_codes
from community.forms.owners import CodesForm, OrdersForm
from community.models import OrderNumber, OwnerCode
from community.order_lists import Fault, OrderList
from community.proofs import tidy
from community.requests import MemberRequest, sent
from community.roles import is_desk, may_hand_out_codes
from community.views.doors import only
from content.models import Product

SHOWN = 50
"""Faults of a list that are shown one by one."""


@require_safe
def owners(request: MemberRequest) -> HttpResponse:
    """How many codes and order numbers there are, and how many were used; the desk goes to the receipts."""
    if not may_hand_out_codes(request.user):
        return redirect("community_receipts") if is_desk(request.user) else _refuse(request)
    products = Product.objects.in_bulk()
    context = {
        "batches": _of(products, OwnerCode.objects.batches()),
        "lists": _of(products, OrderNumber.objects.lists()),
    }
    return render(request, "community/staff/owners.html", context)


def _of(products: dict[int, Product], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "product": products[row["product"]]} for row in rows]


def _refuse(request: MemberRequest) -> HttpResponse:
    return render(request, "403.html", status=403)


@only(may_hand_out_codes)
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: MemberRequest) -> HttpResponse:
    """Make codes. The answer is the file with them, once: only their hashes are kept."""
    form = CodesForm(request.POST or None)
    if not form.is_valid():
        return render(request, "community/staff/owner_codes.html", {"form": form})
    product, batch = form.cleaned_data["product"], form.cleaned_data["batch"]
    made = make_codes(product, count=form.cleaned_data["count"], batch=batch, by=request.user)
    # One column of letters, digits and dashes, none at the start: no spreadsheet takes it for a formula.
    answer = HttpResponse("\r\n".join(["code", *made, ""]), content_type="text/csv; charset=utf-8")
    name = f"codes-{product.slug}-{slugify(batch) or 'batch'}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@only(may_hand_out_codes)
@require_http_methods(["GET", "HEAD", "POST"])
def orders(request: MemberRequest) -> HttpResponse:
    """Take a list of order numbers in, and say which rows could not be."""
    form = OrdersForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        listed: OrderList = form.cleaned_data["file"]
        found, faults = _find_products(listed, form.cleaned_data["product"])
        faults = sorted([*listed.faults, *faults], key=lambda fault: fault.row)
        context = {
            "form": OrdersForm(),
            "loaded": load_orders(found, by=request.user),
            "faults": faults[:SHOWN],
            "fault_count": len(faults),
        }
    return render(request, "community/staff/owner_orders.html", context)


def _find_products(
    listed: OrderList, chosen: Product | None
) -> tuple[list[tuple[Product, str]], list[Fault]]:
    """Return the orders with their products: the chosen one for all, else by slug or name in any language."""
    if chosen is not None:
        return [(chosen, order.number) for order in listed.orders], []
    known = {
        tidy(name): product
        for product in Product.objects.all()
        for name in (product.slug, *product.names.values())
    }
    named = [(order, known.get(tidy(order.product))) for order in listed.orders]
    faults = [
        Fault(order.row, _("there is no product “%(name)s” here") % {"name": order.product[:60]})
        for order, product in named
        if product is None
    ]
    return [(product, order.number) for order, product in named if product is not None], faults


@only(may_hand_out_codes)
@require_http_methods(["GET", "HEAD", "POST"])
def codes_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Drop the codes of a batch that nobody has used: the file was lost, or got into wrong hands."""
    product, batch = get_object_or_404(Product, pk=pk), sent(request.GET, "batch")
    unused = OwnerCode.objects.unused().filter(product=product, batch=batch)
    if request.method != "POST":
        return _ask(request, product, unused.count(), batch=batch)
    return _done(request, drop_unused_codes(product, batch=batch, by=request.user))


@only(may_hand_out_codes)
@require_http_methods(["GET", "HEAD", "POST"])
def orders_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Drop the order numbers of a product that nobody has used: they were loaded by mistake."""
    product = get_object_or_404(Product, pk=pk)
    if request.method != "POST":
        return _ask(request, product, OrderNumber.objects.unused().filter(product=product).count())
    return _done(request, drop_unused_orders(product, by=request.user))


def _ask(request: MemberRequest, product: Product, count: int, *, batch: str | None = None) -> HttpResponse:
    context = {"product": product, "count": count, "batch": batch, "is_codes": batch is not None}
    return render(request, "community/staff/owner_removal.html", context)


def _done(request: MemberRequest, count: int) -> HttpResponse:
    sentence = ngettext("%(count)d is deleted.", "%(count)d are deleted.", count)
    messages.success(request, sentence % {"count": count})
    return redirect("community_owners")
