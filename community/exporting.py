"""The copy of a member's data: one ZIP with `data.json`, their photos, and a page that explains both."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.models import Member, Photo
from community.personal_data import holdings
from community.photos import open_rendition, private

FORMAT = 1
LARGEST = 1_000_000
"""Wider than any rendition: asks for the largest there is."""


def write_copy(member: Member, target: IO[bytes]) -> None:
    """Write the copy to `target`, in the member's language."""
    with translation.override(member.language), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _explained(member))
        data = json.dumps(data_of(member), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr("data.json", data)
        for photo in Photo.objects.filter(owner=member).order_by("pk").iterator():
            _write_photo(photo, archive)
        for receipt in member.receipts.exclude(file=""):
            _write_file(f"receipts/{receipt.pk}", receipt.file, archive)


def data_of(member: Member) -> dict[str, Any]:
    """Return everything the site holds of a member, by table, and what is left out with the reason."""
    tables: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    for holding in holdings():
        facts = {"table": holding.model._meta.label, "what": str(holding.label)}
        if holding.exported:
            tables.append({**facts, "found_by": holding.path or "pk", "rows": holding.copy(member.pk)})
        else:
            left_out.append({**facts, "why": str(holding.why)})
    return {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        "member": member.username,
        "tables": tables,
        "left_out": left_out,
    }


def _write_photo(photo: Photo, archive: zipfile.ZipFile) -> None:
    """Add the largest size of a photo; one that is not prepared yet is there as it was uploaded."""
    file = open_rendition(photo, LARGEST)
    suffix = ".webp"
    if file is None and photo.original and photo.original.storage.exists(str(photo.original.name)):
        file, suffix = photo.original.open("rb"), ""
    if file is not None:
        with file as source, archive.open(f"photos/{photo.uuid}{suffix}", "w", force_zip64=True) as copy:
            shutil.copyfileobj(source, copy)


def _write_file(name: str, stored: str, archive: zipfile.ZipFile) -> None:
    """Add a private file as it lies there."""
    if private().exists(stored):
        with private().open(stored) as source, archive.open(name + Path(stored).suffix, "w") as copy:
            shutil.copyfileobj(source, copy)


def _explained(member: Member) -> str:
    return _(
        "This is a copy of everything %(site)s holds of %(name)s.\n\n"
        "data.json has one list for each table: what it is, and your rows with all their columns. Where\n"
        "something is left out, it says why. Times are in UTC.\n\n"
        "photos/ has your pictures in the largest size we keep. Their names are the “uuid” of the table\n"
        "“community.Photo”.\n\n"
        "receipts/ has pictures of receipts nobody has checked yet, by the “id” of “community.Receipt”.\n"
    ) % {"site": settings.SITE_URL, "name": member.name}
