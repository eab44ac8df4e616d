"""The limit to measure against: a Django view that says hello, without any middleware or setting of ours.

`/bytes/<n>` answers with n bytes, so that a page can also be compared with one of its own size.
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    SECRET_KEY="nothing is signed here",
    DEBUG=False,
)


def hello(request: HttpRequest) -> HttpResponse:
    return some_bytes(request, 12)


def some_bytes(request: HttpRequest, count: int) -> HttpResponse:
    # With a length, as our pages have: without one the server would send chunks, which costs more.
    return HttpResponse((b"Hello, world" * (count // 12 + 1))[:count], headers={"Content-Length": str(count)})


urlpatterns = [path("", hello), path("bytes/<int:count>", some_bytes)]
application = get_wsgi_application()
