"""Two questions a machine asks: is the process alive, and can it do its work?"""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from jobs.actions import heartbeat_age
from jobs.models import Heartbeat

OK = "ok"
NOT_CONFIGURED = "not configured"
REDIS_TIMEOUT = 0.2


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked, so nothing else can fail it."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Name the state of the database, Redis and the worker: 200 if all can work, else 503."""
    checks: dict[str, Callable[[], str]] = {"database": database, "redis": redis, "worker": worker}
    states = {name: check() for name, check in checks.items()}
    is_ready = all(state in (OK, NOT_CONFIGURED) for state in states.values())
    response = JsonResponse(states, status=200 if is_ready else 503)
    # Whoever asks reads the answer; Django would log every 503 as an error of its own.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return OK


def redis() -> str:
    """Ask Redis itself, past the pauses that spare visitors. Having none is no fault in development."""
    if not settings.REDIS_URL:
        return NOT_CONFIGURED
    with Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT, socket_connect_timeout=REDIS_TIMEOUT, retry=None
    ) as client:
        try:
            client.ping()
        except (RedisError, OSError):
            return "unreachable"
    return OK


def worker() -> str:
    try:
        age = heartbeat_age()
    except DatabaseError:
        return "unknown"
    if age is None:
        return "never seen"
    return OK if age < Heartbeat.FRESH else f"last seen {age.total_seconds():.0f} s ago"
