"""What the room does later. One line each: the action is named, and may come twice, late, or for nothing."""

from celery import shared_task

import jobs
from community import share_pictures
from community.actions import blogs, data_exports, drafts, inviting, mail, photos
from community.models import Blog


@shared_task(slow=True)
def prepare_photo(pk: int) -> None:
    """Draw an uploaded photo anew."""
    photos.prepare_photo(pk)


@shared_task
def settle_photo(pk: int) -> None:
    """Move a photo's files to where they belong now."""
    photos.settle_photo(pk)


@shared_task(slow=True)
def sweep_photos() -> None:
    """Find photos whose message was lost."""
    photos.sweep_photos()


@shared_task
def discard_photo(pk: int) -> None:
    """Delete the files of a photo that is nobody's any more."""
    photos.discard_photo(pk)


@shared_task(slow=True)
def prepare_data_export(pk: int) -> None:
    """Make a copy of a member's data."""
    data_exports.prepare_export(pk)


@shared_task(slow=True)
def sweep_data_exports() -> None:
    """Make copies whose message was lost, throw away old ones."""
    data_exports.sweep_exports()


@shared_task(slow=True)
def draw_share_picture(pk: int) -> None:
    """Draw what stands for a post where its address is shared."""
    share_pictures.draw_for_post(pk)


@shared_task(slow=True)
def sweep_share_pictures() -> None:
    """Delete the share pictures of posts that are public no longer."""
    share_pictures.sweep_posts()


@shared_task
def send_due_mail() -> None:
    """Send the mails that are due."""
    mail.send_due_mail()


@shared_task
def drop_stale_drafts() -> None:
    """Delete drafts nobody came back for."""
    drafts.drop_stale_drafts()


@shared_task
def forget_unused_invitations() -> None:
    """Delete the addresses of people who did not answer."""
    inviting.forget_unused_invitations()


@shared_task(slow=True)
def poll_due_blogs() -> None:
    """Hand every due blog to a task of its own, so that a slow host holds nobody back."""
    for pk in Blog.objects.due().order_by("next_fetch_at").values_list("pk", flat=True)[:200]:
        jobs.enqueue(poll_blog, pk)


@shared_task(slow=True)
def poll_blog(pk: int) -> None:
    """Visit one blog if it is still due."""
    blogs.poll_due_blog(pk)
