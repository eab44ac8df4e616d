"""What the site says about itself: one line for each request and each task, and nothing about people.

JSON in production, readable in development. A line never holds a body, a mail address, a network
address, a token or a full path (paths carry confirmation keys and names): requests are named by their
route, and `scrub` takes out what a library or an exception put into its text all the same.
"""

import ipaddress
import logging.config
import re
import secrets
import sys
import time
from collections.abc import Callable
from typing import Any

import structlog
from celery import signals
from django.db import connection
from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, Processor, WrappedLogger

log = structlog.get_logger("alongside")

REQUEST_ID = "X-Request-Id"
# A machine asks these every few seconds; they would drown the rest.
QUIET_ROUTES = {"healthz", "readyz"}
# Beat sends these every few seconds; they are heard of when they fail.
QUIET_TASKS = {"jobs.tasks.beat_heart", "pagecache.tasks.sweep_raises"}

MAIL_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Anything that could be a network address; `ipaddress` then says whether it is one.
PERHAPS_ADDRESS = re.compile(
    r"(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){1,7}(?:\d{0,3}(?:\.\d{1,3}){3})?(?![\w:])"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)"
)
# What follows a question mark, and long random pieces of a path, such as mailed keys.
SECRET_PIECE = re.compile(r"(?<=\?)[^\s\"'<>]{3,}|(?<=/)[\w:-]{24,}")
# PostgreSQL quotes the whole row, bodies included, below the message of a refused statement.
ROW_DETAIL = re.compile(r"DETAIL:.*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL)


# --- Setting up -----------------------------------------------------------------------------------


def configure(options: dict[str, Any]) -> None:
    """Set up structlog and the standard library's logging alike; Django's LOGGING_CONFIG.

    `options` holds `level` (a name of the logging module) and `json` (one JSON object a line, or text).
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        # Only the request, for `name_the_route`: other extras hold arguments and addresses.
        structlog.stdlib.ExtraAdder(allow=["request"]),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Plain text: structlog's richer tracebacks print local variables, and with them bodies and tokens.
        structlog.processors.format_exc_info,
        name_the_route,
        scrub,
    ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        *_renderer(as_json=options["json"]),
                    ],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["out"], "level": options["level"]},
            "loggers": {
                # Its own request lines hold full paths; `RequestLog` writes ours.
                "django.server": {"handlers": [], "propagate": False},
                # Says each 4xx once more, after our line; a 500 comes with its traceback.
                "django.request": {"level": "ERROR"},
                # Says each task twice; the signals below say it once, with its time.
                "celery.app.trace": {"level": "ERROR"},
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.beat": {"level": "WARNING"},
                "httpx": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _renderer(*, as_json: bool) -> list[Processor]:
    if as_json:
        return [structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


# --- Nothing about people -------------------------------------------------------------------------


def name_the_route(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Put the route's name in place of the path in lines of Django's that come with their request."""
    request = event.pop("request", None)
    if isinstance(request, HttpRequest):
        for path in {request.get_full_path(), request.path}:
            if path != "/":
                event["event"] = str(event["event"]).replace(path, route_of(request))
    return event


def scrub(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Take mail addresses, network addresses, query strings and keys out of every text of a line."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = scrubbed(value)
        elif not isinstance(value, str | int | float | bool | None) and not key.startswith("_"):
            event[key] = scrubbed(str(value))
    return event


def scrubbed(text: str) -> str:
    """Return `text` without quoted rows, mail and network addresses, query strings and keys in paths."""
    text = ROW_DETAIL.sub("DETAIL: […]", text)
    text = MAIL_ADDRESS.sub("[mail]", text)
    text = PERHAPS_ADDRESS.sub(_hide_address, text)
    return SECRET_PIECE.sub("[…]", text)


def _hide_address(found: re.Match[str]) -> str:
    try:
        ipaddress.ip_address(found[0])
    except ValueError:
        return found[0]
    return "[address]"


def route_of(request: HttpRequest) -> str:
    """Name the route of a resolved request: its name, or its pattern without values."""
    match = request.resolver_match
    if match is None:
        return "unresolved"
    return match.view_name if match.url_name else match.route


# --- One line for each request --------------------------------------------------------------------


class RequestLog:
    """Give each request an id of ours, and say in one line how it went.

    The id is in every line that is written meanwhile and in the response's `X-Request-Id`. One from
    outside is never taken over: a stranger could forge lines with it. Pages that the WSGI layer answers
    from the cache never come here and have no line.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        queries = QueryCount()
        started = time.perf_counter()
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            connection.execute_wrapper(queries),
        ):
            response = self.get_response(request)
            response.headers[REQUEST_ID] = request_id
            route = route_of(request)
            say = log.debug if route in QUIET_ROUTES else log.info
            say(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=milliseconds_since(started),
                queries=queries.count,
            )
        return response


class QueryCount:
    """Counts the statements that go through it; used as a database execute wrapper."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def milliseconds_since(started: float) -> float:
    """Return the time since a `time.perf_counter()` reading, in milliseconds to one decimal."""
    return round((time.perf_counter() - started) * 1000, 1)


# --- One line for each task -----------------------------------------------------------------------


@signals.task_prerun.connect
def note_task_start(task_id: str, task: Any, **kwargs: Any) -> None:
    """Put the task's name and id into every line that is written while it runs."""
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)
    task.request.started_here = time.perf_counter()


@signals.task_postrun.connect
def say_task_end(task_id: str, task: Any, state: str | None = None, **kwargs: Any) -> None:
    """Say how the task went; the arguments are ids and stay out."""
    started = getattr(task.request, "started_here", time.perf_counter())
    say = log.debug if task.name in QUIET_TASKS and state == "SUCCESS" else log.info
    say("task", state=state, ms=milliseconds_since(started))
    structlog.contextvars.unbind_contextvars("task", "task_id")
