"""Actions that touch many rows: two of them may wait for each other, and the database then ends one."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

ATTEMPTS = 3
DEADLOCK = "40P01"
"""PostgreSQL's word for it; SQLite lets one writer in and knows none."""
_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


def repeated_on_deadlock(action: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
    """Run an atomic action again where the database ended it so that another one could go on.

    Words are locked in one order, but what follows them (feeds of a room above) in the order of the words: no
    order holds for all. Nothing of what was ended is left, mails and tasks included. Inside a transaction it
    runs once: only the outermost can be repeated.
    """

    @wraps(action)
    def repeated(*args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
        attempts = 1 if connection.in_atomic_block else ATTEMPTS
        while True:
            attempts -= 1
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                if attempts < 1 or getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                    raise

    return repeated
