"""Comments and replies."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.actions import submit_comment
from community.actions.accepting import AcceptFirst, accept_texts
from community.actions.refusals import Refused
from community.forms import CommentForm
from community.models import Comment, Post, Renewal
from community.terms import Text, texts_of
from community.views.terms import AcceptForm


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a comment on a public post; the form by itself serves replies, and mistakes."""
    post = get_object_or_404(Post.objects.published().for_page(), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(post.get_absolute_url())
    form = CommentForm(request.POST) if request.method == "POST" else CommentForm()
    parent = _parent(request, post)
    texts: list[Text] = []
    if "accepts_terms" in request.POST and (owed := Renewal.objects.owed_by(request.user)):
        accept_texts(request.user, owed)
    if form.is_bound and form.is_valid():
        try:
            comment = submit_comment(
                by=request.user, post=post, parent=parent, body=form.cleaned_data["body"],
                key=form.cleaned_data["key"],
            )  # fmt: skip
        except AcceptFirst as refusal:
            form.add_error(None, str(refusal))
            texts = texts_of(refusal.owed)
            form.fields["accepts_terms"] = AcceptForm().fields["accepts_terms"]
        except (Refused, ValueError) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _sent(request, comment)
    return render(
        request, "community/comment.html", {"post": post, "parent": parent, "form": form, "texts": texts}
    )


def _parent(request: HttpRequest, post: Post) -> Comment | None:
    """The comment that is answered; an answer to a reply joins the thread it stands in."""
    sent = request.POST.get("parent") or request.GET.get("parent") or ""
    if not (sent.isascii() and sent.isdigit() and len(sent) < 19):
        return None
    answered = get_object_or_404(
        post.comments.published().select_related("author", "parent__author"), pk=sent
    )
    return answered.parent or answered


def _sent(request: HttpRequest, comment: Comment) -> HttpResponse:
    if comment.is_public:
        return redirect(comment)
    messages.info(request, _("Thank you. Your comment waits to be checked; until then only you see it."))
    return redirect(comment)
