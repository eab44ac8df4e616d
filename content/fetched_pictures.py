"""Pictures of other sites, fetched and drawn anew: what films and links are shown with.

The files lie in public storage under names nobody can guess; a reader's browser never asks the other site.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fetching import FetchError, fetch
from fetching.child import ChildFailed
from fetching.redrawing import draw_anew

FETCH_SECONDS = 10.0
MAX_BYTES = 2 * 1024 * 1024


def keep_picture(addresses: Iterable[str], *, folder: str, at_least: int = 1) -> list[dict[str, Any]]:
    """Fetch the first of `addresses` that answers and store its sizes, smallest first.

    Raises FetchError for a picture that cannot be had or read, or is narrower or lower than `at_least`
    pixels.
    """
    for address in addresses:
        answer = fetch(address, deadline=FETCH_SECONDS, max_bytes=MAX_BYTES)
        if answer.status == 200:
            break
    else:
        raise FetchError
    try:
        made = draw_anew(answer.body)
    except ChildFailed as failed:
        raise FetchError from failed
    if min(made[-1].width, made[-1].height) < at_least:
        raise FetchError
    place = f"{folder}/{secrets.token_urlsafe(16)}"
    return [
        {
            "name": default_storage.save(f"{place}/{one.width}.webp", ContentFile(one.data)),
            "width": one.width,
            "height": one.height,
        }
        for one in made
    ]


def forget_picture(sizes: Iterable[dict[str, Any]]) -> None:
    """Delete the files of a picture that `keep_picture` stored."""
    for size in sizes:
        default_storage.delete(size["name"])
