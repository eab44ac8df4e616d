"""What a member was told."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from community.actions.notifying import mark_read
from community.models import Notification
from community.requests import MemberRequest

SHOWN = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: MemberRequest) -> HttpResponse:
    """The latest news of one's own; a press marks all of them read."""
    if request.method == "POST":
        mark_read(request.user)
        return redirect("community:notifications")
    rows = Notification.objects.shown().filter(member=request.user).for_list()[:SHOWN]
    return render(request, "community/notifications.html", {"notifications": rows})
