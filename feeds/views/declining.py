"""Where an author sees what of theirs was placed, and takes it down; opened by the mailed link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.models import Post
from content.context import brand_of
from feeds.actions import allow_again, decline
from feeds.links import read_declining_token
from feeds.models import Placement


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declining(request: HttpRequest, token: str) -> HttpResponse:
    """Take a post down from where it was placed, or allow it again.

    The link is the key, so that nobody need sign in. Opening it does nothing: mail scanners open them all.
    """
    asked = read_declining_token(token)
    if asked is None:
        raise Http404
    rows = Post.objects.published().select_related("public_revision", "author")
    post = get_object_or_404(rows, pk=asked[0], author=asked[1])
    if request.method == "POST":
        if "allow" in request.POST:
            allow_again(post)
            messages.success(request, _("Saved. It may be chosen again."))
        else:
            decline(post)
            messages.success(request, _("Taken down. It stays on the site, in its ordinary place."))
        return redirect(request.path)
    held = Placement.objects.held_by(post).select_related("feed__product", "feed__topic")
    context = {
        "post": post,
        "standing": held.order_by("starts_at", "pk"),
        "is_declined": Placement.objects.declined().filter(post=post).exists(),
        "zone": brand_of(request).settings.zone,
    }
    return render(request, "feeds/declining.html", context)
