"""Who may curate."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def may_curate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let those in who may place things; other staff get 403.

    Wagtail's own decorator sends people to its front page instead, as if nothing were wrong.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perm("feeds.add_placement"):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return guarded
