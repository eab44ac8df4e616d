"""Films as a page prints them: our own picture and a button; the film's site is asked when it is pressed."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import SimpleLazyObject

from content.cards import Picture, picture_from
from content.models import EditorialPage, Video
from content.video import Film, films_in
from pagecache import note


@dataclass(frozen=True)
class ShownFilm:
    """A film in its place. `player` is "" where it cannot be played here, `width` and `height` its shape."""

    site: str
    page: str
    player: str
    title: str
    author: str
    width: int
    height: int
    picture: Picture | None
    is_gone: bool

    @property
    def is_tall(self) -> bool:
        return self.height > self.width


def film_context(page: EditorialPage) -> dict[str, Any]:
    """Return what a page needs for its films: them, once it asks, and whom the policy must let in."""
    films = films_in(page.body.raw_data)
    return {
        "films": SimpleLazyObject(lambda: shown_films(films)),
        "players": sorted({film.player_origin for film in films.values()}),
    }


def shown_films(films: dict[str, Film]) -> dict[str, ShownFilm]:
    """Return the films by the addresses typed, in one query."""
    rows = {row.page: row for row in Video.objects.filter(page__in={film.page for film in films.values()})}
    note(*(f"video:{row.pk}" for row in rows.values()), keep=False)
    return {address: _shown(film, rows.get(film.page) or Video()) for address, film in films.items()}


def _shown(film: Film, row: Video) -> ShownFilm:
    plays = row.state in (Video.State.WAITING, Video.State.READY)
    return ShownFilm(
        site=film.site,
        page=film.page,
        player=film.player if plays else "",
        title=row.title,
        author=row.author,
        width=row.width,
        height=row.height,
        picture=picture_from(row.renditions) if row.renditions else None,
        is_gone=row.state == Video.State.GONE,
    )
