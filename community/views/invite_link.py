"""A member's own link to bring others along. Nothing is counted, and nothing is given for it."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from community.models import Member
from community.photos import picture_of
from community.requests import MemberRequest
from pagecache import note


@login_required
@require_safe
def my_invite_link(request: MemberRequest) -> HttpResponse:
    """One's own link, to pass on."""
    address = settings.SITE_URL + reverse("community:invited_by", args=[request.user.username])
    return render(request, "community/invite_link.html", {"address": address})


@require_safe
def invited_by(request: HttpRequest, handle: str) -> HttpResponse:
    """What somebody sees who was given a member's link: who invites, to what, and the way in."""
    person = get_object_or_404(Member.objects.public().select_related("picture"), username=handle)
    note(f"member:{person.pk}")
    context = {
        "person": person,
        "picture": picture_of(person.picture),
        # A new member arrives at the profile of whoever brought them, and may follow.
        "onward": urlencode({"next": person.get_absolute_url()}),
    }
    return render(request, "community/invited_by.html", context)
