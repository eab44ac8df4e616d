"""A small site to keep pages of: notices are rows, and each view does one thing that matters to a cache."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from jobs.models import Heartbeat
from pagecache import forbid, key_of, note, pieces, tally

# What a test wants to happen in the middle of a rendering, after the row was read.
meanwhile: list[Callable[[], object]] = []


def notice(request: HttpRequest, name: str) -> HttpResponse:
    """Show the number that stands in a row, as a page of the real site shows a post."""
    note(f"post:{name}")
    note("brand", keep=False)
    body = f"{name} {number_of(name)}"
    while meanwhile:
        meanwhile.pop()()
    return HttpResponse(body, headers={"Content-Security-Policy": "default-src 'none'"})


def number_of(name: str) -> int:
    return int(Heartbeat.objects.values_list("at", flat=True).get(name=name).timestamp())


def mosaic(request: HttpRequest) -> HttpResponse:
    """Show two notices as pieces. `?wide` is another way to draw them, `?bound` does it in a transaction."""
    note("feed:home:en")
    asked = request.GET
    named = {key_of("notice", name, "wide" in asked, "deep" in asked): name for name in ("soup", "bread")}

    def draw(missing: Sequence[str]) -> Iterator[tuple[str, Callable[[], str]]]:
        numbers = {key: number_of(named[key]) for key in missing}
        while meanwhile:
            meanwhile.pop()()
        for key in missing:
            yield key, partial(tile, named[key], numbers[key])

    with transaction.atomic() if "bound" in asked else nullcontext():
        return HttpResponse(" ".join(pieces(list(named), draw, is_deep="deep" in asked).values()))


def tile(name: str, number: int) -> str:
    """Draw a notice. One that says 13 must not be kept."""
    note(f"post:{name}", keep=False)
    if number == 13:
        forbid()
    return f"{name} {number}"


PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def dated(request: HttpRequest) -> HttpResponse:
    """Say when it last changed, as files of feeds do."""
    note("brand")
    return HttpResponse("said in May", headers={"Last-Modified": "Sun, 03 May 2026 10:00:00 GMT"})


def shelf(request: HttpRequest) -> HttpResponse:
    """Show two entries."""
    note("brand")
    tally("entries:1,2")
    return HttpResponse("two entries")


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("noted nothing")


def has_a_frame(request: HttpRequest) -> HttpResponse:
    note("brand", keep=False)
    return HttpResponse("only the frame was noted")


def forbidden_to_keep(request: HttpRequest) -> HttpResponse:
    note("brand")
    forbid()
    return HttpResponse("kept by nobody")


def form(request: HttpRequest) -> HttpResponse:
    note("brand")
    return HttpResponse(get_token(request))


def remembers(request: HttpRequest) -> HttpResponse:
    note("brand")
    request.session["seen"] = True
    return HttpResponse("hello again")


def remembers_and_forgets(request: HttpRequest) -> HttpResponse:
    note("brand")
    request.session["seen"] = True
    del request.session["seen"]
    return HttpResponse("have we met?")


def tells(request: HttpRequest) -> HttpResponse:
    note("brand")
    messages.info(request, "for one reader only")
    return HttpResponse(str(message) for message in messages.get_messages(request))


def sets_a_cookie(request: HttpRequest) -> HttpResponse:
    note("brand")
    response = HttpResponse("a cookie")
    response.set_cookie("taste", "strong")
    return response


def is_private(request: HttpRequest) -> HttpResponse:
    note("brand")
    return HttpResponse("private", headers={"Cache-Control": "private"})


def may_not_be_stored(request: HttpRequest) -> HttpResponse:
    note("brand")
    return HttpResponse("burn", headers={"Cache-Control": "no-store"})


def is_coded(request: HttpRequest) -> HttpResponse:
    note("brand")
    return HttpResponse(b"...", headers={"Content-Encoding": "br"})


def has_a_nonce(request: HttpRequest) -> HttpResponse:
    note("brand")
    return HttpResponse("nonce", headers={"Content-Security-Policy": "script-src 'nonce-abc'"})


def varies(request: HttpRequest) -> HttpResponse:
    note("brand")
    return HttpResponse("by agent", headers={"Vary": "User-Agent"})


def previews(request: HttpRequest) -> HttpResponse:
    note("brand")
    vars(request)["is_preview"] = True
    return HttpResponse("a draft")


def moves(request: HttpRequest) -> HttpResponse:
    note("brand")
    return HttpResponseRedirect("/elsewhere/")


def streams(request: HttpRequest) -> StreamingHttpResponse:
    note("brand")
    return StreamingHttpResponse(["a", "b"])


def is_large(request: HttpRequest) -> HttpResponse:
    note("brand")
    return HttpResponse("x" * (512 * 1024 + 1))


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("nothing here", status=404)


def asks_who(request: HttpRequest) -> HttpResponse:
    """Do as every page of the site does: look whether somebody is signed in."""
    note("brand")
    return HttpResponse("member" if request.user.is_authenticated else "visitor")


PERSONAL = [
    plain,
    has_a_frame,
    forbidden_to_keep,
    form,
    remembers,
    remembers_and_forgets,
    tells,
    sets_a_cookie,
    is_private,
    may_not_be_stored,
    is_coded,
    has_a_nonce,
    varies,
    previews,
    moves,
    streams,
    is_large,
]

handler404 = nothing_here
urlpatterns = [
    path("notices/<str:name>/", notice, name="notice"),
    path("shelf/", shelf),
    path("mosaic/", mosaic),
    path("dated/", dated),
    path("who/", asks_who, name="who"),
    *(path(f"personal/{view.__name__}/", view, name=view.__name__) for view in PERSONAL),
]
