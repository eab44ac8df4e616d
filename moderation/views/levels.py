"""A member's level, for the desk: how it came about, lowering it, and giving it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.actions.levels import lowering_of
from community.actions.refusals import Refused
from community.models import Member
from community.requests import MemberRequest
from moderation import actions
from moderation.access import check_may_act_on, desk_only
from moderation.forms import LevelForm


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: MemberRequest, pk: int) -> HttpResponse:
    """Lower a member's level, or give back what was taken."""
    member = get_object_or_404(Member.objects.public(), pk=pk)
    check_may_act_on(member, request.user)
    lowered = lowering_of(member)
    form = LevelForm(request.POST or None, level=member.level, was_lowered=lowered is not None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            form.decide(member, by=request.user)
        except (actions.DeskRefused, Refused) as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Done. %(name)s has been told.") % {"name": member.name})
            return redirect("moderation_level", pk)
    steps = member.level_steps.select_related("changed_by").order_by("-at", "-pk")
    context = {"member": member, "form": form, "steps": steps}
    return render(request, "moderation/desk/level.html", context, status=status)
