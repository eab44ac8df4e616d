"""Reading a web page: what it says of itself, by Open Graph or by HTML's own means."""

import json
from dataclasses import dataclass

from .child import ChildFailed, run_limited
from .errors import BadAnswer

CHILD_MEMORY_MB = 112
PARSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class WebPage:
    """What a page says of itself: each one line of plain text of a stranger's, "" where it says nothing.
    `picture_url` is absolute, http or https; nobody has been there yet."""

    title: str
    description: str
    site_name: str
    author: str
    picture_url: str


def parse_page(body: bytes, *, content_type: str, url: str) -> WebPage:
    """Read the head of a page fetched from `url` (after redirects), in a limited child. Raises BadAnswer."""
    first = json.dumps({"content_type": content_type, "url": url}).encode()
    try:
        answer = run_limited(
            "fetching.page_parser:parse",
            first + b"\n" + body,
            memory_mb=CHILD_MEMORY_MB,
            seconds=PARSE_SECONDS,
        )
    except ChildFailed as error:
        raise BadAnswer from error
    return WebPage(**json.loads(answer))
