"""What follows when a picture of the brand's is uploaded, changed or deleted.

Its files are made by a worker, WebP first and AVIF later. The row is the queue: `BrandImage.sizes` says of
which original they were made, so the sweep finds a picture whoever stored it, and however.
"""

from typing import Any

from django.db import transaction

import jobs
from content.models import BrandImage
from content.sizes import Format, Unreadable, is_prepared, make_sizes
from pagecache import raise_generations

# Pictures asked for in one go by the sweep.
BATCH = 50


@transaction.atomic
def picture_changed(image: BrandImage) -> None:
    """A picture is new, or shows something else, or another part of it matters."""
    from content import tasks

    raise_generations(f"picture:{image.pk}")
    jobs.enqueue(tasks.prepare_picture, image.pk)


@transaction.atomic
def pictures_gone(pks: list[int]) -> None:
    """Pictures are about to be deleted: pages go on without them. Wagtail deletes the files."""
    raise_generations(*(f"picture:{pk}" for pk in pks))


def prepare_picture(pk: int) -> None:
    """Make a picture's WebP files, and ask for the AVIF ones. Safe twice, late and for a deleted row."""
    image = BrandImage.objects.filter(pk=pk).first()
    if image is not None and not is_prepared(image):
        _prepare(image, "webp", {"of": image.file.name})


def prepare_avif(pk: int) -> None:
    """Make a picture's AVIF files: a third smaller, and ten times the work."""
    image = BrandImage.objects.filter(pk=pk).first()
    if image is not None and is_prepared(image) and not is_prepared(image, "avif"):
        _prepare(image, "avif", image.sizes)


def _prepare(image: BrandImage, file_format: Format, known: dict[str, Any]) -> None:
    """Make the files of one format and write them beside what is known of the same original."""
    from content import tasks

    try:
        files = make_sizes(image, file_format)
    except Unreadable:
        files = []
    if files is None:
        return  # Somebody else is at it; the sweep looks again.
    with transaction.atomic():
        # Not if the original has been replaced in the meantime: then the sweep begins anew.
        same = BrandImage.objects.filter(pk=image.pk, file=image.file.name)
        if same.update(sizes={**known, file_format: files}):
            raise_generations(f"picture:{image.pk}")
            if file_format == "webp":
                jobs.enqueue(tasks.prepare_avif, image.pk)


def sweep_pictures() -> None:
    """Ask for what is missing, the newest first: one that can never be read stands in nobody's way."""
    from content import tasks

    for task, images in (
        (tasks.prepare_picture, BrandImage.objects.without_webp()),
        (tasks.prepare_avif, BrandImage.objects.without_avif()),
    ):
        for pk in images.order_by("-pk").values_list("pk", flat=True)[:BATCH]:
            jobs.enqueue(task, pk)
