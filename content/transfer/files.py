"""Pictures and documents, known by the SHA-1 of their bytes, which Wagtail keeps too."""

import hashlib
import os
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.images.fields import WagtailImageField

from content.actions.pictures import picture_changed
from content.models import BrandImage
from content.sizes import UNREADABLE
from content.transfer.archive import BadArchive, Reader
from content.transfer.mappers import hash_of
from content.transfer.report import Refused
from content.transfer.shapes import texts
from content.transfer.tables import Table

Document = get_document_model()
FOCUS = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
PDF = b"%PDF-"


def hash_library() -> None:
    """See to it that every picture and document has its hash; Wagtail makes it when it is first asked."""
    for model in (BrandImage, Document):
        for row in model.objects.filter(file_hash=""):
            hash_of(row)


class Pictures(Table):
    """The brand's picture library: originals, what they show, what must stay in view."""

    table, folder = "pictures.jsonl", "pictures"
    keys = ("hash",)
    shape = {"hash": str, "title": str, "description": str, "focal_point": (list, None), "tags": list}
    new = {"description": "", "focal_point": None, "tags": []}

    def __init__(self, archive: Reader | None = None) -> None:
        self.archive = archive
        self.written: list[str] = []

    def rows(self) -> Iterator[BrandImage]:
        """Yield one row for each original, however often it was uploaded."""
        seen = set()
        for row in BrandImage.objects.order_by("pk"):
            if (name := hash_of(row)) and name not in seen:
                seen.add(name)
                yield row

    def called(self, line: dict[str, Any]) -> str:
        return str(line.get("title") or line.get("hash"))

    def find(self, line: dict[str, Any]) -> BrandImage | None:
        return BrandImage.objects.filter(file_hash=line["hash"]).order_by("pk").first()

    def line_of(self, row: BrandImage) -> dict[str, Any]:
        focus = [getattr(row, name) for name in FOCUS]
        return {
            "hash": row.file_hash,
            "title": row.title,
            "description": row.description,
            "focal_point": None if None in focus else focus,
            "tags": sorted(row.tags.names()),
        }

    def apply(self, row: BrandImage | None, line: dict[str, Any]) -> BrandImage:
        focus = line["focal_point"] or [None] * 4
        if len(focus) != 4 or not all(one is None or (type(one) is int and one >= 0) for one in focus):
            raise Refused("“focal_point” is four whole numbers: x, y, width, height.")
        if row is None:
            content, extension = stored(self.archive, self.folder, line["hash"])
            row = BrandImage(file=checked_picture(content, f"{file_name(line)}{extension}"))
            row.file_size, row.file_hash = len(content), line["hash"]
        moved = [getattr(row, name) for name in FOCUS] != focus
        row.title, row.description = line["title"], line["description"]
        for name, value in zip(FOCUS, focus, strict=True):
            setattr(row, name, value)
        row.full_clean(exclude=["file"])
        is_new = row.pk is None
        row.save()
        row.tags.set(texts(line, "tags"))
        if is_new:
            self.written.append(row.file.name)
        if is_new or moved:
            picture_changed(row)
        return row


class Documents(Table):
    """PDFs that pages link to."""

    table, folder = "documents.jsonl", "documents"
    keys = ("hash",)
    shape = {"hash": str, "title": str, "tags": list}
    new = {"tags": []}

    def __init__(self, archive: Reader | None = None) -> None:
        self.archive = archive
        self.written: list[str] = []

    def rows(self) -> Iterator[Any]:
        seen = set()
        for row in Document.objects.order_by("pk"):
            if (name := hash_of(row)) and name not in seen:
                seen.add(name)
                yield row

    def called(self, line: dict[str, Any]) -> str:
        return str(line.get("title") or line.get("hash"))

    def find(self, line: dict[str, Any]) -> Any | None:
        return Document.objects.filter(file_hash=line["hash"]).order_by("pk").first()

    def line_of(self, row: Any) -> dict[str, Any]:
        return {"hash": row.file_hash, "title": row.title, "tags": sorted(row.tags.names())}

    def apply(self, row: Any | None, line: dict[str, Any]) -> Any:
        if row is None:
            content, _extension = stored(self.archive, self.folder, line["hash"])
            if not content.startswith(PDF):
                raise Refused("It is no PDF.")
            row = Document(file=ContentFile(content, f"{file_name(line)}.pdf"))
            row.file_size, row.file_hash = len(content), line["hash"]
        row.title = line["title"]
        row.full_clean(exclude=["file"])
        is_new = row.pk is None
        row.save()
        if is_new:
            self.written.append(row.file.name)
        row.tags.set(texts(line, "tags"))
        return row


def packed_name(folder: str, row: Any) -> str:
    """Return under which name the zip holds a file."""
    extension = os.path.splitext(row.file.name)[1].lower().lstrip(".")
    return f"{folder}/{row.file_hash}.{extension}"


def file_name(line: dict[str, Any]) -> str:
    return slugify(line["title"])[:60] or "file"


def stored(archive: Reader | None, folder: str, name: str) -> tuple[bytes, str]:
    """Return the bytes under a hash, and the file's extension. Refused if they are others."""
    found = archive.find(f"{folder}/{name}.") if archive else None
    if archive is None or found is None:
        raise Refused("The zip does not hold its file.")
    try:
        content = archive.file(found)
    except BadArchive as error:
        raise Refused(str(error)) from error
    if hashlib.sha1(content, usedforsecurity=False).hexdigest() != name:
        raise Refused("Its file holds other bytes than its hash says.")
    return content, os.path.splitext(found)[1]


def checked_picture(content: bytes, name: str) -> Any:
    """Return a picture's file as an upload's form does. Refused for what is none, or too large."""
    upload = InMemoryUploadedFile(BytesIO(content), "file", name, None, len(content), None)
    try:
        return WagtailImageField().clean(upload)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except UNREADABLE as error:
        raise Refused("It is no picture that can be read.") from error
