"""The door of the desk."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from community.models import Member
from community.roles import is_desk
from moderation.models import Case

View = Callable[..., HttpResponseBase]


def at_desk(request: HttpRequest) -> bool:
    """Whether whoever asks works at the desk; one query a request, however often it is asked."""
    if not hasattr(request, "_at_desk"):
        vars(request)["_at_desk"] = is_desk(request.user)
    return vars(request)["_at_desk"]


def desk_only(view: View) -> View:
    """Let moderators and admins in; other staff get 403, as does whom the view refuses.

    Wagtail's own decorators send people to its front page instead, which reads as if nothing were wrong.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            if not at_desk(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)
        except PermissionDenied:
            return render(request, "403.html", status=403)

    return guarded


def check_may_act_on(member: Member, by: Member) -> None:
    """Raise `PermissionDenied` unless `may_act_on`: what is kept about colleagues is an admin's to read."""
    if not may_act_on(member, by):
        raise PermissionDenied


def may_act_on(member: Member, by: Member) -> bool:
    """Whether a moderator may decide on everything of a member: not of themselves, nor of staff."""
    return member.pk != by.pk and (
        by.is_superuser or not Member.objects.staff().filter(pk=member.pk).exists()
    )


def may_open(case: Case, member: Member) -> bool:
    """Whether a moderator may read a case: the row-by-row form of `CaseQuerySet.for_desk`."""
    return case.author.pk != member.pk and (member.is_superuser or not case.about_staff)
