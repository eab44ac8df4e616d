"""The versions of a post: what each of them changed, each by itself, and hiding one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.actions.refusals import Refused
from community.actions.versions import hide_version, show_version
from community.models import Post, PostRevision
from community.photos import body_of_revision
from community.requests import MemberRequest
from community.versions import history_of, sees_all
from pagecache import note


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What each version of a public post changed, newest first; author and desk see all of any post."""
    found, everything = _post(request, pk)
    below = request.GET.get("below", "")
    is_number = below.isascii() and below.isdigit() and len(below) < 7
    page = history_of(found, everything=everything, below=int(below) if is_number else None)
    context = {
        "post": found,
        "history": page,
        "everything": everything,
        "is_author": found.author_id == request.user.pk,
        "older_url": f"?below={page.older}" if page.older else "",
    }
    return render(request, "community/history.html", context)


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version of a post, whole."""
    found, everything = _post(request, pk)
    revision = get_object_or_404(found.revisions.prefetch_related("photos__photo"), number=number)
    if not everything and (revision.cleared_at is None or revision.is_hidden):
        if revision.is_hidden:
            return render(request, "410.html", status=410)
        raise Http404
    context = {
        "post": found,
        "revision": revision,
        "body": body_of_revision(revision),
        "stars": None if found.by_brand or found.works_for_brand else revision.stars,
        "is_author": found.author_id == request.user.pk,
        "is_current": found.is_public and revision.pk == found.public_revision_id,
    }
    return render(request, "community/version.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hiding(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Hiding an older version of one's own from readers, asked about first; and showing it again."""
    versions = PostRevision.objects.select_related("post__public_revision", "post__latest_revision")
    revision = get_object_or_404(versions, post__pk=pk, number=number, post__author=request.user)
    if request.method != "POST":
        return render(request, "community/hide_version.html", {"post": revision.post, "revision": revision})
    try:
        if "show" in request.POST:
            show_version(revision, by=request.user)
            messages.success(request, _("Readers can see the version again."))
        else:
            hide_version(revision, by=request.user)
            messages.success(request, _("The version is hidden. Only you and the desk can still read it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("community:history", pk)


def _post(request: HttpRequest, pk: int) -> tuple[Post, bool]:
    """The post, and whether who asks sees all its versions."""
    found = get_object_or_404(Post.objects.for_page(), pk=pk)
    everything = sees_all(request.user, found)
    if not found.is_public and not everything:
        raise Http404
    note(f"post:{pk}", f"member:{found.author_id}", "brand")
    return found, everything
