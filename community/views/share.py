"""The address of a post's share picture."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from community.models import Post
from community.share_pictures import sheet_of_post
from content.context import brand_of
from content.share_views import send


@require_safe
def post_picture(request: HttpRequest, pk: int, fingerprint: str) -> HttpResponse:
    """What stands for a public post; nobody sees that of another, its author neither."""
    post = get_object_or_404(Post.objects.published().for_page(), pk=pk)
    return send(request, f"post-{pk}", sheet_of_post(post, brand_of(request).settings), fingerprint)
