"""Many cases at once: tick, look at what would happen, decide, and for five minutes take it back."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.models import Member
from community.requests import MemberRequest
from moderation import actions, batches, queues
from moderation.access import check_may_act_on, desk_only
from moderation.actions.bulk import Outcome
from moderation.actions.log import UNDO_FOR
from moderation.forms import VERBS, BulkForm, SweepForm
from moderation.models import Case, Decision
from moderation.queues import Filter
from moderation.reasons import pick, reasons_in


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: MemberRequest) -> HttpResponse:
    """Show the ticked cases and what fits them; decide those that are still ticked."""
    is_post = request.method == "POST"
    form = BulkForm(**pick(request, {}))
    sent = request.POST.getlist("case") if is_post else request.GET.getlist("case")
    seen = batches.seen_versions(sent)
    if seen and form.is_valid():
        visible = Case.objects.for_desk(request.user).filter(pk__in=seen).values_list("pk", flat=True)
        shown = {pk: seen[pk] for pk in visible}
        return _to_outcome(request, actions.decide_all(shown, by=request.user, **form.cleaned_data))
    pks = batches.numbers(request.POST.getlist("shown")) if is_post else batches.numbers(sent)
    items = batches.chosen_cases(Case.objects.for_desk(request.user), pks, request.user)
    if not items:
        messages.warning(request, _("Tick the cases first: none of these waits any more."))
        return redirect(reverse("moderation_desk") + Filter.read(request.GET).query())
    read = {item.target.author.language for item in items if not item.is_single}
    fits = [(action, VERBS[action], count) for action, count in batches.possible_actions(items)]
    context = {
        "items": batches.tick(items, sent) if is_post else items,
        "fits": fits,
        "decidable": sum(not item.is_single for item in items),
        "nothing_ticked": form.is_bound and not seen,
        "reasons": reasons_in(*read),
        "languages": [name for code, name in settings.LANGUAGES if code in read] if len(read) > 1 else [],
    }
    return _preview(request, "moderation/desk/bulk.html", form, context)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def sweep(request: MemberRequest, pk: int) -> HttpResponse:
    """Show everything a member handed in within 24 hours; take down what is still ticked."""
    member = get_object_or_404(Member, pk=pk)
    check_may_act_on(member, request.user)
    is_post = request.method == "POST"
    form = SweepForm(**pick(request, {}))
    sent = request.POST.getlist("item")
    ticked = batches.marked(member, sent)
    if ticked and form.is_valid():
        return _to_outcome(request, actions.sweep(ticked, by=request.user, **form.cleaned_data))
    items = batches.recent_of(member)
    context = {
        "member": member,
        "items": batches.tick(items, sent) if is_post else items,
        "nothing_ticked": form.is_bound and not ticked,
        "reasons": reasons_in(member.language),
    }
    return _preview(request, "moderation/desk/sweep.html", form, context)


def _preview(
    request: MemberRequest, template: str, form: BulkForm | SweepForm, context: dict[str, object]
) -> HttpResponse:
    context |= {
        "form": form,
        "query": Filter.read(request.GET).query(),
        "undo_minutes": int(UNDO_FOR.total_seconds() // 60),
    }
    return render(request, template, context)


def _to_outcome(request: MemberRequest, outcome: Outcome) -> HttpResponse:
    made = ".".join(str(decision.pk) for decision in outcome.decisions)
    asked = {"made": made, "left": ".".join(str(pk) for pk in outcome.left)}
    return redirect(f"{reverse('moderation_bulk_outcome')}?{urlencode(asked)}")


@desk_only
@require_safe
def outcome(request: MemberRequest) -> HttpResponse:
    """Say what was decided and what was left, with a way back."""
    left = batches.numbers([request.GET.get("left", "")])
    visible = Case.objects.for_desk(request.user).filter(pk__in=left).values_list("pk", flat=True)
    context = {
        "done": batches.done(batches.numbers([request.GET.get("made", "")]), request.user),
        "left": queues.rows_in_order([pk for pk in left if pk in set(visible)]),
        "erased": 0 in left,
        "undo_minutes": int(UNDO_FOR.total_seconds() // 60),
    }
    return render(request, "moderation/desk/outcome.html", context)


@desk_only
@require_POST
def undo_bulk(request: MemberRequest) -> HttpResponse:
    """Take back what was decided together, one by one."""
    pks = batches.numbers(request.POST.getlist("decision"))
    mine = Decision.objects.filter(pk__in=pks, decided_by_id=request.user.pk).order_by("-pk")
    outcome = actions.undo_all(mine, by=request.user)
    back, kept = len(outcome.decisions), len(outcome.left)
    if back:
        words = ngettext(
            "Taken back: %(number)d decision. The case is open again.",
            "Taken back: %(number)d decisions. The cases are open again.",
            back,
        )
        messages.success(request, words % {"number": back})
    if kept:
        words = ngettext(
            "%(number)d decision stays: its five minutes are over, or something newer was decided.",
            "%(number)d decisions stay: their five minutes are over, or something newer was decided.",
            kept,
        )
        messages.warning(request, words % {"number": kept})
    return redirect("moderation_desk")
