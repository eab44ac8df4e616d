"""The statement of reasons of a warning, a pause or a ban, opened by the mailed link: nobody need sign in."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.models import Member
from moderation import actions
from moderation.forms import AppealForm
from moderation.models import Case, Decision
from moderation.outcomes import answer_to, statement_of, taken_along
from moderation.statement_links import read_statement_token


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, token: str) -> HttpResponse:
    """Read what was decided about oneself, and appeal. The link is the key: a banned member has no other."""
    pk = read_statement_token(token)
    if pk is None:
        raise Http404
    decision = get_object_or_404(Decision, pk=pk, target="member")
    member = get_object_or_404(Member, pk=decision.target_id, is_active=True)
    form = AppealForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(decision, by=member, text=form.cleaned_data["text"])
        except actions.MayNotAppeal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(
                request, _("Thank you. It is looked at again, and you get an answer with reasons.")
            )
            return redirect(request.path)
    found = Case.objects.filter(appeals=decision.pk).first()
    answer = answer_to(found) if found else None
    # An appeal against what was taken back meanwhile is closed without one.
    is_open = found is not None and found.state != Case.State.DECIDED
    context = {
        "statement": statement_of(decision),
        "taken": taken_along(decision),
        "form": form,
        "refusal": _refusal(decision, member),
        "appeal": found if is_open else None,
        "answer": answer,
        "ended": _end_of(decision),
    }
    return render(request, "moderation/statement.html", context, status=status)


def _end_of(decision: Decision) -> Decision | None:
    """Return what ended a measure early, or took it back; an appeal that failed did not."""
    lines = Decision.objects.filter(Q(part_of=decision.pk) | Q(reverses=decision.pk), target="member")
    # By the author's index: no line of somebody else ends it.
    lines = lines.filter(author_id=decision.author_id)
    return lines.exclude(action=Decision.Action.UPHOLD).order_by("-pk").first()


def _refusal(decision: Decision, member: Member) -> str:
    try:
        actions.check_may_appeal(decision, member)
    except actions.MayNotAppeal as reason:
        return str(reason)
    return ""
