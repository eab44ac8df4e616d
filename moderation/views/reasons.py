"""Canned reasons of the desk, and what to do when a life is threatened: rows, edited here by language."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.requests import MemberRequest
from moderation.access import desk_only
from moderation.forms import GROUNDS
from moderation.models import CannedReason


class ReasonForm(forms.ModelForm):
    """A reason in one language, under the rule it belongs to."""

    ground = forms.ChoiceField(label=CannedReason._meta.get_field("ground").verbose_name, choices=GROUNDS)

    class Meta:
        model = CannedReason
        fields = ["language", "ground", "title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


@desk_only
@require_safe
def reasons(request: MemberRequest) -> HttpResponse:
    """List them, by language."""
    rows = list(CannedReason.objects.all())
    languages = [
        (code, name, [row for row in rows if row.language == code]) for code, name in settings.LANGUAGES
    ]
    return render(request, "moderation/desk/reasons.html", {"languages": languages})


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Write one more."""
    row = CannedReason(language=request.GET.get("language", settings.LANGUAGE_CODE)[:8])
    return _edit(request, row)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one; statements made with it stay as they were."""
    return _edit(request, get_object_or_404(CannedReason, pk=pk))


def _edit(request: MemberRequest, row: CannedReason) -> HttpResponse:
    form = ReasonForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("moderation_reasons")
    return render(request, "moderation/desk/reason.html", {"form": form, "row": row})


@desk_only
@require_POST
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete one; gone already is as good."""
    CannedReason.objects.filter(pk=pk).delete()
    messages.success(request, _("Deleted. Statements made with it stay as they were."))
    return redirect("moderation_reasons")
