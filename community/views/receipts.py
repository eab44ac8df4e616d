"""Receipts that members sent, in the CMS: looked at one by one, accepted or refused."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.actions.receipts import accept_receipt, refuse_receipt
from community.actions.refusals import Refused
from community.forms.owners import RefusalForm
from community.models import Receipt
from community.photos import private
from community.requests import MemberRequest
from community.roles import is_desk
from community.views.doors import only

SHOWN = 100


@only(is_desk)
@require_safe
def receipts(request: MemberRequest) -> HttpResponse:
    """What waits, the oldest first; one's own is a colleague's to look at."""
    rows = Receipt.objects.to_check().exclude(member=request.user)[:SHOWN]
    return render(request, "community/staff/receipts.html", {"receipts": rows})


@only(is_desk)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: MemberRequest, pk: int) -> HttpResponse:
    """One receipt: its picture, and the decision, which leads to the next."""
    found = get_object_or_404(_rows(), pk=pk)
    is_accepted = "accept" in request.POST
    form = RefusalForm(None if is_accepted else request.POST or None)
    if not is_accepted and not form.is_valid():
        return _page(request, found, form)
    try:
        if is_accepted:
            accept_receipt(found, by=request.user)
        else:
            refuse_receipt(found, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        # What is true now stands there, and what was typed stays in the form.
        found = _rows().filter(pk=pk).first() or found
        return _page(request, found, form, refusal=str(refusal), status=409)
    messages.success(request, _("%(name)s is told. The picture is deleted.") % {"name": found.member.name})
    following = Receipt.objects.to_check().exclude(member=request.user).first()
    return redirect("community_receipt", following.pk) if following else redirect("community_receipts")


def _rows() -> "QuerySet[Receipt]":
    return Receipt.objects.select_related("member", "product", "decided_by")


def _page(
    request: MemberRequest, found: Receipt, form: RefusalForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    language = dict(settings.LANGUAGES).get(found.member.language, found.member.language)
    context = {"receipt": found, "form": form, "refusal": refusal, "language": language}
    return render(request, "community/staff/receipt.html", context, status=status)


@only(is_desk)
@require_safe
def picture(request: MemberRequest, pk: int) -> FileResponse:
    """The picture of a receipt that waits, as it was drawn anew; nobody on the way keeps it."""
    found = get_object_or_404(Receipt.objects.to_check(), pk=pk)
    if not private().exists(found.file):
        raise Http404
    return FileResponse(private().open(found.file), content_type="image/webp")
