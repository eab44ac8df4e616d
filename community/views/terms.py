"""What one has agreed to, agreeing again, and asking everybody to."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from community.actions.accepting import ACCEPTED, accept_texts, ask_again
from community.models import Renewal
from community.requests import MemberRequest
from community.terms import standings, texts_of
from content.first_run import may_set_up


class AcceptForm(forms.Form):
    """One tick, for the texts that stand above it."""

    accepts_terms = forms.BooleanField(label=gettext_lazy("I have read this and accept it."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_terms(request: MemberRequest) -> HttpResponse:
    """Which versions one accepted and when; a tick where something has to be accepted again."""
    owed = Renewal.objects.owed_by(request.user)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if owed:
            accept_texts(request.user, owed)
        messages.success(request, _("Thank you. Now go on where you were."))
        return redirect(_next(request))
    context = {
        "form": form,
        "texts": texts_of(owed),
        "owes": bool(owed),
        "next": _next(request),
        "acceptances": request.user.acceptances.all(),
    }
    return render(request, "community/my_terms.html", context)


def _next(request: HttpRequest) -> str:
    """Return where they came from, if that is here."""
    address = request.POST.get("next") or request.GET.get("next", "")
    is_here = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    if is_here and address.startswith("/"):
        return address
    return request.path


@require_http_methods(["GET", "HEAD", "POST"])
def staff_terms(request: MemberRequest) -> HttpResponse:
    """The texts members agree to; a button asks everybody to accept one of them again."""
    if not may_set_up(request.user):
        return render(request, "403.html", status=403)
    if request.method == "POST" and request.POST.get("purpose") in ACCEPTED:
        ask_again(request.POST["purpose"], by=request.user)
        messages.success(request, _("Every member is asked before they write the next time."))
        return redirect("community_terms")
    return render(request, "community/staff/terms.html", {"standings": standings()})
