"""An author's second look: the statement of reasons, and the form to object."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.models import Comment, Post, PostRevision
from community.requests import MemberRequest
from community.sanitize import place_photos
from moderation import actions
from moderation.forms import AppealForm
from moderation.holdings import decisions_told
from moderation.models import Case, Decision
from moderation.outcomes import answer_to, statement_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: MemberRequest, pk: int) -> HttpResponse:
    """Read why, and ask for another look."""
    # A call for help in somebody's words is in nothing its author gets.
    told = decisions_told(request.user.pk).filter(target__in=["post", "comment"])
    decision = get_object_or_404(told, pk=pk)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(decision, by=request.user, text=form.cleaned_data["text"])
        except actions.MayNotAppeal as refusal:
            form.add_error(None, str(refusal))
            return _page(request, decision, form, status=409)
        messages.success(request, _("Thank you. It is looked at again, and you get an answer with reasons."))
        return redirect("community:my_comments" if decision.target == "comment" else "community:my_posts")
    return _page(request, decision, form)


def _page(request: MemberRequest, decision: Decision, form: AppealForm, *, status: int = 200) -> HttpResponse:
    target: Post | Comment
    if decision.target == "post":
        posts = Post.objects.select_related("public_revision", "latest_revision")
        target = get_object_or_404(posts, pk=decision.target_id)
    else:
        comments = Comment.objects.select_related("post__public_revision", "page")
        target = get_object_or_404(comments, pk=decision.target_id)
    try:
        actions.check_may_appeal(decision, request.user)
        refusal = ""
    except actions.MayNotAppeal as reason:
        refusal = str(reason)
    found = Case.objects.filter(appeals=decision.pk).first()
    context = {
        "statement": statement_of(decision),
        "target": target,
        **_words(decision, target),
        "form": form,
        "refusal": refusal,
        "appeal": found,
        "answer": answer_to(found) if found else None,
    }
    return render(request, "moderation/appeal.html", context, status=status)


def _words(decision: Decision, target: Post | Comment) -> dict[str, str | PostRevision | None]:
    """Return what the decision was about, without its photos: it is given back to its author."""
    if isinstance(target, Comment):
        return {"text": target.body_html}
    revision = target.revisions.filter(pk=decision.revision_id or 0).first()
    return {"text": place_photos(revision.body_html, {}) if revision else "", "revision": revision}
