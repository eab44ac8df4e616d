"""Receipts: sent, drawn anew, checked by staff, deleted."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from community.actions import receipts
from community.actions.erasing import erase_member
from community.actions.handing_out import make_codes
from community.actions.owning import OwnersAreCustomers, prove
from community.actions.receipts import (
    AlreadyChecked,
    OwnReceipt,
    ReceiptWaits,
    accept_receipt,
    prepare_receipt,
    refuse_receipt,
    send_receipt,
    sweep_receipts,
)
from community.actions.refusals import UploadRefused
from community.exporting import write_copy
from community.models import Notification, Ownership, Receipt
from community.photos import private
from tests.factories import make_marketer, make_member, make_moderator, make_product

pytestmark = pytest.mark.django_db


def picture():
    file = io.BytesIO()
    Image.new("RGB", (90, 120), "white").save(file, "JPEG", exif=b"Exif\0\0secret place")
    return SimpleUploadedFile("receipt.jpg", file.getvalue())


def send(member=None, product=None):
    return send_receipt(member or make_member(), product=product or make_product(), file=picture())


@pytest.fixture
def receipt(db):
    """One that staff can look at."""
    sent = send()
    prepare_receipt(sent.pk)
    sent.refresh_from_db()
    return sent


class TestSending:
    def test_keeps_what_was_drawn_anew_and_not_what_came(self):
        sent = send()
        came = sent.file
        assert private().exists(came)
        prepare_receipt(sent.pk)
        prepare_receipt(sent.pk)
        sent.refresh_from_db()
        assert sent.file.endswith(".webp")
        assert not private().exists(came)
        with private().open(sent.file) as file:
            assert b"secret" not in file.read()

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"%PDF-1.4", "This is not a picture. Please send a photo or a screenshot of the receipt."),
            (b"", "This file is too large, or empty. A picture may have up to 10 MB."),
            (
                b"\xff\xd8\xff" * 4_000_000,
                "This file is too large, or empty. A picture may have up to 10 MB.",
            ),
        ],
    )
    def test_takes_pictures_alone_up_to_ten_megabytes(self, content, sentence):
        with pytest.raises(UploadRefused) as refused:
            send_receipt(make_member(), product=make_product(), file=ContentFile(content, name="x.jpg"))
        assert str(refused.value) == sentence
        assert not Receipt.objects.exists()

    def test_of_a_broken_picture_its_sender_is_told_and_nothing_stays(
        self, django_capture_on_commit_callbacks
    ):
        broken = ContentFile(b"\xff\xd8\xff and no more", name="x.jpg")
        sent = send_receipt(make_member(), product=make_product(), file=broken)
        with django_capture_on_commit_callbacks(execute=True):
            prepare_receipt(sent.pk)
        file = sent.file
        sent.refresh_from_db()
        assert (sent.state, sent.file, sent.decided_by) == ("refused", "", None)
        assert "This photo is damaged" in Notification.objects.get().facts["sentence"]
        assert not private().exists(file)

    def test_one_waits_for_each_product_and_can_be_taken_back(self, client, receipt):
        with pytest.raises(ReceiptWaits):
            send(receipt.member, receipt.product)
        client.force_login(receipt.member)
        client.post(f"/my/products/{receipt.product.slug}/receipt/removal/")
        assert send(receipt.member, receipt.product).state == "waiting"

    def test_nobody_of_the_team_sends_one(self):
        with pytest.raises(OwnersAreCustomers):
            send(make_moderator())
        assert not Receipt.objects.exists()


class TestDeciding:
    def test_accepted_it_makes_an_owner_and_the_picture_goes(
        self, receipt, django_capture_on_commit_callbacks
    ):
        file, by = receipt.file, make_moderator()
        with django_capture_on_commit_callbacks(execute=True):
            accept_receipt(receipt, by=by)
            done = accept_receipt(receipt, by=by)
        assert (done.state, done.file, done.decided_by) == ("accepted", "", by)
        assert Ownership.objects.get().method == Ownership.Method.RECEIPT
        told = Notification.objects.get()
        assert (told.kind, told.facts["address"]) == ("owner", f"/my/products/{receipt.product.slug}/")
        assert not private().exists(file)

    def test_refused_its_sender_reads_why_and_may_send_another(
        self, client, receipt, django_capture_on_commit_callbacks
    ):
        file = receipt.file
        client.force_login(make_moderator())
        address = f"/cms/owners/receipts/{receipt.pk}/"
        assert client.post(address, {"reason": ""}).status_code == 200
        assert Receipt.objects.waiting().exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(address, {"reason": "No date on it."})["Location"] == "/cms/owners/receipts/"
        assert not private().exists(file)
        assert not Ownership.objects.exists()
        client.force_login(receipt.member)
        assert "does not do: No date on it." in client.get("/my/notifications/").text
        assert "No date on it." in client.get("/my/products/").text
        assert send(receipt.member, receipt.product).state == "waiting"

    def test_the_second_of_two_moderators_is_told(self, client, receipt):
        accept_receipt(receipt, by=make_moderator("Ada"))
        client.force_login(make_moderator("Bo"))
        answer = client.post(f"/cms/owners/receipts/{receipt.pk}/", {"reason": "Unreadable."})
        assert answer.status_code == 409
        assert "a colleague was faster" in answer.text
        assert "by Ada" in answer.text
        assert Ownership.objects.count() == Notification.objects.count() == 1

    def test_nobody_decides_on_their_own(self, client, receipt):
        receipt.member.groups.set(make_moderator().groups.all())
        for decide in (accept_receipt, lambda one, by: refuse_receipt(one, by=by, reason="No.")):
            with pytest.raises(OwnReceipt):
                decide(receipt, by=receipt.member)
        with pytest.raises(OwnersAreCustomers):
            accept_receipt(receipt, by=make_moderator())
        client.force_login(receipt.member)
        assert "Nothing waits." in client.get("/cms/owners/receipts/").text
        assert Receipt.objects.waiting().count() == 1

    def test_the_oldest_is_first_and_its_picture_is_staffs_alone(self, client, receipt):
        later = send()
        client.force_login(make_moderator())
        page = client.get("/cms/owners/receipts/").text
        assert str(receipt.product) in page
        assert str(later.product) not in page  # not drawn anew yet
        assert client.get(f"/cms/owners/receipts/{later.pk}/picture/").status_code == 404
        answer = client.get(f"/cms/owners/receipts/{receipt.pk}/picture/")
        assert answer["Content-Type"] == "image/webp"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"


class TestWhatStays:
    def test_nothing_of_one_that_is_not_needed_any_more(self, receipt, django_capture_on_commit_callbacks):
        (code,) = make_codes(receipt.product, count=1, batch="", by=make_marketer())
        with django_capture_on_commit_callbacks(execute=True):
            prove(receipt.member, product=receipt.product, typed=code)
        with pytest.raises(AlreadyChecked):
            refuse_receipt(receipt, by=make_moderator(), reason="No.")
        assert not Receipt.objects.exists()
        assert not private().exists(receipt.file)

    def test_nothing_of_an_erased_members(self, receipt, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            erase_member(receipt.member)
        assert not Receipt.objects.exists()
        assert not private().exists(receipt.file)

    def test_a_copy_of_ones_data_has_the_picture_while_it_is_there(self, receipt):
        target = io.BytesIO()
        write_copy(receipt.member, target)
        assert f"receipts/{receipt.pk}.webp" in zipfile.ZipFile(target).namelist()

    def test_the_sweep_draws_what_was_lost_and_deletes_what_is_nobodys(self, receipt, monkeypatch):
        lost = send()
        Receipt.objects.filter(pk=lost.pk).update(sent_at=timezone.now() - timedelta(minutes=1))
        private().save("receipts/nobodys", ContentFile(b"x"))
        sweep_receipts()
        lost.refresh_from_db()
        assert lost.file.endswith(".webp")
        assert private().exists("receipts/nobodys")
        monkeypatch.setattr(receipts, "NOBODYS", timedelta(seconds=-1))
        sweep_receipts()
        assert not private().exists("receipts/nobodys")
        assert private().exists(receipt.file)
        assert private().exists(lost.file)
