"""An invitation as the invited person sees it. Opening its link does nothing yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.actions.inviting import accept_invitation, is_for, is_valid
from community.actions.refusals import Refused
from community.models import Invitation
from content.models.catalogue import in_language


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is invited to; a member says yes here, a visitor signs up or in first.

    Both ways are shown to everybody: whether the address has an account is nobody else's business.
    """
    found = Invitation.objects.select_related("invited_by").with_token(token)
    if found is not None and request.user.is_authenticated and found.accepted_by_id == request.user.pk:
        return render(request, "community/invitation.html", {"invitation": found, "is_done": True})
    if found is None or not is_valid(found):
        return render(request, "community/invitation_closed.html", status=410)
    if request.method == "POST":
        return _accept(request, found)
    member = request.user if request.user.is_authenticated else None
    context = {
        "invitation": found,
        "role": in_language(found.brand_role),
        "onward": urlencode({"next": request.path}),
        "is_mine": member is not None and is_for(found, member),
    }
    return render(request, "community/invitation.html", context)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    try:
        accept_invitation(found, by=request.user)
    except Refused as refusal:
        role = in_language(found.brand_role)
        context = {"invitation": found, "role": role, "refusal": str(refusal)}
        return render(request, "community/invitation.html", context, status=403)
    return redirect("community:invitation", token=found.token)
