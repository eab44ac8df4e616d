"""A post's own page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from community.cards import product_url, ties_of
from community.described import nodes_of_post
from community.link_cards import shown_links
from community.models import Member, Photo, Post, Rating
from community.photo_limits import refusal_sentence
from community.photos import picture_of, pictures_of_revision
from community.roles import GONE, may_see
from community.sanitize import excerpt, photo_ids, place_photos
from community.share_pictures import share_of_post
from community.threads import conversation_under
from community.wording import KINDS, standing_of, useful_choices
from content.context import brand_of
from pagecache import note


@require_safe
def post(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Everything about one post. The id decides; a wrong slug is sent to the right one."""
    found = get_object_or_404(Post.objects.for_page(), pk=pk)
    if not may_see(request.user, found):
        if found.state in GONE:
            return render(request, "410.html", status=410)
        raise Http404
    if slug != found.slug:
        return redirect(found, permanent=found.is_public)
    note(f"post:{pk}", f"member:{found.author_id}", "brand")
    if found.product_id:
        note(f"product:{found.product_id}")
    return render(request, "community/post.html", _page(request, found))


def _page(request: HttpRequest, found: Post) -> dict[str, object]:
    """What the template prints."""
    reader = request.user if request.user.is_authenticated else None
    revision = found.shown_revision
    pictures = pictures_of_revision(revision)
    in_body = set(photo_ids(revision.body_html))
    conversation = conversation_under(found, reader=reader, after=request.GET.get("after", ""))
    share = share_of_post(found, brand_of(request).settings)
    return {
        "post": found,
        "words": KINDS[found.kind],
        "revision": revision,
        "body": place_photos(revision.body_html, pictures),
        "description": excerpt(revision.body_html, 160),
        "pictures": [picture for pk, picture in pictures.items() if pk not in in_body],
        "link_cards": shown_links(revision),
        "author_picture": picture_of(found.author.picture),
        "ownership": found.is_owner,
        "topics": [link.topic for link in found.topic_links.all()],
        "ties": ties_of(found, brand_of(request).name),
        "stars": None if found.by_brand or found.works_for_brand else revision.stars,
        "product_url": product_url(found.product),
        "conversation": conversation,
        "is_author": found.author_id == request.user.pk,
        "share": share if found.is_public else None,
        "nodes": nodes_of_post(
            found,
            threads=conversation.threads,
            has_more=bool(conversation.more),
            brand_name=brand_of(request).name,
        ),
        "share_url": settings.SITE_URL + found.get_absolute_url(),
        "canonical_url": found.original_url or settings.SITE_URL + found.get_absolute_url(),
        **(_reader(reader, found) if reader else {}),
    }


def _reader(reader: Member, found: Post) -> dict[str, object]:
    """What only somebody signed in is shown: the forms, and to its author how the post stands."""
    rating = Rating.objects.filter(post=found, member=reader).first()
    photos = [use.photo for use in found.shown_revision.photos.all()]
    return {
        "useful_choices": useful_choices(rating.value if rating else None),
        "standing": standing_of(found),
        "previews": [one for one in photos if one.state in (Photo.State.HIDDEN, Photo.State.MOVING)],
        "refused_photos": [refusal_sentence(one.refusal) for one in photos if one.refusal],
    }
