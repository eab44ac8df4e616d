"""Who may open a staff page of this room."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseBase
from django.shortcuts import render

from community.models import Member
from community.requests import MemberRequest

View = Callable[..., HttpResponseBase]


def only(may: Callable[[Member | AnonymousUser], bool]) -> Callable[[View], View]:
    """Let in whom `may` says; others get 403 instead of Wagtail's way to its front page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not may(request.user):
                return render(request, "403.html", status=403)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
