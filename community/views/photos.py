"""A photo for those who may see it before it is public: its owner, the holder of its draft, the desk."""

import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from community.holder import holder_of
from community.models import Photo
from community.photos import open_rendition
from community.roles import is_desk


@require_safe
def photo(request: HttpRequest, key: uuid.UUID, width: int) -> FileResponse:
    """One rendition, streamed from wherever it lies; kept by nobody on the way."""
    found = get_object_or_404(Photo.objects.select_related("draft"), uuid=key)
    if not _may_see(request, found):
        raise Http404
    file = open_rendition(found, width)
    if file is None:
        raise Http404
    return FileResponse(file, content_type="image/webp", headers={"Cache-Control": "private, no-store"})


def _may_see(request: HttpRequest, found: Photo) -> bool:
    if found.state == Photo.State.READY:
        return True
    holder = holder_of(request)
    if holder.member and found.owner_id == holder.member.pk:
        return True
    return bool(found.draft and holder.holds(found.draft)) or is_desk(request.user)
