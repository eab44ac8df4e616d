"""The one way out to the internet: a guarded fetch and a limited child that reads what strangers sent.

    from fetching import FetchError, fetch
    from fetching.child import run_limited
    from fetching.feeds import parse_feed

The names below are loaded when they are first asked for. The limited child imports modules of this very
package, and it must not load Django or an HTTP client into its small memory on the way.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import MAX_BYTES, MAX_SECONDS, Response, fetch, post_form
    from .errors import (
        BadAddress,
        BadAnswer,
        FetchError,
        ForbiddenAddress,
        TooLarge,
        TooManyRedirects,
        TooSlow,
        Unreachable,
    )

__all__ = [
    "MAX_BYTES",
    "MAX_SECONDS",
    "BadAddress",
    "BadAnswer",
    "FetchError",
    "ForbiddenAddress",
    "Response",
    "TooLarge",
    "TooManyRedirects",
    "TooSlow",
    "Unreachable",
    "fetch",
    "post_form",
]

_CLIENT = {"MAX_BYTES", "MAX_SECONDS", "Response", "fetch", "post_form"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".client" if name in _CLIENT else ".errors", __name__), name)
