"""Doors others would open: every sign-in leads to allauth's, which asks for the second factor."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and from there back to what was asked for.

    Wagtail sends here also who is signed in and may not enter; sent on, they would go round in a circle.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('account_login')}{'?' if query else ''}{query}")
