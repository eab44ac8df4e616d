"""Sending what members are told: each mail is claimed in its row first, so that two workers send one."""

from datetime import timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.utils import timezone

from community.mails import message_for
from community.models import Notification

log = structlog.get_logger(__name__)

CLAIM = timedelta(minutes=10)
"""How long a claim holds: a mail that failed, or whose worker died, is tried again after it."""
BATCH = 200


def send_due_mail() -> int:
    """Send every mail that is due; returns how many went out. A mail that fails waits for the next try."""
    release_claims()
    due = Notification.objects.due().order_by("send_after", "pk").values_list("pk", flat=True)[:BATCH]
    return sum(send_mail(pk) for pk in list(due))


def release_claims() -> None:
    """Let mails be tried again whose claim led to nothing."""
    Notification.objects.filter(
        mailed_at=None, cancelled_at=None, claimed_at__lt=timezone.now() - CLAIM
    ).update(claimed_at=None)


def send_mail(pk: int) -> bool:
    """Send one notification's mail unless somebody else has it in hand; True if it went out.

    The Message-ID is made of the row, so should a worker die between sending and saying so, the second copy
    is known for what it is.
    """
    # Only the row's own columns: PostgreSQL looks at them again after waiting for another worker.
    free = Notification.objects.filter(pk=pk, claimed_at=None, mailed_at=None, cancelled_at=None)
    if not free.update(claimed_at=timezone.now(), message_id=f"<notification.{pk}@{_host()}>"):
        return False
    row = Notification.objects.select_related("member", "post", "comment").get(pk=pk)
    try:
        message_for(row).send()
    except (SMTPException, OSError) as error:
        log.warning("mail failed", notification=pk, error=type(error).__name__)
        return False
    Notification.objects.filter(pk=pk).update(mailed_at=timezone.now())
    return True


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
