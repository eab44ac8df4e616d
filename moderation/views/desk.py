"""The desk, in the CMS: what waits, one case on one screen, deciding, and taking a decision back."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.models import Member
from community.requests import MemberRequest
from community.states import StepRefused
from content.context import brand_of
from content.models import Product
from moderation import actions, queues
from moderation.access import desk_only, may_open
from moderation.actions.log import UNDO_FOR
from moderation.batches import last_done, numbers
from moderation.dossier import cases_for_page, open_dossier
from moderation.forms import VERBS, DecisionForm
from moderation.models import Case, Decision
from moderation.queues import SHOWN, Filter
from moderation.reasons import pick, reasons_in
from moderation.steps import NEEDS_FACTS
from moderation.views.member_appeals import member_appeal

PASSED = "desk_passed"
"""In the session: the cases this moderator gave back undecided, the latest first."""


@desk_only
@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    """What waits, in the order of work."""
    chosen = Filter.read(request.GET)
    cases = Case.objects.for_desk(request.user)
    rows, has_more = queues.rows_of(chosen.apply(cases))
    context = {
        "rows": rows,
        "has_more": has_more,
        "counts": queues.counts(replace(chosen, kind="").apply(cases)),
        "oldest": queues.oldest(cases),
        "chosen": chosen,
        "tabs": _tabs(chosen),
        "languages": settings.LANGUAGES,
        "products": Product.objects.all(),
        "last": last_done(request.user),
    }
    return render(request, "moderation/desk/list.html", context)


def _tabs(chosen: Filter) -> list[tuple[str, str, str]]:
    """Return (kind, words, address) of each view of the queue."""
    words = [("", _("All"))] + [
        (Case.Kind.WAITING, _("Waiting")),
        (Case.Kind.REPORTED, _("Reported")),
        (Case.Kind.APPEAL, _("Appeals")),
        (Case.Kind.SAMPLE, _("Spot checks")),
    ]
    address = reverse("moderation_desk")
    kinds = [(kind, label, Filter(kind, chosen.language, chosen.product)) for kind, label in words]
    return [(kind, label, address + view.query()) for kind, label, view in kinds]


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: MemberRequest, pk: int) -> HttpResponse:
    """One case; opening it claims it, deciding it leads to the next one at once."""
    found = get_object_or_404(cases_for_page(), pk=pk)
    if not may_open(found, request.user):
        return render(request, "403.html", status=403)
    if found.member_id is not None:
        return member_appeal(request, found)
    if request.method == "GET" and not _blocked(found, request.user):
        actions.claim_if_free(found, by=request.user)
    form = DecisionForm(**pick(request, {}))
    if not form.is_bound or not form.is_valid():
        return _page(request, found, form)
    try:
        actions.decide(found, by=request.user, **form.cleaned_data)
    except (actions.DeskRefused, StepRefused) as refusal:
        # What was typed stays in the form, under what is true now.
        return _page(request, cases_for_page().get(pk=pk), form, refusal=str(refusal), status=409)
    return _next(request)


def _page(
    request: MemberRequest, found: Case, form: DecisionForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    chosen, cases = Filter.read(request.GET), Case.objects.for_desk(request.user)
    dossier = open_dossier(found, brand_name=brand_of(request).name, cases=cases)
    context = {
        "dossier": dossier,
        "case": found,
        "form": form,
        "version": found.version if refusal else _version_read(form) or found.version,
        "verbs": [(action, VERBS[action]) for action in dossier.actions],
        "refusal": refusal,
        "blocked": _blocked(found, request.user),
        "reasons": reasons_in(dossier.target.author.language),
        "at_once": next((action for action in dossier.actions[:1] if action not in NEEDS_FACTS), ""),
        "query": chosen.query(),
        "last": last_done(request.user),
        "neighbours": queues.neighbours_of(found.pk, chosen.apply(cases)),
        "undo_minutes": int(UNDO_FOR.total_seconds() // 60),
    }
    return render(request, "moderation/desk/case.html", context, status=status)


def _version_read(form: DecisionForm) -> str:
    """Return the version of the case that a form which is asked for again was filled in for, "" for none."""
    return "" if "version" in form.errors else form["version"].value() or ""


def _blocked(found: Case, member: Member) -> str:
    """Return why this moderator may look but not decide, "" where they may."""
    try:
        actions.check_may_decide(found, found.target, member)
    except actions.MayNotDecide as refusal:
        return str(refusal)
    return ""


def _next(request: MemberRequest) -> HttpResponse:
    """Go on with the most urgent case nobody has, or to the empty desk.

    What this moderator passed over comes when nothing else is left.
    """
    chosen = Filter.read(request.GET)
    cases, passed = chosen.apply(Case.objects.for_desk(request.user)), request.session.get(PASSED, [])
    following = actions.claim_next(cases.exclude(pk__in=passed), by=request.user)
    if following is None and passed:
        request.session[PASSED] = []
        following = actions.claim_next(cases, by=request.user)
    address = reverse("moderation_case", args=[following.pk]) if following else reverse("moderation_desk")
    return redirect(address + chosen.query())


@desk_only
@require_POST
def next_case(request: MemberRequest) -> HttpResponse:
    """Take the most urgent case that nobody has."""
    return _next(request)


@desk_only
@require_POST
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one case, or take it over."""
    found = get_object_or_404(Case.objects.for_desk(request.user), pk=pk)
    if blocked := _blocked(found, request.user):
        messages.error(request, blocked)
    else:
        actions.claim(found, by=request.user)
    return redirect(reverse("moderation_case", args=[pk]) + Filter.read(request.GET).query())


@desk_only
@require_POST
def release(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a case back to the others, and go to the case named, or to the desk."""
    cases = Case.objects.for_desk(request.user)
    actions.release(get_object_or_404(cases, pk=pk), by=request.user)
    request.session[PASSED] = [pk, *request.session.get(PASSED, [])][:SHOWN]
    target = cases.filter(pk__in=numbers([request.POST.get("to", "")])).first()
    address = reverse("moderation_case", args=[target.pk]) if target else reverse("moderation_desk")
    return redirect(address + Filter.read(request.GET).query())


@desk_only
@require_POST
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a decision back within its five minutes."""
    decision = get_object_or_404(Decision, pk=pk)
    try:
        actions.undo(decision, by=request.user)
    except (actions.DeskRefused, StepRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect("moderation_desk")
    messages.success(request, _("Taken back. The case is open again and no mail was sent."))
    return redirect(reverse("moderation_case", args=[decision.case_id]) + Filter.read(request.GET).query())
