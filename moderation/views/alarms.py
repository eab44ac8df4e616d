"""When a post or comment threatens a life, the writer's own or another's: what to do, whom to call."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from community.requests import MemberRequest
from moderation.access import desk_only
from moderation.actions import DeskRefused
from moderation.actions.alarms import change_emergency_text, emergency_text, pass_on_threat
from moderation.dossier import cases_for_page
from moderation.models import Case, EmergencyText


class AlarmForm(forms.Form):
    """Who was called."""

    note = forms.CharField(
        label=gettext_lazy("Whom did you call, when, and what did they say?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text=gettext_lazy("Only the desk reads this. It stands in the log."),
    )


class EmergencyForm(forms.Form):
    """What the desk is told to do, in one language."""

    text = forms.CharField(
        label=gettext_lazy("What to do, and whom to call"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("For the country most of your readers live in. Empty: the text we ship."),
    )


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def alarm(request: MemberRequest, pk: int) -> HttpResponse:
    """Read what to do about one case, and note what was done."""
    rows = Case.objects.for_desk(request.user).filter(member=None).values("pk")
    found = get_object_or_404(cases_for_page().filter(pk__in=rows), pk=pk)
    form = AlarmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pass_on_threat(found, by=request.user, note=form.cleaned_data["note"])
        except DeskRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It stands in the log. Now decide what becomes of the words."))
            return redirect("moderation_case", pk)
    context = {"case": found, "form": form, "text": emergency_text(get_language() or "en")}
    return render(request, "moderation/desk/alarm.html", context)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: MemberRequest, language: str) -> HttpResponse:
    """Change what the desk is told to do; an admin's to say."""
    if not request.user.is_superuser:
        return render(request, "403.html", status=403)
    name = dict(settings.LANGUAGES).get(language)
    if name is None:
        return redirect("moderation_reasons")
    form = EmergencyForm(request.POST or None, initial={"text": emergency_text(language)})
    if request.method == "POST" and form.is_valid():
        change_emergency_text(language, form.cleaned_data["text"])
        messages.success(request, _("Saved."))
        return redirect("moderation_reasons")
    is_own = EmergencyText.objects.filter(language=language).exists()
    context = {"form": form, "name": name, "is_own": is_own}
    return render(request, "moderation/desk/emergency.html", context)
