"""Comments and replies: written, found again, changed while new, taken back."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community import unsent
from community.actions import edit_comment, submit_comment, withdraw
from community.actions.accepting import AcceptFirst
from community.actions.refusals import Refused
from community.forms.contributions import CommentForm
from community.models import Closure, Comment, Member, Post
from community.places import Place, address_of, comments_address, public_pages, public_posts
from community.requests import MemberRequest
from community.roles import GONE, is_desk
from community.states import StepRefused
from community.terms import Text, texts_of
from community.threads import just_said, page_before
from community.views.one_tap import accept_if_ticked
from community.views.swaps import is_swap, swap
from community.views.terms import AcceptForm
from community.wording import sending
from community.words.quoting import quote_of


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a comment on a public post."""
    return _comments(request, get_object_or_404(public_posts(), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def page_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a comment on a page of the brand's."""
    return _comments(request, get_object_or_404(public_pages(), pk=pk))


def _comments(request: HttpRequest, place: Place) -> HttpResponse:
    """Write a comment; the form by itself serves replies, quotes and mistakes."""
    if not request.user.is_authenticated:
        return signed_out(request, address_of(place))
    kept = unsent.kept_for(request) if request.method != "POST" else None
    parent = _parent(place, kept.parent if kept else _named_parent(request))
    # Several may stand on one page.
    auto_id = f"id_%s_{parent.pk}" if parent else "id_%s"
    form = CommentForm(request.POST or None, initial=_initial(request, parent, kept), auto_id=auto_id)
    if parent:
        form.fields["body"].label = _("Your answer to %(name)s") % {"name": parent.author.name}
    under = {"post": place} if isinstance(place, Post) else {"page": place}
    comment, texts = hand_in(request, form, partial(submit_comment, parent=parent, **under))
    if comment is not None:
        return _said(request, comment) if is_swap(request) else _sent(request, comment)
    page = _page(
        place, form, parent=parent, texts=texts, is_kept=bool(kept), send=sending(place, request.user)
    )
    if is_swap(request):
        page["cancel_url"] = page["address"] if parent else ""
        return swap(request, "community/_comment_form.html", page, status=422)
    return render(request, "community/comment.html", page)


def hand_in(
    request: HttpRequest, form: CommentForm, submit: Callable[..., Comment]
) -> tuple[Comment | None, list[Text]]:
    """Submit what a valid form says; of a refusal the form tells, with the texts that are to be accepted."""
    accept_if_ticked(request)
    if not form.is_valid():
        return None, []
    try:
        data = form.cleaned_data
        return submit(by=request.user, body=data["body"], key=data["key"]), []
    except AcceptFirst as refusal:
        form.add_error(None, str(refusal))
        form.fields["accepts_terms"] = AcceptForm().fields["accepts_terms"]
        return None, texts_of(refusal.owed)
    except (Refused, StepRefused, ValueError) as refusal:
        form.add_error(None, str(refusal))
        return None, []


def signed_out(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to the sign-in; what was typed waits behind it."""
    is_kept = request.method == "POST" and unsent.keep(request)
    return redirect_to_login(request.path if is_kept else address)


def _page(place: Place, form: CommentForm, **more: object) -> dict[str, object]:
    closure = None if form.is_bound else Closure.objects.of(place).first()
    return {
        "title": place.title,
        "address": address_of(place),
        "send_to": comments_address(place),
        "form": form,
        "closure": closure,
        **more,
    }


def _named_parent(request: HttpRequest) -> str:
    return request.POST.get("parent") or request.GET.get("parent") or ""


def _parent(place: Place, pk: str) -> Comment | None:
    """The comment that is answered; it stands in the same thread."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    rows = Comment.objects.under(place).published().select_related("author")
    return get_object_or_404(rows, pk=pk)


def _initial(request: HttpRequest, parent: Comment | None, kept: unsent.Unsent | None) -> dict[str, str]:
    """What the form begins with: the words that wait here, or what is quoted."""
    if kept is None:
        return {"body": _quoted(request, parent)}
    return {"body": kept.body, **({"key": kept.key} if kept.key else {})}


def _quoted(request: HttpRequest, parent: Comment | None) -> str:
    """What the answer begins with: the passage that was chosen, or the whole where the link says only so."""
    if parent is None or "quote" not in request.GET:
        return ""
    return quote_of(parent.body_html, request.GET["quote"])


def _sent(request: HttpRequest, comment: Comment) -> HttpResponse:
    _thank(request, comment)
    return redirect("community:comment", comment.pk)


def _said(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Show a comment where it was written."""
    conversation = just_said(comment, reader=cast(MemberRequest, request).user)
    if not conversation.threads:
        return _sent(request, comment)
    _thank(request, comment)
    return swap(request, "community/_said_swap.html", {"conversation": conversation})


def _thank(request: HttpRequest, comment: Comment) -> None:
    unsent.forget(request)
    if comment.is_public:
        messages.success(request, _("Thank you. Everybody can read your comment now."))
    else:
        messages.info(request, _("Thank you. Your comment waits to be checked; until then only you see it."))


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where a comment stands, on the right page of a long thread."""
    found = get_object_or_404(_rows(), pk=pk)
    if not found.is_public and found.author_id != request.user.pk and not is_desk(request.user):
        if found.state in GONE:
            return render(request, "410.html", status=410)
        raise Http404
    before = page_before(found)
    return redirect(f"{found.place_url}{f'?after={before}' if before else ''}#comment-{found.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own comment, for a quarter of an hour or because the desk asked for it."""
    if not request.user.is_authenticated:
        return signed_out(request, request.path)
    found = get_object_or_404(_rows(), pk=pk, author=request.user)
    kept = unsent.kept_for(request) if request.method != "POST" else None
    form = CommentForm(request.POST or None, initial={"body": kept.body if kept else found.body})
    changed, texts = hand_in(request, form, partial(_changed, found))
    if changed is not None:
        return _sent(request, changed)
    context = {"comment": found, "form": form, "address": found.place_url, "title": found.place_title}
    return render(request, "community/comment_edit.html", {**context, "texts": texts, "is_kept": bool(kept)})


def _changed(comment: Comment, *, by: Member, body: str, key: uuid.UUID) -> Comment:
    """Change a comment; the key of its form makes nothing of it once more."""
    return edit_comment(comment, by=by, body=body)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    """Taking a comment back: asked about first, then at once."""
    found = get_object_or_404(_rows(), pk=pk, author=request.user)
    if request.method != "POST":
        context = {"comment": found, "address": found.place_url, "title": found.place_title}
        return render(request, "community/comment_withdraw.html", context)
    try:
        withdraw(found, by=request.user)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your comment is taken back."))
    return redirect(f"{found.place_url}#comments")


def _rows() -> QuerySet[Comment]:
    return Comment.objects.select_related("post__public_revision", "post__latest_revision", "page")
