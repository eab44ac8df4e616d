"""Makes photos, and says where their files lie."""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from community.actions.photos import prepare_photo, store_upload
from tests.factories import make_member


def picture(width=900, height=600, kind="JPEG", **save):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#8a5a3c").save(file, kind, **save)
    return file.getvalue()


def upload(content=None, name="cup.jpg"):
    return SimpleUploadedFile(name, picture() if content is None else content)


def make_photo(owner=None, content=None, **fields):
    """A photo that was sent and drawn anew."""
    photo = store_upload(
        ContentFile(content or picture(), name="cup.jpg"), owner=owner or make_member(), **fields
    )
    prepare_photo(photo.pk)
    photo.refresh_from_db()
    return photo


def names(photo):
    return [size["name"] for size in photo.renditions]


def lies_in(photo):
    """Where the files are, of which all must be in one place."""
    found = {(default_storage.exists(name), storages["private"].exists(name)) for name in names(photo)}
    return {(True, False): "public", (False, True): "private"}[found.pop()] if len(found) == 1 else found
