"""The lists screening goes by, on the desk's pages: reading, adding with a look first, changing, retiring."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.requests import MemberRequest
from moderation.access import desk_only
from moderation.actions.listing import add_entry, change_entry, retire_entry
from moderation.actions.refusals import DeskRefused
from moderation.catches import LOOKED_THROUGH, SHOWN, caught_by
from moderation.forms import ListEntryForm
from moderation.lists import ListEntry
from moderation.screening import POINTS, Rules

RETIRED_SHOWN = 50


@desk_only
@require_safe
def lists(request: MemberRequest) -> HttpResponse:
    """All that is watched for, and what was lately retired."""
    rows = ListEntry.objects.select_related("added_by", "retired_by")
    live = list(rows.live().order_by("kind", "language", "value"))
    context = {
        "groups": [
            (_("Watched words"), _("Nobody watches for a word yet."), _of_kind(live, ListEntry.Kind.WORD)),
            (_("Blocked sites"), _("No site is blocked yet."), _of_kind(live, ListEntry.Kind.HOST)),
        ],
        "points": POINTS,
        "rules": Rules(),
        "retired": rows.exclude(retired_at=None).order_by("-retired_at")[:RETIRED_SHOWN],
    }
    return render(request, "moderation/desk/lists.html", context)


def _of_kind(rows: list[ListEntry], kind: str) -> list[ListEntry]:
    return [row for row in rows if row.kind == kind]


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_entry(request: MemberRequest) -> HttpResponse:
    """Add a word or a site; what it would have caught is shown first."""
    return _entry(request, None)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an entry, with the same look first."""
    return _entry(request, get_object_or_404(ListEntry.objects.live(), pk=pk))


def _entry(request: MemberRequest, found: ListEntry | None) -> HttpResponse:
    form = ListEntryForm(request.POST or None, initial=vars(found) if found else None)
    status = 200
    catches = None
    if request.method == "POST" and form.is_valid():
        if form.was_shown and "look" not in request.POST:
            try:
                if found is None:
                    add_entry(by=request.user, **form.row)
                else:
                    change_entry(found, by=request.user, **form.row)
            except DeskRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Saved. It counts from the next post on."))
                return redirect("moderation_lists")
        catches = caught_by(form.row["kind"], form.row["value"], form.row["language"])
    context = {
        "form": form,
        "fields": [form[name] for name in ("value", "language", "note")],
        "entry": found,
        "catches": catches,
        "most": SHOWN,
        "looked_through": LOOKED_THROUGH,
    }
    return render(request, "moderation/desk/list_entry.html", context, status=status)


@desk_only
@require_POST
def retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an entry off its list."""
    found = get_object_or_404(ListEntry, pk=pk)
    retire_entry(found, by=request.user)
    messages.success(request, _("Retired. It no longer counts."))
    return redirect("moderation_lists")
