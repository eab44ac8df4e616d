"""What owners show: codes in the boxes of one product, one of them printed in the README, and a receipt."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from community.actions.handing_out import make_codes
from community.actions.receipts import prepare_receipt, send_receipt
from community.models import Member, OwnerCode
from community.proofs import code_digest
from content.models import Product

KNOWN_CODE = "DEMO-CODE-2026"
CODES_OF = "lodd"
RECEIPT_OF = "stempel"
BUYER = "vilde-rustad"
LINES = ["FJORD HJEM", "Kvittering 14.09.2026", "", "Stempel          790,00", "Totalt           790,00"]


def seed_owners(members: dict[str, Member]) -> None:
    """Make a batch of codes, and have a member send the receipt that the desk finds waiting."""
    product, by = Product.objects.get(slug=CODES_OF), members["henrik-foss"]
    if not OwnerCode.objects.filter(product=product).exists():
        make_codes(product, count=19, batch="Boxes of this autumn", by=by)
        OwnerCode.objects.create(
            product=product, batch="Boxes of this autumn", made_by=by, digest=code_digest(KNOWN_CODE)
        )
    product, buyer = Product.objects.get(slug=RECEIPT_OF), members[BUYER]
    if not buyer.receipts.filter(product=product).exists():
        file = ContentFile(_drawn(), name="receipt.png")
        prepare_receipt(send_receipt(buyer, product=product, file=file).pk)


def _drawn() -> bytes:
    """Draw a receipt."""
    paper = Image.new("RGB", (720, 960), "#f4f1ea")
    pen, font = ImageDraw.Draw(paper), ImageFont.load_default(size=36)
    for number, line in enumerate(LINES):
        pen.text((60, 80 + 64 * number), line, fill="#222222", font=font)
    file = io.BytesIO()
    paper.save(file, "PNG")
    return file.getvalue()
