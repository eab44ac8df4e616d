"""What newcomers are helped by: how everything works here, and the card of their first visit."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from community.actions.profiles import put_welcome_away
from community.models.posts import State
from community.requests import MemberRequest
from community.wording import KINDS, STANDING, USEFUL
from pagecache import note

TOLD = (State.PUBLISHED, State.WAITING, State.RETURNED, State.DECLINED, State.WITHDRAWN, State.REMOVED)
"""The states a post may stay in, as its author reads of them."""


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    """The whole site in plain words."""
    note("brand")
    context = {
        "kinds": KINDS.values(),
        "useful": USEFUL.values(),
        "states": [(state.value, state.label, STANDING[state]) for state in TOLD],
        "age": settings.MINIMUM_AGE,
    }
    return render(request, "community/how_it_works.html", context)


@login_required
@require_POST
def welcome(request: MemberRequest) -> HttpResponse:
    """Put the card of the first visit away, for good and on every device."""
    put_welcome_away(request.user)
    # Back to where it stood.
    return redirect("community:hub") if "hub" in request.POST else redirect("wagtail_serve", "")
