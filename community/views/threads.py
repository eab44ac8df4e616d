"""What staff and askers do with a whole thread: close it, mark its answers."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community import actions
from community.actions.refusals import Refused
from community.forms.contributions import ClosureForm
from community.models import Closure, Comment, Post
from community.places import address_of, public_pages
from community.requests import MemberRequest
from community.roles import may_close


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_closure(request: MemberRequest, pk: int) -> HttpResponse:
    """Close the thread of a page, in all its languages, or open it again; the desk closes those of posts."""
    place = get_object_or_404(public_pages(), pk=pk)
    if not may_close(request.user, place):
        raise PermissionDenied
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and "open" in request.POST:
        actions.reopen_thread(place, by=request.user)
        messages.success(request, _("The thread is open again."))
        return redirect(f"{address_of(place)}#comments")
    if form.is_valid():
        actions.close_thread(place, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The thread is closed. Everything in it stays."))
        return redirect(f"{address_of(place)}#comments")
    context = {
        "title": place.title,
        "address": address_of(place),
        "closure": Closure.objects.of(place).first(),
        "form": form,
    }
    return render(request, "community/closure.html", context)


@login_required
@require_POST
def acceptance(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which answer solved one's question, or that it did not after all."""
    answer = get_object_or_404(Comment.objects.published().filter(post__author=request.user), pk=pk)
    change = actions.take_back_acceptance if "not" in request.POST else actions.accept_answer
    return _marked(request, answer, change)


@login_required
@require_POST
def official(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the brand's official answer."""
    return _marked(request, get_object_or_404(Comment.objects.published(), pk=pk), actions.make_official)


def _marked(request: MemberRequest, answer: Comment, change: Callable[..., Comment]) -> HttpResponse:
    try:
        change(answer, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("community:comment", answer.pk)


@login_required
@require_POST
def solution(request: MemberRequest, pk: int) -> HttpResponse:
    """Say for the brand that a question has no solution, or that it may have one."""
    question = get_object_or_404(Post.objects.published(), pk=pk, kind=Post.Kind.QUESTION)
    try:
        actions.declare_unsolvable(question, by=request.user, unsolvable="maybe" not in request.POST)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{question.get_absolute_url()}#comments")
