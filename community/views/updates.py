"""How does it hold up? What a reviewer says of their review months later."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.actions.accepting import AcceptFirst, accept_texts
from community.actions.refusals import Refused
from community.actions.updates import TooEarly, UpdateStands, check_may_update, submit_update
from community.forms import UpdateForm
from community.models import Post, Renewal
from community.months import months_between
from community.places import public_posts
from community.requests import MemberRequest
from community.terms import texts_of
from community.views.terms import AcceptForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: MemberRequest, pk: int) -> HttpResponse:
    """Say how something holds up: once a review, by its author, from the third month on."""
    review = get_object_or_404(public_posts(), pk=pk, kind=Post.Kind.REVIEW, author=request.user)
    months = months_between(review.published_at or timezone.now(), timezone.now())
    context: dict[str, Any] = {"post": review, "revision": review.shown_revision, "months": months}
    try:
        check_may_update(review, by=request.user)
    except UpdateStands as stands:
        return redirect("community:comment", stands.update.pk)
    except TooEarly as refusal:
        return render(request, "community/update.html", {**context, "refusal": str(refusal)})
    form = UpdateForm(request.POST or None)
    if not form.is_valid():
        return render(request, "community/update.html", {**context, "form": form})
    if "accepts_terms" in request.POST and (owed := Renewal.objects.owed_by(request.user)):
        accept_texts(request.user, owed)
    body, key = form.cleaned_data["body"], form.cleaned_data["key"]
    try:
        said = submit_update(review, by=request.user, body=body, key=key)
    except (Refused, ValueError) as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, AcceptFirst):
            form.fields["accepts_terms"] = AcceptForm().fields["accepts_terms"]
            context["texts"] = texts_of(refusal.owed)
        return render(request, "community/update.html", {**context, "form": form})
    if said.is_public:
        messages.success(request, _("Thank you. It stands under your review now."))
    else:
        messages.info(request, _("Thank you. It waits to be checked; until then only you see it."))
    return redirect("community:comment", said.pk)
