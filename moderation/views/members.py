"""A member before the desk: their file, warning, pausing and banning them, and letting them back in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.models import Member
from community.requests import MemberRequest
from moderation.access import check_may_act_on, desk_only
from moderation.actions import DeskRefused, measures
from moderation.actions.log import UNDO_FOR
from moderation.belongings import belongings_of
from moderation.measure_forms import BanForm, LiftForm, MeasureForm, WhyForm
from moderation.member_file import open_file
from moderation.models import Case, Decision
from moderation.reasons import pick, reasons_in
from moderation.steps import MEASURES


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: MemberRequest, pk: int) -> HttpResponse:
    """Read a member's file; warn or pause them."""
    found = _found(request, pk)
    form = MeasureForm(**pick(request, {"seen": measures.newest(found)}))

    def act() -> Decision:
        why, chosen = form.why(), form.cleaned_data["measure"]
        seen = form.cleaned_data["seen"]
        if chosen == Decision.Action.WARN:
            return measures.warn(found, by=request.user, why=why, seen=seen)
        return measures.pause(found, by=request.user, why=why, seen=seen, days=int(chosen))

    return _decided(request, found, form, act) or _page(request, found, form, "member")


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def ban(request: MemberRequest, pk: int) -> HttpResponse:
    """See what goes with a ban, and ban."""
    found = _found(request, pk)
    belongings = belongings_of(found)
    initial = {"seen": measures.newest(found), "listed": belongings.digest, "takes": True}
    form = BanForm(**pick(request, initial))

    def act() -> Decision:
        seen, takes = form.cleaned_data["seen"], form.digest()
        return measures.ban(found, by=request.user, why=form.why(), seen=seen, takes=takes)

    return _decided(request, found, form, act) or _page(request, found, form, "ban", belongings=belongings)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: MemberRequest, pk: int) -> HttpResponse:
    """End a pause or a ban."""
    found = _found(request, pk)
    form = LiftForm(**pick(request, {"seen": measures.newest(found)}))

    def act() -> Decision:
        return measures.lift(found, by=request.user, why=form.why(), seen=form.cleaned_data["seen"])

    return _decided(request, found, form, act) or _page(request, found, form, "lift")


@desk_only
@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a measure back within its five minutes."""
    decision = get_object_or_404(Decision, pk=pk, target="member", action__in=MEASURES)
    try:
        measures.undo_measure(decision, by=request.user)
    except DeskRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. Everything is as it was, and no mail was sent."))
    return redirect("moderation_member", decision.target_id)


def _found(request: MemberRequest, pk: int) -> Member:
    found = get_object_or_404(Member.objects.select_related("picture").filter(is_active=True), pk=pk)
    check_may_act_on(found, request.user)
    return found


def _decided(
    request: MemberRequest, found: Member, form: WhyForm, act: Callable[[], Decision]
) -> HttpResponse | None:
    """Do what a whole form asks for; None where the page is to be shown (again)."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        act()
    except DeskRefused as refusal:
        form.add_error(None, str(refusal))
        # What was typed stays; what is true now is sent along, so that it can be sent again once read.
        sent = request.POST.copy()
        sent["seen"] = str(measures.newest(found))
        sent["listed"] = belongings_of(found).digest
        form.data = sent
        return None
    messages.success(request, _("Done. %(name)s is told.") % {"name": found.name})
    return redirect("moderation_member", found.pk)


def _page(request: MemberRequest, found: Member, form: WhyForm, name: str, **further: Any) -> HttpResponse:
    file = open_file(found, Case.objects.for_desk(request.user))
    last = next((line.decision for line in file.history if line.decision.pk == file.seen), None)
    can_undo = last is not None and last.action in MEASURES
    context = {
        "file": file,
        "member": found,
        "form": form,
        "reasons": reasons_in(found.language),
        "undo": last if can_undo and last and last.created_at > timezone.now() - UNDO_FOR else None,
        **further,
    }
    status = 409 if form.is_bound and form.non_field_errors() else 200
    return render(request, f"moderation/desk/{name}.html", context, status=status)
