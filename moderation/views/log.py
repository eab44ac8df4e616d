"""The log of decisions, for the desk to search and for admins to take along."""

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.models import Member
from community.requests import MemberRequest
from content.context import brand_of
from moderation import logbook
from moderation.access import desk_only
from moderation.logbook import LogFilter
from moderation.models import Case, Decision

FORMATS = {"csv": (logbook.as_csv, "text/csv"), "json": (logbook.as_json, "application/json")}


@desk_only
@require_safe
def log(request: MemberRequest) -> HttpResponse:
    """The lines that fit, newest first."""
    chosen = LogFilter.read(request.GET)
    lines = chosen.apply(Decision.objects.for_desk(request.user), brand_of(request).settings.zone)
    shown, before = logbook.page_of(lines, logbook.read_number(request.GET.get("before", "")))
    deciders = Member.objects.in_bulk({line.decided_by_id for line in shown if line.decided_by_id})
    readable = Case.objects.for_desk(request.user).filter(pk__in={line.case_id for line in shown})
    cases = set(readable.values_list("pk", flat=True))
    context = {
        "lines": [(line, deciders.get(line.decided_by_id), _address(line, cases)) for line in shown],
        "chosen": chosen,
        "older": chosen.query(before=before) if before else "",
        "actions": Decision.Action.choices,
        "grounds": [choice for choice in Decision.Ground.choices if choice[0]],
        "targets": logbook.TARGETS,
        "moderators": Member.objects.staff().order_by("name", "pk"),
    }
    return render(request, "moderation/desk/log.html", context)


def _address(line: Decision, cases: set[int]) -> str:
    """Return where a line's case can be read, "" where it was erased or is not this reader's to open."""
    return reverse("moderation_case", args=[line.case_id]) if line.case_id in cases else ""


@desk_only
@require_safe
def export(request: MemberRequest, form: str) -> HttpResponseBase:
    """The lines that fit as a file; for admins, whatever they are about."""
    if not request.user.is_superuser:
        return render(request, "403.html", status=403)
    chosen = LogFilter.read(request.GET)
    lines = chosen.apply(Decision.objects.for_desk(request.user), brand_of(request).settings.zone)
    write, kind = FORMATS[form]
    name = f"decisions-{timezone.localdate():%Y-%m-%d}.{form}"
    answer = StreamingHttpResponse(write(lines), content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
