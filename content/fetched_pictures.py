"""Pictures of other sites, fetched and drawn anew: what films and links are shown with.

The files lie in public storage under names nobody can guess; a reader's browser never asks the other site.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fetching import FetchError, fetch, pictures
from fetching.child import ChildFailed, run_limited

FETCH_SECONDS = 10.0
MAX_BYTES = 2 * 1024 * 1024
CHILD_MEMORY_MB, CHILD_SECONDS = 512, 10.0


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
        packed = run_limited(
            "fetching.pictures:reencode", answer.body, memory_mb=CHILD_MEMORY_MB, seconds=CHILD_SECONDS
        )
        made = pictures.unpack(packed)
    except (ChildFailed, ValueError) as failed:
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
