"""The films of live pages: noted when a page is published, described by a task, looked after every week."""

from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Page

import jobs
from content.fetched_pictures import FETCH_SECONDS, forget_picture, keep_picture
from content.models import EditorialPage, Video
from content.video import film_at, films_in, pictures_at, read_description
from fetching import FetchError, fetch
from pagecache import raise_generations

MAX_DESCRIPTION = 64 * 1024  # bytes
AGAIN = timedelta(days=7)
"""A film may be renamed or taken down: its site is asked once a week."""
LEASE = timedelta(minutes=10)
"""How long one worker has a film for itself."""
SHORTEST = timedelta(minutes=2)
"""The wait after a first failure; each further one doubles it, up to a week."""


@transaction.atomic
def note_videos(page: Page) -> None:
    """Have the sites of a published page's films asked about those that are new or not well."""
    from content import tasks

    if not isinstance(page, EditorialPage):
        return
    pages = {film.page for film in films_in(page.body.raw_data).values()}
    Video.objects.bulk_create((Video(page=address) for address in pages), ignore_conflicts=True)
    waiting = Video.objects.filter(page__in=pages).exclude(state=Video.State.READY)
    waiting.update(due_at=timezone.now(), attempts=0)
    for pk in waiting.values_list("pk", flat=True):
        jobs.enqueue(tasks.fetch_video, pk)


def fetch_video(pk: int, *, oembed: str = "") -> None:
    """Ask a film's site about it if that is due, and keep its picture; `oembed` asks there instead.

    A film that no page shows any more is forgotten.
    """
    now = timezone.now()
    if not Video.objects.due().filter(pk=pk).update(due_at=now + LEASE):
        return
    video = Video.objects.get(pk=pk)
    film = film_at(video.page)
    if film is None or not _is_shown(video):
        _forget(video)
        return
    try:
        answer = fetch(oembed or film.oembed, deadline=FETCH_SECONDS, max_bytes=MAX_DESCRIPTION)
        if answer.status in (404, 410):
            _settle(video, state=Video.State.GONE)
        elif answer.status in (401, 403):
            _settle(video, state=Video.State.ELSEWHERE)
        else:
            _describe(video, answer.body)
    except (FetchError, ValueError):
        _try_again(video)


def _describe(video: Video, answer: bytes) -> None:
    """Keep what the site tells; raises `FetchError` or ValueError for what cannot be read."""
    told = read_description(answer)
    new_picture = bool(told.picture_url) and told.picture_url != video.picture_url
    _settle(
        video,
        state=Video.State.READY,
        title=told.title,
        author=told.author,
        width=told.width,
        height=told.height,
    )
    if new_picture:
        _keep_picture(video, told.picture_url)


def _keep_picture(video: Video, url: str) -> None:
    """Fetch a film's picture and store it drawn anew, in place of the one before."""
    before = video.renditions
    sizes = keep_picture(pictures_at(url), folder="videos")
    _settle(video, picture_url=url, renditions=sizes)
    forget_picture(before)


@transaction.atomic
def _settle(video: Video, **told: object) -> None:
    """Write down what was learnt, and have the pages that show the film drawn anew if it differs."""
    differs = {name for name, value in told.items() if getattr(video, name) != value}
    for name, value in {**told, "attempts": 0, "due_at": timezone.now() + AGAIN}.items():
        setattr(video, name, value)
    video.save(update_fields=[*told, "attempts", "due_at"])
    if differs:
        raise_generations(f"video:{video.pk}")


def _try_again(video: Video) -> None:
    """Nothing is known against the film: what was known stays, and it is asked for later."""
    wait = min(SHORTEST * 2 ** min(video.attempts, 12), AGAIN)
    Video.objects.filter(pk=video.pk).update(attempts=video.attempts + 1, due_at=timezone.now() + wait)


def _is_shown(video: Video) -> bool:
    """Say whether any page names the film: its own name stands in every spelling of its address."""
    name = video.page.rpartition("=" if "=" in video.page else "/")[2]
    kinds = [model for model in apps.get_models() if issubclass(model, EditorialPage)]
    words = Cast("body", TextField())
    return any(kind.objects.alias(words=words).filter(words__contains=name).exists() for kind in kinds)


def _forget(video: Video) -> None:
    forget_picture(video.renditions)
    video.delete()


def sweep_videos() -> None:
    """Ask about the films that are due: a lost message, a failure, or a week gone by."""
    from content import tasks

    for pk in Video.objects.due().order_by("due_at").values_list("pk", flat=True)[:50]:
        jobs.enqueue(tasks.fetch_video, pk)
