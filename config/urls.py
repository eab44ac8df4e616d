"""Every address: what a person reads lies in both languages, English bare, Norwegian under /nb/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import doors, health, robots
from content import staff

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
# Not Django's: what allauth answers when one of its limits is reached.
handler429 = "config.errors.too_many_requests"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", robots.robots_txt, name="robots"),
    path("sitemap.xml", robots.sitemap_index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", robots.sitemap_file, name="sitemap_file"),
    # Wagtail's own sign-in would admit a member with TOTP without the second factor: allauth has the door.
    path("cms/login/", doors.sign_in),
    path("cms/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("cms/account/", staff.account),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("content.file_urls")),
    path("", include("community.routes.files")),
]

if not settings.PRODUCTION:
    urlpatterns += [
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
        path("dev/", include("demo.urls")),
    ]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("community.urls")),
    path("", include("moderation.urls")),
    path("", include("feeds.urls")),
    path("", include("content.urls")),
    # Wagtail's for private pages, with the same hole.
    path("_util/login/", doors.sign_in),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
