"""The public rules of recognition: what each badge is for, what each level asks and opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.badges import all_badges
from community.levels import APPROVER_AGE, CONDITIONS, KNOWN, TRUSTED
from community.photo_limits import MAX_PER_POST, MAX_PER_POST_OF_TRUSTED
from pagecache import note


@require_safe
def badges(request: HttpRequest) -> HttpResponse:
    """Every rule, in plain words, from what the rules are reckoned with."""
    note("badges")
    context = {
        "badges": all_badges(),
        "known": CONDITIONS[KNOWN],
        "trusted": CONDITIONS[TRUSTED],
        "photos": MAX_PER_POST,
        "photos_of_trusted": MAX_PER_POST_OF_TRUSTED,
        "approver_days": APPROVER_AGE.days,
    }
    return render(request, "community/badges.html", context)
