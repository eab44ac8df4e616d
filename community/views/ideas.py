"""Wanting an idea in one press, and saying for the brand what becomes of it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.actions.accepting import AcceptFirst
from community.actions.deciding import take_step, vote_for_idea
from community.actions.refusals import Refused
from community.forms.ideas import StepForm
from community.models import IdeaVote, Post
from community.places import public_posts
from community.requests import MemberRequest
from community.roles import may_sign
from community.views.one_tap import accept_if_ticked, one_tap
from community.views.swaps import is_swap, swap


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Want an idea, or want it no longer; whoever has just signed in presses once more."""
    idea = get_object_or_404(public_posts(), pk=pk, kind=Post.Kind.IDEA)
    address = f"{idea.get_absolute_url()}#idea"
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    member = cast(MemberRequest, request)
    if request.method == "POST":
        accept_if_ticked(member)
        wanted = request.POST.get("wanted") != "no"
        try:
            vote_for_idea(idea, by=member.user, wanted=wanted)
        except AcceptFirst:
            return redirect(f"{request.path}?wanted={'yes' if wanted else 'no'}")
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You want this too.") if wanted else _("You want it no longer."))
        if is_swap(request):
            idea.refresh_from_db()
            return swap(request, "community/_idea_swap.html", {"post": idea})
        return redirect(address)
    wants = IdeaVote.objects.filter(post=idea, member=member.user).exists()
    wanted = request.GET.get("wanted") != "no"
    if idea.author_id == member.user.pk or wants == wanted:
        return redirect(address)
    return _once_more(request, idea, wanted="yes" if wanted else "no")


def _once_more(request: HttpRequest, idea: Post, *, wanted: str) -> HttpResponse:
    return one_tap(
        request,
        idea,
        question=_("Do you want this too?"),
        answer=_("I want this too") if wanted == "yes" else _("Take it back"),
        choice=("wanted", wanted),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def idea_steps(request: MemberRequest, pk: int) -> HttpResponse:
    """Say for the brand what becomes of an idea; all who want it are told."""
    idea = get_object_or_404(public_posts(), pk=pk, kind=Post.Kind.IDEA)
    if idea.author_id == request.user.pk or not may_sign(request.user):
        raise PermissionDenied
    form = StepForm(request.POST or None, idea=idea)
    if form.is_valid():
        try:
            take_step(idea, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It stands under the idea, and all who want it are told."))
            return redirect(f"{idea.get_absolute_url()}#idea")
    return render(request, "community/idea_steps.html", {"idea": idea, "form": form})
