"""Reports by anybody: in two taps without a name, or in full where it is about the law."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community import pace
from community.models import Comment, Post
from community.views.limits import too_many
from moderation import actions
from moderation.forms import LawReportForm, RuleReportForm
from moderation.models import Report
from moderation.outcomes import outcome_of

REPORTS = 10
"""Reports somebody may send in an hour, by member or network."""
HOUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
def report_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a public post."""
    return _report(request, get_object_or_404(Post.objects.published().for_page(), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a public comment."""
    rows = Comment.objects.published().select_related("author", "post__public_revision", "page")
    return _report(request, get_object_or_404(rows, pk=pk))


def _report(request: HttpRequest, target: Post | Comment) -> HttpResponse:
    is_law = request.GET.get("law") == "1"
    form = _form(request, target, is_law=is_law)
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "target": target,
            "is_law": is_law,
            "is_comment": isinstance(target, Comment),
        }
        return render(request, "moderation/report.html", context)
    if not pace.may(request, "report", REPORTS, window=HOUR):
        again = timezone.now() + timedelta(seconds=pace.seconds_left(HOUR))
        return too_many(
            request, _("That is many reports in one hour. The desk works on them."), retry_at=again
        )
    complaint = form.complaint(get_language() or "en")
    # Whoever need not say who they are is not noted by their sign-in either.
    is_nameless = complaint.reason == Report.Reason.CHILD and not (complaint.name or complaint.email)
    member = request.user if request.user.is_authenticated and not is_nameless else None
    report = actions.report(target, by=member, complaint=complaint)
    return redirect("moderation:receipt", report.receipt)


def _form(request: HttpRequest, target: Post | Comment, *, is_law: bool) -> RuleReportForm | LawReportForm:
    if not is_law:
        return RuleReportForm(request.POST or None)
    known = request.user
    initial = {"place": settings.SITE_URL + target.get_absolute_url()}
    if known.is_authenticated:
        initial |= {"name": known.name, "email": known.email}
    return LawReportForm(request.POST or None, initial=initial)


@never_cache
@require_safe
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """What became of a report, for whoever holds its number."""
    rows = Report.objects.select_related(
        "case__post__public_revision", "case__comment__post__public_revision", "case__comment__page"
    )
    report = get_object_or_404(rows, receipt=key)
    context = {
        "report": report,
        "outcome": outcome_of(report),
        "target": report.case.target if report.case else None,
    }
    return render(request, "moderation/receipt.html", context)
