"""What an editorial page's template gets."""

from typing import Any


def page_context(page: Any, request: Any) -> dict[str, Any]:
    return {}
