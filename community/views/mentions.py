"""Members to choose from while somebody types "@": the completion of a handle."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community import pace
from community.models import Member
from community.requests import MemberRequest, sent

OFFERED = 6
LOOK_UPS = 300
"""Look-ups in half an hour: enough for a long evening of writing, too few to copy the list of members."""


@never_cache
@login_required
@require_safe
def mentions(request: MemberRequest) -> HttpResponse:
    """The first members whose handle or name begins like `q`."""
    begun = sent(request.GET, "q")[:30]
    if not begun or not pace.may(request, "mentions", LOOK_UPS):
        return JsonResponse({"members": []})
    rows = Member.objects.public().filter(Q(username__istartswith=begun) | Q(name__istartswith=begun))
    found = rows.order_by("username").values_list("username", "name")[:OFFERED]
    return JsonResponse({"members": [{"handle": handle, "name": name} for handle, name in found]})
