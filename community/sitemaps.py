"""The community's part of the sitemaps: posts, and pages that gather them. Members are not listed."""

from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import override

from community.models import Post
from community.models.posts import PostQuerySet
from content.sitemaps import Listed, Section, files_of, in_file

CHANGED_AT = Coalesce("edited_at", "published_at")


def _posts() -> PostQuerySet:
    """Return what is public without reserve, and stands here first: an import's own address is its blog's."""
    return Post.objects.in_feeds().filter(original_url="")


def _post_addresses(number: int) -> list[Listed]:
    rows = in_file(_posts(), number).select_related("public_revision")
    return [Listed(_absolute(post), post.edited_at or post.published_at) for post in rows]


def _absolute(post: Post) -> str:
    """Return the address of the post in its own language, as far as the site speaks it."""
    with override(post.frame_language):
        return settings.SITE_URL + post.get_absolute_url()


def _gathered() -> list[Listed]:
    """Return the hub, each product's reviews, and how it all works, in every language."""
    latest: dict[str, datetime] = dict(
        Post.objects.published()
        .reviews()
        .order_by("product__slug")
        .values_list("product__slug")
        .annotate(latest=Max(CHANGED_AT))
    )
    newest = Post.objects.published().aggregate(latest=Max(CHANGED_AT))["latest"]
    pages: list[tuple[str, list[str], datetime | None]] = [("community:hub", [], newest)]
    pages.append(("community:how_it_works", [], None))
    pages += [("community:reviews", [slug], at) for slug, at in latest.items()]
    return [one for route, args, at in pages for one in in_every_language(route, args, at)]


def in_every_language(route: str, args: list[str], changed_at: datetime | None) -> list[Listed]:
    """Return the addresses of one of our own pages, which there is in every language."""
    urls = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            urls.append((language, settings.SITE_URL + reverse(route, args=args)))
    return [Listed(url, changed_at, urls) for _language, url in urls]


def _gathered_files() -> list[tuple[int, datetime | None]]:
    return [(0, max((one.changed_at for one in _gathered() if one.changed_at), default=None))]


POSTS = Section("posts", ("hub",), lambda: files_of(_posts(), CHANGED_AT), _post_addresses)
COMMUNITY = Section("community", ("hub",), _gathered_files, lambda number: _gathered() if number == 0 else [])
