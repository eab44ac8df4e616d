"""Files of the demo: members' photos, what is drawn for sharing, mails that development wrote."""

from collections.abc import Iterable
from email.utils import parseaddr
from pathlib import Path, PurePosixPath

from django.core.files.storage import Storage, default_storage, storages

from demo.mailbox import SEPARATOR, read_mail

DEMO_HOST = "@demo.example"
SHARE = "share"


def drop_photos(names: Iterable[str]) -> None:
    """Delete these files, wherever they lie, and the folders that are empty then."""
    names = list(names)
    for storage in (default_storage, storages["private"]):
        for name in names:
            storage.delete(name)
        for folder in {str(PurePosixPath(name).parent) for name in names}:
            _drop_if_empty(storage, folder)


def drop_share_pictures() -> None:
    """Delete every picture drawn for sharing: those of what stays are drawn again when they are asked for."""
    private = storages["private"]
    if not private.exists(SHARE):
        return
    folders, _files = private.listdir(SHARE)
    for folder in folders:
        for file in private.listdir(f"{SHARE}/{folder}")[1]:
            private.delete(f"{SHARE}/{folder}/{file}")
        _drop_if_empty(private, f"{SHARE}/{folder}")
    _drop_if_empty(private, SHARE)


def _drop_if_empty(storage: Storage, folder: str) -> None:
    if folder and folder != "." and storage.exists(folder) and storage.listdir(folder) == ([], []):
        storage.delete(folder)


def drop_mails(folder: Path) -> int:
    """Delete the mails to the demo's members from development's mailbox; returns how many."""
    gone = 0
    for path in folder.glob("*.log"):
        sources = [source for source in path.read_bytes().split(SEPARATOR) if source.strip()]
        kept = [source for source in sources if not parseaddr(read_mail(source).to)[1].endswith(DEMO_HOST)]
        gone += len(sources) - len(kept)
        if not kept:
            path.unlink()
        elif len(kept) < len(sources):
            path.write_bytes(b"".join(source + SEPARATOR for source in kept))
    return gone
