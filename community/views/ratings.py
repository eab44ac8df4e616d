"""Saying in one press how useful a post was."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.actions.accepting import AcceptFirst
from community.actions.rating import rate_post
from community.actions.refusals import Refused
from community.forms import RatingForm
from community.models import Post


@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Rate a public post, once and changeable; whoever came by a link is led to the post."""
    post = get_object_or_404(Post.objects.published().for_page(), pk=pk)
    address = f"{post.get_absolute_url()}#useful"
    if not request.user.is_authenticated:
        return redirect_to_login(post.get_absolute_url())
    form = RatingForm(request.POST or None)
    if form.is_valid():
        try:
            rate_post(post, by=request.user, value=form.cleaned_data["value"])
        except AcceptFirst:
            return redirect(f"{reverse('community:my_terms')}?{urlencode({'next': address})}")
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted. You can change it whenever you like."))
    return redirect(address)
