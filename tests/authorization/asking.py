"""Sends one request as one of the cast, and says in a word what came of it. Nothing that it did remains."""

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver

from tests.authorization.people import World, drawn
from tests.authorization.staff_table import STAND_INS

# Where refusals lead.
SIGN_IN = re.compile(r"^(/nb)?/accounts/login/")
STAFF_DOOR = "/cms/login/"
STAFF_HOME = "/cms/"
# What any answer may write: who is signed in, what they are told next, how often they came.
INCIDENTAL = ("django_session", "django_cache", "feeds_reader")
WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


def routes() -> dict[str, URLPattern]:
    """Return every route of the site, as the resolver knows it."""

    def below(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from below(pattern, route)
            else:
                # As a match names it.
                yield route.replace("/^", "/"), pattern

    return dict(below(get_resolver(), ""))


def address_of(route: str, world: World) -> str:
    """Return an address on one of Wagtail's routes, with numbers of things there are."""
    names = {name: str(value) for name, value in world.names.items()}
    for start, chosen in STAND_INS:
        if route.startswith(start):
            names = {name: value.format(**world.names) for name, value in chosen.items()} | names

    def stand_in(match: re.Match[str]) -> str:
        return names.get(match[1].rpartition(":")[2], "1")

    address = re.sub(r"\(\?P<(\w+)>[^)]*\)", stand_in, route.replace(r"\.", "."))
    address = re.sub(r"<([\w:]+)>", stand_in, address)
    return "/" + re.sub(r"\(.*?\)", "1", address.replace("^", "").replace("$", "").replace(".*", "nothing"))


def ask(
    world: World, who: str, method: str, address: str, form: dict[str, Any] | None = None
) -> tuple[str, set[str]]:
    """Return what `who` is answered, and the tables that were written to on the way."""
    client = world.clients[who]
    cookies = copy.deepcopy(client.cookies)
    with thrown_away(), writes() as written:
        answer = (
            client.generic(method, address) if form is None else client.post(address, filled(world, form))
        )
        word = outcome(world, who, method, address, answer)
    client.cookies = cookies
    return word, written


def outcome(world: World, who: str, method: str, address: str, answer: Any) -> str:
    """Put an answer into a word of the table."""
    if 300 <= answer.status_code < 400:
        target = answer["Location"]
        if SIGN_IN.match(target):
            return "in"
        if target.startswith(STAFF_DOOR):
            return outcome(world, who, "GET", target, world.clients[who].get(target))
        # Wagtail refuses those who may enter by sending them back to its front page.
        return "no" if target == STAFF_HOME else "to"
    return {200: "ok", 403: "no"}.get(answer.status_code, str(answer.status_code))


def filled(world: World, form: dict[str, Any]) -> dict[str, Any]:
    """Put the world's names into a form's values, and a picture where one belongs."""
    values: dict[str, Any] = {name: str(value).format(**world.names) for name, value in form.items()}
    for name in {"photo", "receipt"} & set(values):
        values[name] = drawn()
    return values


@contextmanager
def thrown_away() -> Iterator[None]:
    """Undo whatever the block wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def writes() -> Iterator[set[str]]:
    """Collect the tables the block writes to, less the incidental ones."""
    found: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (match := WRITES.match(sql)) and match[2] not in INCIDENTAL:
            found.add(match[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found
