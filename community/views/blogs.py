"""A member's own blogs: add one, prove it, say how it is followed, read its import log, take it away."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.actions.blogs import (
    BLOGS_PER_MEMBER,
    change_blog,
    claim_blog,
    pause_blog,
    prove_blog,
    remove_blog,
    return_entry,
    visit_soon,
)
from community.actions.contributing import disclose
from community.actions.polling import proof_of
from community.actions.refusals import Refused
from community.forms.blogs import BlogForm, ClaimForm, EntryForm, ProofForm
from community.models import Post
from community.pace import may, seconds_left
from community.requests import MemberRequest
from community.views.limits import too_many
from community.wording import standing_of

TRIES = 20
"""Blogs looked for and proofs looked at in half an hour: each asks a stranger's server several times."""
LOG = 20
ENTRIES = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def blogs(request: MemberRequest) -> HttpResponse:
    """The member's blogs, and the form to add one."""
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and not may(request, "blogs", TRIES):
        return _slower(request)
    if request.method == "POST" and form.is_valid():
        try:
            blog = claim_blog(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("address", str(refusal))
        else:
            return redirect("community:blog", blog.pk)
    mine = request.user.blogs.order_by("pk")
    context = {
        "form": form,
        "blogs": mine,
        "limit": BLOGS_PER_MEMBER,
        "may_add": len(mine) < BLOGS_PER_MEMBER,
    }
    return render(request, "community/blogs/list.html", context)


def _slower(request: MemberRequest) -> HttpResponse:
    sentence = _("You have had us look at blogs very often. Please wait a little.")
    return too_many(request, sentence, retry_at=timezone.now() + timedelta(seconds=seconds_left()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def blog(request: MemberRequest, pk: int) -> HttpResponse:
    """One blog: how to prove it, what came from it, how it is followed, and every visit to it."""
    found = get_object_or_404(request.user.blogs, pk=pk)
    form = BlogForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        change_blog(found, **form.cleaned_data)
        messages.success(request, _("Saved. It holds for what comes from now on."))
        return redirect("community:blog", pk)
    taken = found.entries.select_related("post__public_revision", "post__latest_revision").order_by("-pk")
    context = {
        "blog": found,
        "form": form,
        "proof_form": ProofForm(),
        "profile": proof_of(found).profile,
        "entries": [(one, standing_of(one.post)) for one in taken.exclude(post=None)[:ENTRIES] if one.post],
        "fetches": found.fetches.all()[:LOG],
    }
    return render(request, "community/blogs/blog.html", context)


@login_required
@require_POST
def proof(request: MemberRequest, pk: int) -> HttpResponse:
    """Look for the proof now."""
    found = get_object_or_404(request.user.blogs, pk=pk)
    if not may(request, "blogs", TRIES):
        return _slower(request)
    form = ProofForm(request.POST)
    try:
        prove_blog(found, page=form.cleaned_data["page"] if form.is_valid() else "")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("This blog is yours. From now on we look for new entries."))
    return redirect("community:blog", pk)


@login_required
@require_POST
def visit(request: MemberRequest, pk: int) -> HttpResponse:
    """Have the blog visited now; one that was paused or given up is followed again."""
    found = get_object_or_404(request.user.blogs, pk=pk)
    try:
        visit_soon(found)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("We are on our way. What was found stands below in a moment."))
    return redirect("community:blog", pk)


@login_required
@require_POST
def pause(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop visiting the blog for a while."""
    pause_blog(get_object_or_404(request.user.blogs, pk=pk))
    messages.success(request, _("Paused. What came from the blog stays here."))
    return redirect("community:blog", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: MemberRequest, pk: int, entry: int) -> HttpResponse:
    """The answers of disclosure for one entry."""
    found = get_object_or_404(request.user.blogs, pk=pk)
    post = get_object_or_404(Post, blog_entry__pk=entry, blog_entry__blog=found)
    form = EntryForm(request.POST or None, instance=post)
    if request.method == "POST" and form.is_valid():
        disclose(post, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It stands beside the entry at once."))
        return redirect("community:blog", pk)
    return render(request, "community/blogs/entry.html", {"blog": found, "post": post, "form": form})


@login_required
@require_POST
def entry_return(request: MemberRequest, pk: int, entry: int) -> HttpResponse:
    """Hand in again an entry that was taken back."""
    found = get_object_or_404(request.user.blogs, pk=pk)
    one = get_object_or_404(found.entries.select_related("post__latest_revision"), pk=entry)
    try:
        return_entry(one, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is being checked again."))
    return redirect("community:blog", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop following a blog, after saying what goes with it."""
    found = get_object_or_404(request.user.blogs, pk=pk)
    if request.method == "POST":
        remove_blog(found, by=request.user)
        messages.success(request, _("The blog is gone, and so are its posts here."))
        return redirect("community:blogs")
    context = {"blog": found, "posts": found.posts.published().count()}
    return render(request, "community/blogs/removal.html", context)
