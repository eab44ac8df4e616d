"""A receipt's way: stored as it came, drawn anew, looked at by staff, deleted with what they decide.

The row is the queue. Its picture lies in private storage and is shown to whoever checks receipts, nobody
else; a file that no row names is thrown away.
"""

import secrets
from datetime import timedelta

import structlog
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

import jobs
from community.actions.notifying import notify
from community.actions.owning import OwnersAreCustomers, grant, lock_owner
from community.actions.photos import redraw
from community.actions.refusals import Refused, UploadRefused
from community.models import Member, Notification, Ownership, Receipt
from community.models.owners import PREPARED
from community.photo_limits import TOO_LARGE, refusal_sentence
from community.photos import private
from content.models import Product
from fetching import pictures
from fetching.child import ChildFailed

log = structlog.get_logger(__name__)

FOLDER = "receipts"
MAX_BYTES = 10 * 1024 * 1024
GIVE_UP = timedelta(hours=1)
"""A picture that could not be drawn for so long never will be."""
NOBODYS = timedelta(hours=1)
"""A file this old that no row names is nobody's; a younger one may be about to get its row."""


class ReceiptWaits(Refused):
    def __init__(self) -> None:
        super().__init__(_("A receipt of yours waits already. Take it back to send another."))


class OwnsAlready(Refused):
    def __init__(self) -> None:
        super().__init__(_("You are a verified owner of it already."))


class AlreadyChecked(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("This receipt waits no longer: a colleague was faster, or whoever sent it took it back.")
        )


class OwnReceipt(Refused):
    def __init__(self) -> None:
        super().__init__(_("This is your own receipt: a colleague decides."))


@transaction.atomic
def send_receipt(member: Member, *, product: Product, file: File) -> Receipt:
    """Keep a picture of a receipt for staff to look at.

    Raises `UploadRefused` for what is no picture (a PDF, say) or too large, `ReceiptWaits`, `OwnsAlready`,
    and what `lock_owner` raises.
    """
    from community import tasks

    if not file.size or file.size > MAX_BYTES:
        raise UploadRefused(TOO_LARGE, _("This file is too large, or empty. A picture may have up to 10 MB."))
    if not pictures.kind_of(file.read(512)):
        sentence = _("This is not a picture. Please send a photo or a screenshot of the receipt.")
        raise UploadRefused(pictures.NOT_A_PICTURE, sentence)
    file.seek(0)
    member = lock_owner(member)
    if member.ownerships.filter(product=product).exists():
        raise OwnsAlready
    if member.receipts.waiting().filter(product=product).exists():
        raise ReceiptWaits
    name = private().save(f"{FOLDER}/{secrets.token_urlsafe(24)}", file)
    receipt = Receipt.objects.create(member=member, product=product, file=name)
    jobs.enqueue(tasks.prepare_receipt, receipt.pk)
    return receipt


def prepare_receipt(pk: int) -> None:
    """Draw a receipt's picture anew in a limited child. Safe twice and late."""
    receipt = Receipt.objects.unprepared().filter(pk=pk).first()
    if receipt is None:
        return
    try:
        made = redraw(receipt.file)
    except UploadRefused as refused:
        _cannot_read(receipt, refused.code)
    except ChildFailed:
        # Nothing is known against the picture: it is tried again, but not for ever.
        if receipt.sent_at < timezone.now() - GIVE_UP:
            _cannot_read(receipt, pictures.BROKEN)
    else:
        _keep(receipt, made[-1].data)


def _keep(receipt: Receipt, data: bytes) -> None:
    """Store what was drawn and delete the file as it came."""
    name = private().save(f"{FOLDER}/{secrets.token_urlsafe(24)}{PREPARED}", ContentFile(data))
    kept = Receipt.objects.unprepared().filter(pk=receipt.pk).update(file=name)
    # Otherwise another worker was faster, or the receipt is gone.
    private().delete(receipt.file if kept else name)


@transaction.atomic
def _cannot_read(receipt: Receipt, code: str) -> None:
    """Say that a picture cannot be read, and keep nothing of it."""
    locked = _lock_waiting(receipt)
    if locked is not None:
        with translation.override(locked.member.language):
            reason = refusal_sentence(code)
        _close(locked, Receipt.State.REFUSED, by=None, reason=reason)


@transaction.atomic
def accept_receipt(receipt: Receipt, *, by: Member) -> Receipt:
    """Make whoever sent it a verified owner; the picture is deleted.

    Raises `AlreadyChecked`, `OwnReceipt`, and `OwnersAreCustomers` for who has joined the team since.
    """
    return _decide(receipt, Receipt.State.ACCEPTED, by=by)


@transaction.atomic
def refuse_receipt(receipt: Receipt, *, by: Member, reason: str) -> Receipt:
    """Tell whoever sent it why it does not do; the picture is deleted, and they may send another.

    Raises `AlreadyChecked` and `OwnReceipt`.
    """
    return _decide(receipt, Receipt.State.REFUSED, by=by, reason=reason)


def _decide(receipt: Receipt, state: str, *, by: Member, reason: str = "") -> Receipt:
    if receipt.member_id == by.pk:
        raise OwnReceipt
    locked = _lock_waiting(receipt)
    if locked is None:
        # Pressed twice, or another was faster.
        done = Receipt.objects.filter(pk=receipt.pk, state=state, decided_by=by).first()
        if done is None:
            raise AlreadyChecked
        return done
    is_accepted = state == Receipt.State.ACCEPTED
    if is_accepted and Member.objects.staff().filter(pk=locked.member_id).exists():
        raise OwnersAreCustomers
    _close(locked, state, by=by, reason=reason)
    if is_accepted:
        grant(locked.member, locked.product, Ownership.Method.RECEIPT)
    log.info("receipt checked", receipt=locked.pk, state=str(state), by=by.pk)
    return locked


def _lock_waiting(receipt: Receipt) -> Receipt | None:
    """Lock the member's row, then the receipt's, in the order of `prove`; None if it waits no longer."""
    Member.objects.select_for_update(no_key=True).filter(pk=receipt.member_id).first()
    rows = Receipt.objects.waiting().select_for_update(no_key=True, of=("self",))
    return rows.select_related("member", "product").filter(pk=receipt.pk).first()


def _close(receipt: Receipt, state: str, *, by: Member | None, reason: str = "") -> None:
    """Write the decision down, let go of the picture, and tell whoever sent it."""
    from community import tasks

    jobs.enqueue(tasks.discard_receipt_file, receipt.file)
    receipt.state, receipt.reason, receipt.file = state, reason, ""
    receipt.decided_by, receipt.decided_at = by, timezone.now()
    receipt.save(update_fields=["state", "reason", "file", "decided_by", "decided_at"])
    with translation.override(receipt.member.language):
        if state == Receipt.State.ACCEPTED:
            sentence = _(
                "You are a verified owner of %(product)s now: it stands beside what you write about it. The "
                "picture of your receipt is deleted."
            )
        else:
            sentence = _(
                "Your receipt for %(product)s does not do: %(reason)s The picture is deleted; you may send "
                "another."
            )
        facts = {
            "sentence": sentence % {"product": receipt.product.name, "reason": reason},
            "address": reverse("community:prove", args=[receipt.product.slug]),
        }
    notify(receipt.member, Notification.Kind.OWNER, facts=facts)


def discard_receipt_file(name: str) -> None:
    """Delete a receipt's file once no row names it. Safe twice."""
    if name.startswith(f"{FOLDER}/") and not Receipt.objects.filter(file=name).exists():
        private().delete(name)


def sweep_receipts() -> None:
    """Do what a lost message left behind: draw pictures anew, and throw away those that are nobody's."""
    late = Receipt.objects.unprepared().filter(sent_at__lt=timezone.now() - timedelta(seconds=20))
    for pk in list(late.values_list("pk", flat=True)[:10]):
        prepare_receipt(pk)
    if not private().exists(FOLDER):
        return
    names = {f"{FOLDER}/{file}" for file in private().listdir(FOLDER)[1]}
    for name in names - set(Receipt.objects.exclude(file="").values_list("file", flat=True)):
        if private().get_modified_time(name) < timezone.now() - NOBODYS:
            private().delete(name)
