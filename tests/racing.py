"""Several things at the same moment, with real threads and transactions: PostgreSQL only."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def at_once(*calls: Callable[[], Any], refusals: tuple[type[Exception], ...] = ()) -> list[Any]:
    """Run the calls at the same moment, each on a connection of its own; return what each gave or raised.

    `refusals` are what a call may raise; anything else is left undone and seen by what is missing.
    """
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            results[number] = call()
        except refusals as refusal:
            results[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    return results
