"""Files of the brand's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from content.brand import digest, stylesheet
from content.models import BrandSettings


@require_safe
def brand_css(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The brand's colours and type. The address changes with the content, so it may be kept for ever."""
    row = BrandSettings.objects.first() or BrandSettings()
    if fingerprint != digest(row):
        raise Http404
    return HttpResponse(
        stylesheet(row),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
