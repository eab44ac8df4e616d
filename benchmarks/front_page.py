"""The front page drawn anew, beyond what Wagtail itself costs: `python -m benchmarks.front_page`.

Seeds the demo brand on servers of its own and asks the application, in one process and without a web server,
for the front page past the cache: signed out, signed in, and both with an empty template in its place, which
is Wagtail's serving with middleware, session and user. Writes to benchmarks/RESULTS.md.
"""

import argparse
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from unittest import mock

from benchmarks.results import record, table_of
from benchmarks.site import ROOT, Site

COMMAND = "python -m benchmarks.front_page"
WARM_UP = 8
# Signed out, signed in: at most so many queries and milliseconds beyond Wagtail.
MOST = {"signed out": (4, 8.0), "signed in": (2, 10.0)}


def ask(application: Callable[..., Any], session: str) -> bytes:
    """Return the page; a parameter no view knows keeps it out of the cache."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "QUERY_STRING": "uncached=1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_X_FORWARDED_PROTO": "https",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    if session:
        environ["HTTP_COOKIE"] = f"sessionid={session}"
    statuses: list[str] = []
    body = b"".join(application(environ, lambda status, _headers: statuses.append(status)))
    if statuses != ["200 OK"]:
        raise SystemExit(f"the front page answered {statuses}")
    return body


def queries_of(application: Callable[..., Any], session: str) -> int:
    """Return the queries of one answer, after some that warm up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _run in range(WARM_UP):
        ask(application, session)
    with CaptureQueriesContext(connection) as captured:
        ask(application, session)
    return len(captured)


def timed(application: Callable[..., Any], session: str) -> float:
    """Return the CPU milliseconds of one answer."""
    began = time.process_time()
    ask(application, session)
    return (time.process_time() - began) * 1000


def measure(session: str, runs: int) -> None:
    """In a process with the site's settings: print what was found, as JSON."""
    import django

    django.setup()
    import redis
    from django.conf import settings
    from django.template import engines
    from django.template.response import TemplateResponse
    from wagtail.models import Page

    from config.wsgi import application
    from content.models import HomePage
    from content.templatetags.drawn_tags import _draw
    from feeds.views import reading

    empty = engines["django"].from_string("")

    def bare(page: Page, request: Any, *_args: Any, **_kwargs: Any) -> TemplateResponse:
        bool(request.user.is_authenticated)  # Reads session and user, as every page's frame does.
        return TemplateResponse(request, empty, Page.get_context(page, request))

    def without_templates() -> Any:
        return mock.patch.object(HomePage, "serve", bare)

    spent: list[float] = []
    read = reading.page_asked_for

    def timed_reading(*args: Any) -> Any:
        began = time.process_time()
        try:
            return read(*args)
        finally:
            spent.append((time.process_time() - began) * 1000)

    found: dict[str, Any] = {}
    for name, key in (("signed out", ""), ("signed in", session)):
        with without_templates():
            bare_queries = queries_of(application, key)
        queries = queries_of(application, key)
        ours, wagtails = [], []
        spent.clear()
        for _run in range(runs):  # In turns: what else the machine does falls on both alike.
            with mock.patch("feeds.templatetags.feeds_tags.page_asked_for", timed_reading):
                ours.append(timed(application, key))
            with without_templates():
                wagtails.append(timed(application, key))
        found[name] = queries, median(ours)
        found[f"{name}, empty"] = bare_queries, median(wagtails)
        found[f"{name}, reading"] = median(spent)
    store = redis.from_url(settings.REDIS_URL)
    times = []
    for _run in range(runs):
        _draw.cache_clear()
        store.flushall()
        times.append(timed(application, ""))
    found["undrawn"] = median(times)
    print(json.dumps(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=100, help="customer posts in the seeded site")
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--session", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.session:
        measure(options.session, options.runs)
        return
    print("Starting servers and seeding the demo brand …", flush=True)
    with Site(options.posts) as site:
        command = [sys.executable, "-m", "benchmarks.front_page"]
        command += ["--runs", str(options.runs), "--session", site.session]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=site.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found = json.loads(done.stdout.splitlines()[-1])
    rows = []
    for name, (queries, milliseconds) in MOST.items():
        (all_queries, all_ms), (bare_queries, bare_ms) = found[name], found[f"{name}, empty"]
        rows += [
            [f"{name}: an empty template", str(bare_queries), f"{bare_ms:.1f}", "", ""],
            [f"{name}: the front page", str(all_queries), f"{all_ms:.1f}", "", ""],
            [
                "– beyond it",
                str(all_queries - bare_queries),
                f"{all_ms - bare_ms:.1f}",
                str(queries),
                f"{milliseconds:g}",
            ],
            ["– reading the feed, of that", "", f"{found[f'{name}, reading']:.1f}", "", ""],
        ]
    rows.append(["signed out: nothing kept or drawn before", "", f"{found['undrawn']:.1f}", "", ""])
    head = ["what", "queries", "CPU ms", "queries at most", "CPU ms at most"]
    how = f"median of {options.runs} answers in one process, {options.posts} posts, production settings"
    print(f"\n{record('Front page', command=COMMAND, how=how, table=table_of(head, rows))}")


if __name__ == "__main__":
    main()
