"""What became of my posts and comments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community import actions
from community.actions.consenting import allow_use_elsewhere
from community.models import Comment, Draft, Post
from community.paging import page_of, read_cursor
from community.requests import MemberRequest
from community.states import StepRefused
from community.wording import standing_of, standing_of_comment

PAGE = 30


@login_required
@require_safe
def my_posts(request: MemberRequest) -> HttpResponse:
    """Every draft and post of one's own, with its lasting state in plain words."""
    rows = Post.objects.filter(author=request.user).for_list().with_uses()
    if cursor := read_cursor(request.GET.get("after", "")):
        rows = rows.written_before(*cursor)
    posts, older = page_of(rows, PAGE, by="created_at")
    context = {
        "drafts": [] if cursor else Draft.objects.held_by(request.user).select_related("post"),
        "rows": [(post, standing_of(post)) for post in posts],
        "older": older,
    }
    return render(request, "community/my_posts.html", context)


@login_required
@require_safe
def my_comments(request: MemberRequest) -> HttpResponse:
    """Every comment of one's own, where it stands and what became of it."""
    rows = Comment.objects.filter(author=request.user).for_list()
    if cursor := read_cursor(request.GET.get("after", "")):
        rows = rows.written_before(*cursor)
    comments, older = page_of(rows, PAGE, by="created_at")
    context = {
        "rows": [(one, standing_of_comment(one), one.place_is_there) for one in comments],
        "older": older,
    }
    return render(request, "community/my_comments.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    """Taking a post back: asked about first, then at once and everywhere."""
    post = get_object_or_404(Post.objects.for_list(), pk=pk, author=request.user)
    if request.method != "POST":
        return render(request, "community/withdraw.html", {"post": post})
    try:
        actions.withdraw(post, by=request.user)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is taken back, everywhere. You may edit it and send it again."))
    return redirect("community:my_posts")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def uses(request: MemberRequest, pk: int) -> HttpResponse:
    """Whether the brand may show a post beyond this site's feeds: given and taken back here, at any time."""
    post = get_object_or_404(Post.objects.for_list().with_uses(), pk=pk, author=request.user)
    if request.method != "POST":
        return render(request, "community/uses.html", {"post": post, "answers": post.use_consents.all()})
    allowed = "allow" in request.POST
    allow_use_elsewhere(post, by=request.user, allowed=allowed)
    if allowed:
        messages.success(request, _("Thank you. You can take it back here at any time."))
    else:
        messages.success(request, _("It is taken back. From now on the post is shown nowhere but here."))
    return redirect("community:uses", post.pk)
