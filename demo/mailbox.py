"""The mails that development writes to files instead of sending them."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

SEPARATOR = b"\n" + b"-" * 79 + b"\n"
"""What Django's file backend writes after each mail."""


@dataclass(frozen=True)
class Mail:
    """One mail as a reader sees it."""

    subject: str
    to: str
    at: datetime | None
    text: str
    has_html: bool


def read_mails(folder: Path, limit: int = 50) -> list[Mail]:
    """Return the latest mails in the folder, the newest first; none where there is no folder."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    mails: list[Mail] = []
    for path in files:
        sources = [source for source in path.read_bytes().split(SEPARATOR) if source.strip()]
        mails += [read_mail(source) for source in reversed(sources)]
        if len(mails) >= limit:
            break
    return mails[:limit]


def read_mail(source: bytes) -> Mail:
    """Return one mail of a file."""
    message = message_from_bytes(source, policy=policy.default)
    text = message.get_body(preferencelist=("plain", "html"))
    date = message["Date"]
    return Mail(
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        at=getattr(date, "datetime", None),
        text=str(text.get_content()) if text else "",
        has_html=message.get_body(preferencelist=("html",)) is not None,
    )
