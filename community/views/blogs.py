"""A member's own blogs: add one, prove it, read its import log, take it away."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.actions.blogs import BLOGS_PER_MEMBER, BlogRefused, claim_blog, prove_blog, remove_blog
from community.actions.refusals import Refused
from community.models import Blog
from community.requests import MemberRequest

LOG = 20


class BlogForm(forms.ModelForm):
    """A blog's address and the standing answers for everything that comes from it."""

    address = forms.URLField(
        label=gettext_lazy("Address of your blog"), max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Blog
        fields = ["works_for_brand", "incentivised", "whole_text", "pictures_are_mine"]

    field_order = ["address"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def blogs(request: MemberRequest) -> HttpResponse:
    """The member's blogs, and the form to add one."""
    form = BlogForm(request.POST or None)
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


@login_required
@require_safe
def blog(request: MemberRequest, pk: int) -> HttpResponse:
    """One blog: how to prove it, and every visit to it with what was taken and why not the rest."""
    blog = get_object_or_404(request.user.blogs, pk=pk)
    return render(request, "community/blogs/blog.html", {"blog": blog, "fetches": blog.fetches.all()[:LOG]})


@login_required
@require_POST
def proof(request: MemberRequest, pk: int) -> HttpResponse:
    """Look for the proof now."""
    blog = get_object_or_404(request.user.blogs, pk=pk)
    try:
        prove_blog(blog)
    except BlogRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("This blog is yours. From now on we look for new entries."))
    return redirect("community:blog", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop following a blog, after saying what goes with it."""
    blog = get_object_or_404(request.user.blogs, pk=pk)
    if request.method == "POST":
        remove_blog(blog, by=request.user)
        messages.success(request, _("The blog is gone, and so are its posts here."))
        return redirect("community:blogs")
    return render(
        request, "community/blogs/removal.html", {"blog": blog, "posts": blog.posts.published().count()}
    )
