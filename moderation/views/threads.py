"""Closing the thread of a post, where the desk finds it: above the thread."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from community.forms.contributions import ClosureForm
from community.models import Closure
from community.places import public_posts
from community.requests import MemberRequest
from community.roles import may_close
from moderation.actions import DeskRefused
from moderation.actions.threads import lock_thread, unlock_thread
from moderation.forms import GROUNDS


class LockForm(ClosureForm):
    """Why a thread is closed, and under which rule."""

    ground = forms.ChoiceField(label=gettext_lazy("Rule"), choices=GROUNDS)
    field_order = ["ground", "reason"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def closure(request: MemberRequest, pk: int) -> HttpResponse:
    """Close the thread of a post, or open it again."""
    post = get_object_or_404(public_posts(), pk=pk)
    if not may_close(request.user, post):
        raise PermissionDenied
    form = LockForm(request.POST if request.method == "POST" and "open" not in request.POST else None)
    done = ""
    try:
        if "open" in request.POST:
            unlock_thread(post, by=request.user)
            done = _("The thread is open again.")
        elif form.is_valid():
            lock_thread(post, by=request.user, **form.cleaned_data)
            done = _("The thread is closed. Everything in it stays.")
    except DeskRefused as refusal:
        messages.error(request, str(refusal))
    if done:
        messages.success(request, done)
        return redirect(f"{post.get_absolute_url()}#comments")
    context = {
        "title": post.title,
        "address": post.get_absolute_url(),
        "closure": Closure.objects.of(post).first(),
        "form": form,
    }
    return render(request, "community/closure.html", context)
