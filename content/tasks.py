"""When editorial works by itself."""

from celery import shared_task
from django.core.management import call_command

from content import share_pictures
from content.actions import pictures, videos


@shared_task
def publish_scheduled() -> None:
    """Publish what is due and take down what has expired."""
    call_command("publish_scheduled")


@shared_task(slow=True)
def draw_share_picture(pk: int) -> None:
    """Draw what stands for a page where its address is shared."""
    share_pictures.draw_for_page(pk)


@shared_task(slow=True)
def sweep_share_pictures() -> None:
    """Delete the share pictures of pages that were taken down."""
    share_pictures.sweep_pages()


@shared_task(slow=True)
def fetch_video(pk: int) -> None:
    """Ask a film's site about it."""
    videos.fetch_video(pk)


@shared_task
def sweep_videos() -> None:
    """Find the films that are due."""
    videos.sweep_videos()


@shared_task(slow=True)
def prepare_picture(pk: int) -> None:
    """Make the files in which pages show a picture."""
    pictures.prepare_picture(pk)


@shared_task(slow=True)
def prepare_avif(pk: int) -> None:
    """Make the smaller files that newer browsers take."""
    pictures.prepare_avif(pk)


@shared_task
def sweep_pictures() -> None:
    """Find pictures whose message was lost, and those nobody sent one for."""
    pictures.sweep_pictures()
