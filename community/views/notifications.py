"""What a member was told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.actions.notifying import mark_read
from community.models import Notification
from community.paging import page_of, read_cursor
from community.requests import MemberRequest
from community.views.swaps import is_swap, swap

PAGE = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: MemberRequest) -> HttpResponse:
    """The latest news of one's own; a press marks all of them read."""
    if request.method == "POST":
        mark_read(request.user)
        messages.success(request, _("All of it is marked as read."))
        if not is_swap(request):
            return redirect("community:notifications")
    rows = Notification.objects.shown().filter(member=request.user).for_list()
    if cursor := read_cursor(request.GET.get("after", "")):
        rows = rows.before(*cursor)
    found, after = page_of(rows, PAGE, by="created_at")
    context = {
        "notifications": found,
        "older_url": f"?{urlencode({'after': after})}" if after else "",
    }
    if is_swap(request):
        return swap(request, "community/_notifications_swap.html", context)
    return render(request, "community/notifications.html", context)
