"""What a member follows and keeps. Visitors come here by links, and act after signing in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.actions import following
from community.actions.refusals import Refused
from community.cards import cards_of
from community.models import Bookmark, Follow, Member, Post
from community.paging import page_of, read_cursor
from community.requests import MemberRequest
from community.views.swaps import is_swap, swap
from content.context import brand_of
from content.models import Product, Topic

PAGE = 12


def followable(kind: str, name: str) -> QuerySet[Any]:
    """Return what can be followed under an address: a member by handle, a product or topic by slug."""
    rows: dict[str, QuerySet[Any]] = {
        "person": Member.objects.public().filter(username=name),
        "product": Product.objects.filter(slug=name),
        "topic": Topic.objects.filter(slug=name),
    }
    return rows[kind]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: MemberRequest, kind: str, name: str) -> HttpResponse:
    """Following one person, product or topic, or no longer; opened by a link, it asks first."""
    subject = get_object_or_404(followable(kind, name))
    asked = request.POST if request.method == "POST" else request.GET
    back = _own_address(request, asked.get("next", ""))
    if request.method != "POST":
        is_followed = Follow.objects.filter(follower=request.user, **{kind: subject}).exists()
        context = {"subject": subject, "is_followed": is_followed, "next": back}
        return render(request, "community/follow.html", context)
    act = following.unfollow if request.POST.get("stop") else following.follow
    try:
        act(subject, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_followed(request, subject.name, is_followed=act is following.follow)
    if is_swap(request):
        return swap(request, "community/_follow_swap.html", {"subject": subject, "next": back})
    return redirect(back)


def _tell_followed(request: HttpRequest, name: str, *, is_followed: bool) -> None:
    if is_followed:
        messages.success(request, _("You follow %(name)s now.") % {"name": name})
    else:
        messages.success(request, _("You no longer follow %(name)s.") % {"name": name})


def _own_address(request: HttpRequest, address: str) -> str:
    """Return where to go on: an address of this site that was asked for, else one's list."""
    own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if own and address.startswith("/") else reverse("community:following")


@login_required
@require_safe
def my_following(request: MemberRequest) -> HttpResponse:
    """What one follows; what is new of it is printed by the room of feeds."""
    follows = Follow.objects.filter(follower=request.user).for_list()
    return render(request, "community/following.html", {"follows": follows})


@require_http_methods(["GET", "HEAD", "POST"])
def bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a public post, or no longer; whoever came by a link is led to the post."""
    post = get_object_or_404(Post.objects.published().for_page(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(post.get_absolute_url())
    if request.method == "POST":
        act = following.let_go if request.POST.get("stop") else following.keep
        act(post, by=request.user)
        if request.POST.get("stop"):
            messages.success(request, _("Let go. It is among your kept posts no longer."))
        else:
            messages.success(request, _("Kept. You find it in the menu, under “Kept for later”."))
        if is_swap(request):
            return swap(request, "community/_keep_swap.html", {"post": post})
    return redirect(f"{post.get_absolute_url()}#useful")


@login_required
@require_safe
def my_bookmarks(request: MemberRequest) -> HttpResponse:
    """The posts one keeps, latest kept first; what is public no longer is left out."""
    rows = Bookmark.objects.filter(member=request.user).readable()
    if cursor := read_cursor(request.GET.get("after", "")):
        rows = rows.kept_before(*cursor)
    kept, after = page_of(rows, PAGE, by="created_at")
    posts = Post.objects.for_cards().in_bulk([row.post_id for row in kept])
    shown = [posts[row.post_id] for row in kept if row.post_id in posts]
    context = {
        "cards": cards_of(shown, language=get_language() or "en", brand_name=brand_of(request).name),
        "older_url": f"?{urlencode({'after': after})}" if after else "",
    }
    return render(request, "community/bookmarks.html", context)
