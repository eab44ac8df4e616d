"""Saying in one press how useful a post was."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.actions.accepting import AcceptFirst
from community.actions.rating import rate_post
from community.actions.refusals import Refused
from community.forms.contributions import RatingForm
from community.models import Post, Rating
from community.networks import network_of
from community.places import public_posts
from community.requests import MemberRequest
from community.views.one_tap import accept_if_ticked, one_tap
from community.views.swaps import is_swap, swap
from community.wording import USEFUL, useful_choices


@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Rate a public post, once and changeable; what was chosen before signing in takes one press more."""
    post = get_object_or_404(public_posts(), pk=pk)
    form = RatingForm(request.POST or request.GET)
    value = form.cleaned_data["value"] if form.is_valid() else None
    if not request.user.is_authenticated:
        return redirect_to_login(f"{request.path}?value={value}" if value else post.get_absolute_url())
    if value is None or post.author_id == request.user.pk:
        return redirect(f"{post.get_absolute_url()}#useful")
    if request.method != "POST":
        return _once_more(request, post, value)
    return _rate(cast(MemberRequest, request), post, value)


def _rate(request: MemberRequest, post: Post, value: int) -> HttpResponse:
    accept_if_ticked(request)
    try:
        rate_post(post, by=request.user, value=value, network=network_of(request))
    except AcceptFirst:
        return redirect(f"{request.path}?value={value}")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Your answer: “%(answer)s”. You can change it whenever you like.") % {
            "answer": USEFUL[value]
        }
        messages.success(request, said)
    if is_swap(request):
        mine = Rating.objects.filter(post=post, member=request.user).first()
        choices = useful_choices(mine.value if mine else None)
        return swap(request, "community/_useful.html", {"post": post, "useful_choices": choices})
    return redirect(f"{post.get_absolute_url()}#useful")


def _once_more(request: HttpRequest, post: Post, value: int) -> HttpResponse:
    return one_tap(
        request,
        post,
        question=_("Was this useful to you?"),
        answer=USEFUL[value],
        choice=("value", value),
    )
