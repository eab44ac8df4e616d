"""The team, in the CMS: who is on it, who is asked to join, and the customers who are invited."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from community.actions.inviting import (
    Invited,
    cancel_invitation,
    change_colleague,
    invite,
    send_again,
    take_off_team,
)
from community.actions.refusals import Refused
from community.forms.team import ColleagueForm, ColleagueInvitationForm, InvitationForm
from community.models import Invitation, Member
from community.requests import MemberRequest
from community.roles import may_invite
from community.team import colleagues, role_of

View = Callable[..., HttpResponse]


def inviters_only(*, staff: bool) -> Callable[[View], View]:
    """Let in who may invite such people; others get 403 instead of Wagtail's way to its front page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not may_invite(request.user, staff=staff):
                return render(request, "403.html", status=403)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@inviters_only(staff=True)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: MemberRequest) -> HttpResponse:
    """Everybody on the team, the invitations to it, and the form for more."""
    form = ColleagueInvitationForm(request.POST or None, initial={"language": request.user.language})
    if answer := _invite(request, form):
        return answer
    context = {
        "form": _left_over(form),
        "colleagues": colleagues(),
        "invitations": Invitation.objects.unanswered().to_staff().for_list(),
    }
    return render(request, "community/staff/team.html", context)


@inviters_only(staff=False)
@require_http_methods(["GET", "HEAD", "POST"])
def customers(request: MemberRequest) -> HttpResponse:
    """The customers who were invited and have not answered, and the form for more."""
    form = InvitationForm(request.POST or None, initial={"language": request.user.language})
    if answer := _invite(request, form):
        return answer
    invitations = Invitation.objects.to_customers()
    context = {
        "form": _left_over(form),
        "invitations": invitations.unanswered().for_list(),
        "joined": invitations.exclude(accepted_at=None).count(),
        "may_see_team": may_invite(request.user, staff=True),
    }
    return render(request, "community/staff/customers.html", context)


def _invite(request: MemberRequest, form: InvitationForm) -> HttpResponse | None:
    """Invite whom the form names; None where the page is to be shown, with the form or what is left of it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        invited = invite(form.cleaned_data["addresses"], by=request.user, **form.invitation)
    except Refused as refusal:
        form.add_error("addresses", str(refusal))
        return None
    _say(request, invited)
    return None if form.bad else redirect(request.path)


def _left_over(form: InvitationForm) -> InvitationForm:
    """Return the form as it is to be shown: after some were invited, with only what was no address."""
    return (form.rest() if form.is_bound and form.is_valid() else None) or form


def _say(request: MemberRequest, invited: Invited) -> None:
    if count := len(invited.made):
        sentence = ngettext(
            "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count
        )
        messages.success(request, sentence % {"count": count})
    if invited.known:
        sentence = _("Here already, or invited before, and so without another mail: %(addresses)s")
        messages.warning(request, sentence % {"addresses": ", ".join(invited.known)})


@inviters_only(staff=True)
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: MemberRequest, pk: int) -> HttpResponse:
    """One colleague: their part and the label readers see."""
    member = get_object_or_404(Member.objects.staff(), pk=pk)
    role = role_of(member.groups.values_list("name", flat=True))
    form = ColleagueForm(request.POST or None, colleague=member, role=role)
    if request.method == "POST" and form.is_valid():
        change_colleague(member, by=request.user, role=form.cleaned_data["role"], brand_role=form.brand_role)
        messages.success(request, _("Saved. %(name)s is told by mail.") % {"name": member.name})
        return redirect("community_team")
    return render(request, "community/staff/colleague.html", {"colleague": member, "form": form})


@inviters_only(staff=True)
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Taking a colleague off the team, after saying what that means."""
    member = get_object_or_404(Member.objects.staff(), pk=pk)
    if request.method != "POST":
        return render(request, "community/staff/removal.html", {"colleague": member})
    try:
        take_off_team(member, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is off the team.") % {"name": member.name})
    return redirect("community_team" if request.user.pk != member.pk else "wagtailadmin_home")


@inviters_only(staff=True)
@require_POST
def sending(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a colleague's invitation again."""
    return _close(request, pk, send_again, _("It is on its way again. The link of the mail before is void."))


@inviters_only(staff=False)
@require_POST
def cancellation(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an invitation back; a colleague's only by an admin."""
    return _close(request, pk, cancel_invitation, _("The invitation is taken back."))


def _close(request: MemberRequest, pk: int, action: Callable[..., Invitation], sentence: str) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.unanswered(), pk=pk)
    if not may_invite(request.user, staff=invitation.is_to_staff):
        return render(request, "403.html", status=403)
    try:
        action(invitation, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence)
    return redirect("community_team" if invitation.is_to_staff else "community_customers")
