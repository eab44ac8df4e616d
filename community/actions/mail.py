"""Sending what people are told: each mail is claimed in its row first, so that two workers send one."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from community.mails import message_for, message_of_export, message_of_invitation
from community.models import DataExport, Invitation, Notification

log = structlog.get_logger(__name__)

Mailed = Notification | Invitation | DataExport
CLAIM = timedelta(minutes=10)
"""How long a claim holds: a mail that failed, or whose worker died, is tried again after it."""
BATCH = 200
MESSAGES: dict[type[Mailed], Callable[[Any], EmailMessage]] = {
    Notification: message_for,
    Invitation: message_of_invitation,
    DataExport: message_of_export,
}
"""The rows that are mails, with their words: they have `due()`, `mail_name`, and the columns used below."""


def send_due_mail() -> int:
    """Send every mail that is due; returns how many went out. A mail that fails waits for the next try."""
    sent = 0
    for model in MESSAGES:
        release_claims(model)
        rows: list[Any] = list(model.objects.due()[:BATCH])
        sent += sum(send_mail(row) for row in rows)
    return sent


def release_claims(model: type[Mailed]) -> None:
    """Let mails be tried again whose claim led to nothing."""
    model.objects.filter(mailed_at=None, cancelled_at=None, claimed_at__lt=timezone.now() - CLAIM).update(
        claimed_at=None
    )


def send_mail(row: Mailed) -> bool:
    """Send one row's mail unless somebody else has it in hand; True if it went out.

    The Message-ID is made of the row, so should a worker die between sending and saying so, the second copy
    is known for what it is.
    """
    rows = type(row).objects.filter(pk=row.pk)
    # Only the row's own columns: PostgreSQL looks at them again after waiting for another worker.
    free = rows.filter(claimed_at=None, mailed_at=None, cancelled_at=None)
    if not free.update(claimed_at=timezone.now(), message_id=f"<{row.mail_name}@{_host()}>"):
        return False
    row.refresh_from_db()
    try:
        MESSAGES[type(row)](row).send()
    except (SMTPException, OSError) as error:
        log.warning("mail failed", mail=row.mail_name, error=type(error).__name__)
        return False
    rows.update(mailed_at=timezone.now())
    return True


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
