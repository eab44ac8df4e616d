"""A copy of everything about oneself: asked for, made, mailed, and thrown away after seven days."""

import secrets
from datetime import timedelta
from tempfile import TemporaryFile

import structlog
from django.core.files import File
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

import jobs
from community.exporting import write_copy
from community.models import DataExport, Member
from community.models.data_exports import DataExportQuerySet
from community.photos import private

log = structlog.get_logger(__name__)

FOLDER = "exports"
VALID_FOR = timedelta(days=7)
ONE_IN = timedelta(days=1)
"""A copy younger than this is the answer to asking again."""
CLAIM = timedelta(minutes=15)
"""A worker that has said nothing for so long is dead."""
ATTEMPTS = 3


@transaction.atomic
def request_export(member: Member) -> DataExport:
    """Ask for a copy of the member's data; a worker makes it. Twice is once, for a day."""
    from community import tasks

    member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    recent = Q(requested_at__gt=timezone.now() - ONE_IN, ready_at__isnull=False)
    fresh = member.data_exports.filter(recent & Q(expires_at__gt=timezone.now()))
    if known := (member.data_exports.unfinished() | fresh).order_by("-pk").first():
        return known
    export = DataExport.objects.create(member=member)
    jobs.enqueue(tasks.prepare_data_export, export.pk)
    return export


def prepare_export(pk: int) -> None:
    """Make a copy that was asked for. Safe twice and late: it is claimed, and its file named, beforehand."""
    now = timezone.now()
    name = f"{FOLDER}/{secrets.token_urlsafe(24)}.zip"
    free = _waiting().filter(pk=pk)
    if not free.update(started_at=now, attempts=F("attempts") + 1, file=name):
        return
    export = DataExport.objects.select_related("member").get(pk=pk)
    with TemporaryFile() as target:
        write_copy(export.member, target)
        size = target.tell()
        target.seek(0)
        private().save(name, File(target))
    made = DataExport.objects.unfinished().filter(pk=pk, file=name)
    if not made.update(ready_at=timezone.now(), expires_at=timezone.now() + VALID_FOR, size=size):
        # Its member was erased meanwhile, or another worker took over.
        private().delete(name)


def sweep_exports() -> None:
    """Make what a lost message left behind, give up on what fails, throw away what is too old or nobody's."""
    for pk in list(_waiting().order_by("requested_at").values_list("pk", flat=True)[:20]):
        prepare_export(pk)
    lost = DataExport.objects.unfinished().filter(
        attempts__gte=ATTEMPTS, started_at__lt=timezone.now() - CLAIM
    )
    for export in lost:
        log.error("copy of a member's data failed", export=export.pk)
    lost.update(cancelled_at=timezone.now(), file="")
    DataExport.objects.expired().delete()
    _drop_nobodys_files()


def _waiting() -> DataExportQuerySet:
    """Return those no living worker has in hand."""
    idle = Q(started_at=None) | Q(started_at__lt=timezone.now() - CLAIM)
    return DataExport.objects.unfinished().filter(idle, attempts__lt=ATTEMPTS)


def _drop_nobodys_files() -> None:
    """Delete files that no row names: of an expired copy, or of an erased member's."""
    if not private().exists(FOLDER):
        return
    names = {f"{FOLDER}/{file}" for file in private().listdir(FOLDER)[1]}
    for name in names - set(DataExport.objects.values_list("file", flat=True)):
        private().delete(name)
