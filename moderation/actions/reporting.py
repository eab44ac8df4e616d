"""Reports by anybody: they make or join a case and raise its place in the queue, nothing else."""

import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction

from community.models import Member
from moderation.actions.answering import send_receipt
from moderation.actions.cases import Target, find_open_case, open_case, touch
from moderation.models import Arrival, Case, Report
from pagecache import raise_generations


@dataclass(frozen=True)
class Complaint:
    """What somebody says is wrong. `key` comes with the form, so that sending it twice is one report."""

    reason: str
    text: str = ""
    place: str = ""
    name: str = ""
    email: str = ""
    good_faith: bool = False
    language: str = settings.LANGUAGE_CODE
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def report(target: Target, *, by: Member | None, complaint: Complaint) -> Report:
    """Take a complaint in. Where the words stand does not change by it, however many there are.

    A member has one report on a case: a second one returns the first, but one that says "against the law"
    replaces it, for that one must be answered in full.
    """
    if same := Report.objects.filter(receipt=complaint.key).first():
        return same
    case = find_open_case(target) or open_case(target, kind=Case.Kind.REPORTED)
    earlier = Report.objects.filter(case=case, reporter=by).first() if by else None
    is_law = complaint.reason in Report.AGAINST_LAW
    if earlier and (not is_law or earlier.reason in Report.AGAINST_LAW):
        return earlier
    try:
        with transaction.atomic():
            saved = _save(earlier or Report(case=case, reporter=by, receipt=complaint.key), complaint)
    except IntegrityError:
        # The same form, or the same member's other one, was sent in the same moment.
        return Report.objects.filter(receipt=complaint.key).first() or Report.objects.get(
            case=case, reporter=by
        )
    touch(case)
    send_receipt(saved)
    Arrival.objects.create(case_id=case.pk, kind=Case.Kind.REPORTED, reason=saved.reason)
    # The public figures count it.
    raise_generations("trust")
    return saved


def _save(row: Report, complaint: Complaint) -> Report:
    row.reason, row.text, row.place = complaint.reason, complaint.text, complaint.place
    row.name, row.email, row.good_faith = complaint.name, complaint.email, complaint.good_faith
    row.language = complaint.language
    row.save()
    return row
