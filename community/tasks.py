"""What the room does later. One line each: the action is named, and may come twice, late, or for nothing."""

from celery import shared_task

from community import share_pictures
from community.actions import (
    awarding,
    data_exports,
    drafts,
    inviting,
    levels,
    link_cards,
    mail,
    photos,
    polling,
    receipts,
    updates,
    weighing,
)


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
def prepare_receipt(pk: int) -> None:
    """Draw the picture of a receipt anew."""
    receipts.prepare_receipt(pk)


@shared_task
def discard_receipt_file(name: str) -> None:
    """Delete the picture of a receipt that was decided on or taken back."""
    receipts.discard_receipt_file(name)


@shared_task(slow=True)
def sweep_receipts() -> None:
    """Find receipts whose message was lost, and pictures that are nobody's."""
    receipts.sweep_receipts()


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


@shared_task(slow=True)
def refresh_weights() -> None:
    """Weigh the ratings of all members as they stand tonight."""
    weighing.refresh_weights()


@shared_task
def forget_networks() -> None:
    """Drop from which networks ratings came."""
    weighing.forget_networks()


@shared_task
def drop_stale_drafts() -> None:
    """Delete drafts nobody came back for."""
    drafts.drop_stale_drafts()


@shared_task
def forget_unused_invitations() -> None:
    """Delete the addresses of people who did not answer."""
    inviting.forget_unused_invitations()


@shared_task
def recognise_member(pk: int) -> None:
    """Give a member the badges and the level they have just earned."""
    awarding.award_badges([pk])
    levels.raise_levels([pk])


@shared_task(slow=True)
def recognise_members() -> None:
    """Give everybody the badges and the level they have earned; take what has lost its ground."""
    awarding.award_badges()
    levels.raise_levels()


@shared_task
def ask_how_they_hold_up() -> None:
    """Ask the authors of reviews that are half a year old."""
    updates.ask_how_they_hold_up()


@shared_task(slow=True)
def poll_due_blogs() -> None:
    """Visit the blogs that are due."""
    polling.poll_round()


@shared_task
def forget_old_fetches() -> None:
    """Delete the log of visits to blogs long past."""
    polling.forget_old_fetches()


@shared_task(slow=True)
def fetch_link_card(pk: int) -> None:
    """Ask a site about a page that posts link to."""
    link_cards.fetch_link_card(pk)


@shared_task
def sweep_link_cards() -> None:
    """Find the cards that are due."""
    link_cards.sweep_link_cards()
