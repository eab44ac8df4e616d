"""Where an answer leads elsewhere, a page goes there as a whole, whatever part of it asked."""

from collections.abc import Callable
from urllib.parse import urldefrag

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails


class LeadWholePages:
    """Turn redirects into htmx's own: else a sign-in might stand in the place of a button.

    A redirect to the very page that asked loads it anew: a browser sees no new address in another fragment.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asked_by = HtmxDetails(request)
        if not asked_by or not isinstance(response, HttpResponseRedirectBase):
            return response
        if isinstance(response, HttpResponseClientRedirect):
            return response
        if urldefrag(response.url).url == urldefrag(asked_by.current_url_abs_path or "").url:
            return HttpResponseClientRefresh()
        return HttpResponseClientRedirect(response.url)
