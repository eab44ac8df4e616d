"""Reading delivery reports (RFC 3464): which mail did not arrive, where, and why. No database here."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

FAILED = ("failed", "delayed")


@dataclass(frozen=True)
class Failure:
    """What a report says of one address. `status` is of RFC 3463: "5.1.1" for good, "4.2.2" for now."""

    address: str
    message_id: str
    status: str
    diagnostic: str


def failures_in(report: bytes) -> list[Failure]:
    """Return what a mail reports; nothing for one that is no delivery report, or names no mail."""
    # The older policy: it raises for nothing a stranger may write into a header.
    mail = message_from_bytes(report, policy=policy.compat32)
    parts = list(mail.walk())
    message_id = next((found for part in parts if (found := _returned_id(part))), "")
    if not message_id:
        return []
    statuses = (part for part in parts if part.get_content_type() == "message/delivery-status")
    failures = (_failure(block, message_id) for part in statuses for block in _blocks(part))
    return [failure for failure in failures if failure is not None]


def _returned_id(part: Message) -> str:
    """Return the Message-ID of the mail that came back, from the part that returns it or its headers."""
    if part.get_content_type() == "message/rfc822":
        inner = next(_blocks(part), None)
    elif part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        inner = message_from_bytes(payload, policy=policy.compat32) if isinstance(payload, bytes) else None
    else:
        return ""
    return str(inner.get("Message-ID", "")).strip() if inner else ""


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))


def _failure(block: Message, message_id: str) -> Failure | None:
    """Read one recipient's block; the first block of a report is about the report itself."""
    recipient = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    action = str(block.get("Action", "")).strip().lower()
    address = recipient.partition(";")[2].strip()
    status = str(block.get("Status", "")).partition(" ")[0].strip()
    if not address or action not in FAILED or status[:2] not in ("4.", "5."):
        return None
    return Failure(address, message_id, status, str(block.get("Diagnostic-Code", "")))
