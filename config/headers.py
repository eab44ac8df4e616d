"""Response headers Django has no setting for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=(), publickey-credentials-get=(self), "
    "publickey-credentials-create=(self)"
)


class PermissionsPolicy:
    """Switch off the browser features this site never asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        return response


class CompressWords(GZipMiddleware):
    """Compress what the page cache does not: pages of one person, and whatever else is read as text.

    Of what a stranger may slip into such a page the length tells nothing: Django masks its tokens anew for
    each answer, and the compressed stream begins with some bytes of no meaning.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_words = response.get("Content-Type", "").startswith(("text/", "application/json"))
        if response.streaming or not is_words:
            return response
        return super().process_response(request, response)
