"""What editorial does when something happens to a page in Wagtail; each receiver makes one call."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

import jobs
from content import actions, tasks
from content.actions import legal, videos
from content.models import LegalPage


@receiver([page_published, page_unpublished])
def refresh_page(instance: Page, **kwargs: object) -> None:
    actions.page_changed(instance)


@receiver(page_published)
def follow_videos(instance: Page, **kwargs: object) -> None:
    videos.note_videos(instance)


@receiver([page_published, post_page_move], sender=LegalPage)
def link_legal(instance: LegalPage, **kwargs: object) -> None:
    legal.legal_changed()


@receiver(page_unpublished, sender=LegalPage)
def unlink_legal(instance: LegalPage, **kwargs: object) -> None:
    """Sent before a page is deleted too, while its row still says that it is live."""
    legal.legal_changed(without=instance.pk)


@receiver(page_published)
def draw_share_picture(instance: Page, **kwargs: object) -> None:
    jobs.enqueue(tasks.draw_share_picture, instance.pk)


@receiver(post_page_move)
def refresh_moved(instance: Page, **kwargs: object) -> None:
    actions.branch_changed(instance.pk)


@receiver(page_slug_changed)
def follow_page_slug(instance: Page, instance_before: Page, **kwargs: object) -> None:
    actions.page_readdressed(instance, before=instance_before.url_path)


@receiver(post_page_move)
def follow_page_move(instance: Page, url_path_before: str, **kwargs: object) -> None:
    actions.page_readdressed(instance, before=url_path_before)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def refresh_restricted(instance: PageViewRestriction, **kwargs: object) -> None:
    """A restriction sends no publish signal, and what it hides must not be answered from the cache."""
    actions.branch_changed(instance.page_id)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def relink_legal(instance: PageViewRestriction, **kwargs: object) -> None:
    legal.legal_changed()
