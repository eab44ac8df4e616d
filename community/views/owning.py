"""What a member owns: shown with a code, an order number or a receipt, and given up again."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import pace
from community.actions.owning import give_up, prove, take_receipt_back
from community.actions.receipts import send_receipt
from community.actions.refusals import Refused
from community.cards import product_url
from community.forms.owners import ProofForm, ReceiptForm
from community.models import Member, OrderNumber, OwnerCode, Ownership, Receipt
from community.requests import MemberRequest, sent
from community.views.limits import too_many
from content.models import Product

HOUR = 3600
TRIES = 10
"""Codes and order numbers a member may try within an hour, good ones included."""
RECEIPTS = 5
"""Receipts a member may send within an hour."""


@login_required
@require_safe
def owned(request: MemberRequest) -> HttpResponse:
    """What one owns, what waits to be checked, and the way to show more."""
    if slug := sent(request.GET, "product"):
        return redirect("community:prove", get_object_or_404(Product, slug=slug).slug)
    ownerships = list(request.user.ownerships.select_related("product").order_by("-verified_at", "-pk"))
    known = [ownership.product_id for ownership in ownerships]
    receipts = request.user.receipts.open().exclude(product__in=known).select_related("product")
    waiting = [one.product_id for one in receipts if one.state == Receipt.State.WAITING]
    context = {
        "owned": [(one, product_url(one.product)) for one in ownerships],
        "receipts": receipts,
        "products": Product.objects.exclude(pk__in=[*known, *waiting]),
        "is_staff": Member.objects.staff().filter(pk=request.user.pk).exists(),
    }
    return render(request, "community/owning/owned.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_ownership(request: MemberRequest, slug: str) -> HttpResponse:
    """Show that one owns a product, by a code or an order number."""
    product = get_object_or_404(Product, slug=slug)
    form = _proof_form(product, request.POST or None)
    if not form.is_valid():
        return _page(request, product, proof=form)
    if not pace.may(request, "own", TRIES, window=HOUR):
        return _too_fast(
            request, _("You can try ten codes or order numbers an hour. Look at yours once more.")
        )
    try:
        ownership = prove(request.user, product=product, typed=form.cleaned_data["proof"])
    except Refused as refusal:
        form.add_error("proof", str(refusal))
        return _page(request, product, proof=form)
    _rejoice(request, ownership)
    return redirect("community:owned")


@login_required
@require_POST
def receipt(request: MemberRequest, slug: str) -> HttpResponse:
    """Send a picture of a receipt for a product."""
    product = get_object_or_404(Product, slug=slug)
    form = ReceiptForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, product, receipt=form)
    if not pace.may(request, "receipt", RECEIPTS, window=HOUR):
        return _too_fast(request, _("That was a lot in a short time."))
    try:
        send_receipt(request.user, product=product, file=form.cleaned_data["receipt"])
    except Refused as refusal:
        form.add_error("receipt", str(refusal))
        return _page(request, product, receipt=form)
    messages.success(
        request, _("Thank you. Somebody looks at it, and you are told; then the picture is deleted.")
    )
    return redirect("community:owned")


@login_required
@require_POST
def receipt_removal(request: MemberRequest, slug: str) -> HttpResponse:
    """Take a receipt back that waits to be looked at."""
    take_receipt_back(request.user, product=get_object_or_404(Product, slug=slug))
    messages.success(request, _("It is taken back, and the picture deleted."))
    return redirect("community:owned")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: MemberRequest, slug: str) -> HttpResponse:
    """Giving up the mark, asked about first."""
    ownership = get_object_or_404(request.user.ownerships.select_related("product"), product__slug=slug)
    if request.method != "POST":
        return render(request, "community/owning/removal.html", {"ownership": ownership})
    give_up(request.user, product=ownership.product)
    messages.success(request, _("The mark is gone, beside everything you wrote."))
    return redirect("community:owned")


def _proof_form(product: Product, data: QueryDict | None) -> ProofForm:
    """Ask for what there can be: a code where some were made, an order number where some are known."""
    return ProofForm(
        data,
        with_codes=OwnerCode.objects.filter(product=product).exists(),
        with_orders=OrderNumber.objects.filter(product=product).exists(),
    )


def _page(
    request: MemberRequest,
    product: Product,
    *,
    proof: ProofForm | None = None,
    receipt: ReceiptForm | None = None,
) -> HttpResponse:
    """Every way to show that one owns a product, what was tried in one of them included."""
    mine = request.user.receipts.filter(product=product)
    context = {
        "product": product,
        "product_url": product_url(product),
        "proof": proof or _proof_form(product, None),
        "receipt_form": receipt or ReceiptForm(),
        "ownership": request.user.ownerships.filter(product=product).first(),
        "receipt": mine.order_by("-sent_at", "-pk").first(),
        "is_staff": Member.objects.staff().filter(pk=request.user.pk).exists(),
    }
    return render(request, "community/owning/prove.html", context)


def _rejoice(request: MemberRequest, ownership: Ownership) -> None:
    messages.success(
        request,
        _("Thank you. “Verified owner” stands beside what you write about %(product)s from now on.")
        % {"product": ownership.product.name},
    )


def _too_fast(request: MemberRequest, sentence: str) -> HttpResponse:
    retry_at = timezone.now() + timedelta(seconds=pace.seconds_left(HOUR))
    return too_many(request, sentence, retry_at=retry_at)
