"""What machines ask for by fixed names: robots.txt, and the sitemaps of all rooms put together."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.sitemaps import COMMUNITY, POSTS
from content.sitemaps import PAGES, file_xml, index_xml
from feeds.sitemaps import OWN, TOPICS
from pagecache import note

SECTIONS = {section.name: section for section in (PAGES, TOPICS, OWN, COMMUNITY, POSTS)}
XML = "application/xml; charset=utf-8"

# In every language: sign-in, one's own pages, and lists of results, which are as many as there are words.
PRIVATE = ("accounts/", "my/", "drafts/", "search/?")


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What robots need not read, and where the rest is listed."""
    prefixes = ["/", *(f"/{code}/" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    closed = ["/cms/", *(prefix + path for prefix in prefixes for path in PRIVATE)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /", ""]
    sitemap = settings.SITE_URL + reverse("sitemap")
    return HttpResponse("\n".join([*lines, f"Sitemap: {sitemap}", ""]), content_type="text/plain")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Every file of every section, with the time of the last change in it."""
    note(*(name for section in SECTIONS.values() for name in section.shows))
    files = [
        (settings.SITE_URL + reverse("sitemap_file", args=[section.name, number]), changed_at)
        for section in SECTIONS.values()
        for number, changed_at in section.files()
    ]
    return HttpResponse(index_xml(files), content_type=XML)


@require_safe
def sitemap_file(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One file of a section."""
    section = SECTIONS.get(name)
    listed = section.addresses(number) if section else []
    if section is None or not listed:
        raise Http404
    note(*section.shows)
    return HttpResponse(file_xml(listed), content_type=XML)
