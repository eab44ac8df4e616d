"""Which addresses are films we know how to play, and what is asked about them. Without the ORM.

A film's site is one of a short list: its page is recognised, its player's address is ours to write, and what
the site answers about it (oEmbed) gives a title, a shape and a picture, never markup.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings

YOUTUBE, VIMEO, PEERTUBE = "YouTube", "Vimeo", "PeerTube"
WIDE = (1280, 720)
"""The shape of a film nobody has told us the shape of, in pixels."""

_YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
_YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
_YOUTUBE_PATH = re.compile(r"/(?:shorts|live|embed|v)/([\w-]{11})/?", re.ASCII)
_VIMEO_PATH = re.compile(r"/(?:channels/\w+/|groups/\w+/videos/|video/)?(\d{1,12})(?:/([0-9a-f]{6,20}))?/?")
_VIMEO_HASH = re.compile(r"[0-9a-f]{6,20}")
_PEERTUBE_PATH = re.compile(r"/(?:w|videos/watch|videos/embed)/([0-9A-Za-z-]{20,36})/?")
_LARGEST = 10_000


@dataclass(frozen=True)
class Film:
    """One film. `page` is its address as everybody writes it, `player` the address of the frame that plays
    it, `oembed` the address that tells about it."""

    site: str
    page: str
    player: str
    oembed: str

    @property
    def player_origin(self) -> str:
        parts = urlsplit(self.player)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Description:
    """What a site tells of a film; texts are "" where it says nothing, the size is the player's."""

    title: str
    author: str
    width: int
    height: int
    picture_url: str


def film_at(address: str) -> Film | None:
    """Return the film whose page is at `address`, None where we know of none."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or port not in (None, 80, 443):
        return None
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host in _YOUTUBE_HOSTS or host == "youtu.be":
        return _youtube(host, parts.path, asked)
    if host in ("vimeo.com", "player.vimeo.com"):
        return _vimeo(parts.path, asked)
    if host in settings.PEERTUBE_HOSTS:
        return _peertube(host, parts.path)
    return None


def is_film_site(host: str) -> bool:
    """Say whether `host`, without "www.", is a site whose films we know by their addresses."""
    known = {*_YOUTUBE_HOSTS, "youtu.be", "vimeo.com", "player.vimeo.com", *settings.PEERTUBE_HOSTS}
    return host in known


def _youtube(host: str, path: str, asked: dict[str, str]) -> Film | None:
    short = _YOUTUBE_PATH.fullmatch(path)
    found = short[1] if short else path.strip("/") if host == "youtu.be" else asked.get("v", "")
    if not _YOUTUBE_ID.fullmatch(found) or (host != "youtu.be" and not short and path != "/watch"):
        return None
    page = f"https://www.youtube.com/watch?v={found}"
    return Film(
        YOUTUBE,
        page,
        f"https://www.youtube-nocookie.com/embed/{found}?autoplay=1&rel=0",
        _asking("https://www.youtube.com/oembed", page),
    )


def _vimeo(path: str, asked: dict[str, str]) -> Film | None:
    match = _VIMEO_PATH.fullmatch(path)
    if match is None:
        return None
    number, secret = match[1], match[2] or asked.get("h", "")
    if secret and not _VIMEO_HASH.fullmatch(secret):
        return None
    page = f"https://vimeo.com/{number}/{secret}" if secret else f"https://vimeo.com/{number}"
    player = f"https://player.vimeo.com/video/{number}?autoplay=1&dnt=1" + (f"&h={secret}" if secret else "")
    return Film(VIMEO, page, player, _asking("https://vimeo.com/api/oembed.json", page, dnt="1"))


def _peertube(host: str, path: str) -> Film | None:
    match = _PEERTUBE_PATH.fullmatch(path)
    if match is None:
        return None
    page = f"https://{host}/w/{match[1]}"
    player = f"https://{host}/videos/embed/{match[1]}?autoplay=1&p2p=0"
    return Film(PEERTUBE, page, player, _asking(f"https://{host}/services/oembed", page))


def _asking(endpoint: str, page: str, **more: str) -> str:
    return f"{endpoint}?{urlencode({'url': page, 'format': 'json', 'maxwidth': WIDE[0], **more})}"


def films_in(blocks: Iterable[dict[str, Any]]) -> dict[str, Film]:
    """Return the films among stored blocks (`page.body.raw_data`), by the addresses that were typed."""
    typed = [block["value"].get("address") or "" for block in blocks if block["type"] == "video"]
    found = ((address, film_at(address)) for address in typed)
    return {address: film for address, film in found if film is not None}


def read_description(body: bytes) -> Description:
    """Return what an oEmbed answer tells; raises ValueError for one that tells of no film."""
    try:
        told = json.loads(body)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep
    if not isinstance(told, dict) or told.get("type") != "video":
        raise ValueError("no description of a film")
    width, height = _length(told.get("width")), _length(told.get("height"))
    if not (width and height):
        width, height = WIDE
    return Description(
        title=_text(told.get("title")),
        author=_text(told.get("author_name")),
        width=width,
        height=height,
        picture_url=_text(told.get("thumbnail_url"), 500),
    )


def _length(number: Any) -> int:
    """Return a side in pixels, 0 where none is told."""
    return number if type(number) is int and 1 <= number <= _LARGEST else 0


def _text(value: Any, at_most: int = 200) -> str:
    return value.replace("\0", "")[:at_most].strip() if isinstance(value, str) else ""


def pictures_at(url: str) -> list[str]:
    """Return where a film's picture may be, the best first: YouTube names its smallest."""
    large = url.replace("/hqdefault.", "/maxresdefault.")
    return list(dict.fromkeys([large, url])) if url else []
