"""The door of the first admin, for whoever holds the link that the machine printed."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.actions.first_admin import AdminExists, make_first_admin, may_make_admin
from community.forms.first_admin import FirstAdminForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_admin(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for name, address and password; whoever answers is signed in and led to the staff pages."""
    if not may_make_admin(token):
        return render(request, "community/first_admin_closed.html", status=410)
    form = FirstAdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = make_first_admin(**form.cleaned_data, language=get_language() or "en")
        except AdminExists:
            return render(request, "community/first_admin_closed.html", status=410)
        login(request, member)
        return redirect("wagtailadmin_home")
    return render(request, "community/first_admin.html", {"form": form})
