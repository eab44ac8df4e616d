"""Noting mails that came back, so that an address that takes none is left alone."""

import re

import structlog

from community.mail.bounces import Failure
from community.models import Bounce, Mailing, Member, Notification

log = structlog.get_logger(__name__)

OURS = re.compile(r"<(notification|mailing)\.([0-9]{1,18})@[^<>\s]+>")


def note_failure(failure: Failure) -> Bounce | None:
    """Note what a delivery report says of one of our mails; once per mail and address.

    None where the report names no mail we sent to that address: anybody can write a report.
    """
    member = _recipient(failure.message_id)
    if member is None or member.email.lower() != failure.address.lower():
        return None
    return note_bounce(
        member, message_id=failure.message_id, status=failure.status, diagnostic=failure.diagnostic
    )


def note_bounce(member: Member, *, message_id: str, status: str, diagnostic: str = "") -> Bounce:
    """Note that a mail to a member came back; `status` as in RFC 3463 ("5.1.1"). Twice is once."""
    bounce, is_new = Bounce.objects.get_or_create(
        member=member,
        email=member.email,
        message_id=message_id,
        defaults={
            "status": status[:12],
            "diagnostic": " ".join(diagnostic.split())[:300],
            "is_hard": status.startswith("5"),
        },
    )
    if is_new:
        log.info("mail bounced", member=member.pk, status=bounce.status)
    return bounce


def _recipient(message_id: str) -> Member | None:
    """Return whom the mail with this Message-ID went to."""
    match = OURS.fullmatch(message_id)
    if match is None:
        return None
    model: type[Notification] | type[Mailing] = Notification if match[1] == "notification" else Mailing
    row = model.objects.filter(pk=int(match[2]), message_id=message_id).select_related("member").first()
    return row.member if row else None
