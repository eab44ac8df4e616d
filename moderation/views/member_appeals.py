"""An appeal against a warning, a pause or a ban, as the desk reads and answers it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from community.models import Member
from community.requests import MemberRequest
from moderation.actions import DeskRefused
from moderation.actions.deciding import check_may_decide
from moderation.actions.member_appeals import decide_member_appeal
from moderation.measure_forms import MemberAppealForm
from moderation.member_file import open_file
from moderation.models import Case


def member_appeal(request: MemberRequest, found: Case) -> HttpResponse:
    """Read the appeal beside the member's file; answer it."""
    form = MemberAppealForm(request.POST or None, initial={"version": found.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        version, action = form.cleaned_data["version"], form.cleaned_data["action"]
        try:
            decide_member_appeal(found, by=request.user, version=version, action=action, why=form.why())
        except DeskRefused as refusal:
            form.add_error(None, str(refusal))
            found, status = Case.objects.with_targets().get(pk=found.pk), 409
        else:
            messages.success(request, _("Done. %(name)s is told.") % {"name": found.author.name})
            return redirect("moderation_desk")
    file = open_file(found.author, Case.objects.for_desk(request.user))
    context = {
        "case": found,
        "file": file,
        "member": found.author,
        "form": form,
        "appealed": next((line for line in file.history if line.decision.pk == found.appeals), None),
        "blocked": _blocked(found, request.user),
    }
    return render(request, "moderation/desk/member_appeal.html", context, status=status)


def _blocked(found: Case, by: Member) -> str:
    try:
        check_may_decide(found, found.author, by)
    except DeskRefused as refusal:
        return str(refusal)
    return ""
