"""One's own data: a copy of it, and erasing it after reading what goes and what stays."""

import uuid

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.actions.data_exports import request_export
from community.actions.erasing import OnTheTeam, erase_member
from community.models import Member
from community.personal_data import Fate, said_of
from community.photos import private
from community.requests import MemberRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: MemberRequest) -> HttpResponse:
    """What there is, a copy of it, and the way to erasing it. POST asks for a copy."""
    if request.method == "POST":
        export = request_export(request.user)
        if export.ready_at is None:
            messages.success(request, _("We put it together and mail you a link, usually within minutes."))
        return redirect("community:my_data")
    context = {"export": request.user.data_exports.first(), "now": timezone.now(), **_fates(request.user)}
    return render(request, "community/my_data.html", context)


def _fates(member: Member) -> dict[str, object]:
    """What erasing would do to what this member has."""
    return {
        "goes": said_of(member, Fate.DELETED),
        "unnamed": said_of(member, Fate.UNNAMED),
        "kept": said_of(member, Fate.KEPT),
    }


@login_required
@never_cache
@require_safe
def data_export(request: MemberRequest, key: uuid.UUID) -> HttpResponseBase:
    """Fetch a copy of one's own data while its link works."""
    export = get_object_or_404(request.user.data_exports.all(), uuid=key)
    if not request.user.data_exports.available().filter(pk=export.pk).exists():
        messages.error(request, _("This link has expired. Ask for a new copy."))
        return redirect("community:my_data")
    name = f"{request.user.username}-{export.ready_at:%Y-%m-%d}.zip"
    return FileResponse(private().open(export.file), as_attachment=True, filename=name)


class ErasureForm(forms.Form):
    """The last question: nothing brings the account back."""

    is_sure = forms.BooleanField(
        label=gettext_lazy("I have read what goes and what stays. Nothing brings it back, and I want that.")
    )


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: MemberRequest) -> HttpResponse:
    """Erase one's account and everything in it, at once: for who gave their password just now."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_member(request.user)
        except OnTheTeam as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            return render(request, "community/erased.html")
    return render(request, "community/erasure.html", {"form": form, **_fates(request.user)})
