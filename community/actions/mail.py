"""Sending what people are told: each mail is claimed in its row first, so that two workers send one."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from wagtail import hooks

from community.actions.bouncing import note_bounce
from community.actions.gathering import gather_due, prepare_letters
from community.mail.letters import message_of_mailing
from community.mail.messages import message_for, message_of_export, message_of_invitation
from community.models import DataExport, Invitation, Mailing, Notification

log = structlog.get_logger(__name__)

CLAIM = timedelta(minutes=10)
"""How long a claim holds: a mail that failed, or whose worker died, is tried again after it."""
BATCH = 200
Messages = dict[type[Any], Callable[[Any], EmailMessage | None]]
MESSAGES: Messages = {
    Notification: message_for,
    Invitation: message_of_invitation,
    DataExport: message_of_export,
    Mailing: message_of_mailing,
}
"""The rows that are mails, with their words, None where there is nothing left to say: they have `due()`,
`mail_name`, and the columns used below."""
HOOK = "mails"
"""A room above offers rows of its own in the same form."""


def messages() -> Messages:
    """Return every kind of row that is a mail, of this room and those above."""
    found = dict(MESSAGES)
    for offer in hooks.get_hooks(HOOK):
        found |= offer()
    return found


def send_due_mail() -> int:
    """Send every mail that is due; returns how many went out. A mail that fails waits for the next try."""
    gather_due()
    prepare_letters()
    sent = 0
    for model in messages():
        release_claims(model)
        rows: list[Any] = list(model.objects.due()[:BATCH])
        sent += sum(send_mail(row) for row in rows)
    return sent


def release_claims(model: type[Any]) -> None:
    """Let mails be tried again whose claim led to nothing."""
    model.objects.filter(mailed_at=None, cancelled_at=None, claimed_at__lt=timezone.now() - CLAIM).update(
        claimed_at=None
    )


def send_mail(row: Any) -> bool:
    """Send one row's mail unless somebody else has it in hand; True if it went out.

    The Message-ID is made of the row, so should a worker die between sending and saying so, the second copy
    is known for what it is.
    """
    rows = type(row).objects.filter(pk=row.pk)
    # Only the row's own columns: PostgreSQL looks at them again after waiting for another worker.
    free = rows.filter(claimed_at=None, mailed_at=None, cancelled_at=None)
    if isinstance(row, Notification):
        free = free.filter(by_mail=True)  # wanted no more since the sweep looked
    if not free.update(claimed_at=timezone.now(), message_id=f"<{row.mail_name}@{_host()}>"):
        return False
    row.refresh_from_db()
    message = messages()[type(row)](row)
    if message is None:
        _leave(row)
        return False
    try:
        message.send()
    except SMTPRecipientsRefused as refusal:
        if not _is_final(row, refusal):
            return _failed(row, refusal)
    except (SMTPException, OSError) as error:
        return _failed(row, error)
    _note_mailed(row)
    return True


def _leave(row: Any) -> None:
    """Send nothing: a notification comes back with what it is about; any other mail is done with."""
    done = {"claimed_at": None} if isinstance(row, Notification) else {"cancelled_at": timezone.now()}
    type(row).objects.filter(pk=row.pk).update(**done)


def _failed(row: Any, error: Exception) -> bool:
    log.warning("mail failed", mail=row.mail_name, error=type(error).__name__)
    return False


def _is_final(row: Any, refusal: SMTPRecipientsRefused) -> bool:
    """Whether the server will never take a mail to this address; noted, as if it had come back."""
    code, words = next(iter(refusal.recipients.values()), (0, b""))
    if code < 500:  # SMTP: 4xx is "not now"
        return False
    # An invitation, or an answer to a report, went to somebody who need not be a member.
    if isinstance(row, Notification | Mailing | DataExport):
        diagnostic = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        note_bounce(row.member, message_id=row.message_id, status="5.0.0", diagnostic=f"{code} {diagnostic}")
    return True


def _note_mailed(row: Any) -> None:
    now = timezone.now()
    type(row).objects.filter(pk=row.pk).update(mailed_at=now)
    if isinstance(row, Mailing):
        row.notifications.worth_mailing().update(mailed_at=now, message_id=row.message_id)


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
