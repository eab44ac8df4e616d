"""How does it hold up? What a reviewer says of their review months later."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community import unsent
from community.actions.updates import TooEarly, UpdateStands, check_may_update, submit_update
from community.forms.contributions import UpdateForm
from community.models import Post
from community.months import months_between
from community.places import public_posts
from community.views.comments import hand_in, signed_out


@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how something holds up: once a review, by its author, from the third month on."""
    if not request.user.is_authenticated:
        return signed_out(request, request.path)
    review = get_object_or_404(public_posts(), pk=pk, kind=Post.Kind.REVIEW, author=request.user)
    months = months_between(review.published_at or timezone.now(), timezone.now())
    context = {"post": review, "revision": review.shown_revision, "months": months}
    try:
        check_may_update(review, by=request.user)
    except UpdateStands as stands:
        return redirect("community:comment", stands.update.pk)
    except TooEarly as refusal:
        return render(request, "community/update.html", {**context, "refusal": str(refusal)})
    kept = unsent.kept_for(request) if request.method != "POST" else None
    form = UpdateForm(request.POST or None, initial={"body": kept.body} if kept else None)
    said, texts = hand_in(request, form, partial(submit_update, review))
    if said is None:
        page = {**context, "form": form, "texts": texts, "is_kept": bool(kept)}
        return render(request, "community/update.html", page)
    unsent.forget(request)
    if said.is_public:
        messages.success(request, _("Thank you. It stands under your review now."))
    else:
        messages.info(request, _("Thank you. It waits to be checked; until then only you see it."))
    return redirect("community:comment", said.pk)
