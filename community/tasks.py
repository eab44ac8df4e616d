"""What the room does later. One line each: the action is named, and may come twice, late, or for nothing."""

from celery import shared_task

from community.actions import drafts, mail, photos


@shared_task(queue="slow")
def prepare_photo(pk: int) -> None:
    """Draw an uploaded photo anew."""
    photos.prepare_photo(pk)


@shared_task
def settle_photo(pk: int) -> None:
    """Move a photo's files to where they belong now."""
    photos.settle_photo(pk)


@shared_task(queue="slow")
def sweep_photos() -> None:
    """Find photos whose message was lost."""
    photos.sweep_photos()


@shared_task
def send_due_mail() -> None:
    """Send the mails that are due."""
    mail.send_due_mail()


@shared_task
def drop_stale_drafts() -> None:
    """Delete drafts nobody came back for."""
    drafts.drop_stale_drafts()
