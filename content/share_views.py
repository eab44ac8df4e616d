"""The address of a share picture."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import ResolverMatch
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from content.cards import written_in
from content.context import brand_of
from content.models import EditorialPage
from content.share_drawing import Sheet
from content.share_pictures import drawn, sheet_of_page, sheet_of_site
from content.shown import shown_pages


@require_safe
def page_picture(request: HttpRequest, pk: int, fingerprint: str) -> HttpResponse:
    """What stands for an editorial page that everybody may read."""
    page = get_object_or_404(shown_pages().select_related("locale", "alias_of__locale"), pk=pk)
    own = page.specific
    if not isinstance(own, EditorialPage):
        raise Http404
    sheet = sheet_of_page(own, brand_of(request).settings, written_in(page))
    return send(request, f"page-{pk}", sheet, fingerprint)


@require_safe
def site_picture(request: HttpRequest, language: str, fingerprint: str) -> HttpResponse:
    """What stands for every page without a picture of its own."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    sheet = sheet_of_site(brand_of(request).settings, language)
    return send(request, f"site-{language}", sheet, fingerprint)


def send(request: HttpRequest, subject: str, sheet: Sheet, fingerprint: str) -> HttpResponse:
    """Answer with the picture, or lead from the address of an earlier one to today's.

    Whoever keeps it asks again each time: what is taken down must not live on in between.
    """
    if fingerprint != sheet.fingerprint:
        asked = cast(ResolverMatch, request.resolver_match)
        return redirect(asked.view_name, **{**asked.kwargs, "fingerprint": sheet.fingerprint})
    etag = quote_etag(sheet.fingerprint)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    headers = {"ETag": etag, "Cache-Control": "public, no-cache"}
    return HttpResponse(drawn(subject, sheet), content_type="image/jpeg", headers=headers)
