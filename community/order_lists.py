"""Order numbers as a shop's export brings them: a CSV, from whatever program. No database."""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from community.proofs import tidy

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 100_000
SHORTEST, LONGEST = 4, 64
"""Letters and digits of an order number; a shorter one could be anybody's guess."""

NUMBER_COLUMNS: Final = (
    "ordernumber", "orderno", "ordernr", "orderid", "order", "ordrenummer", "ordrenr", "ordreid", "ordre",
    "bestillingsnummer", "bestillingsnr", "bestilling", "number", "nummer", "name",
)  # fmt: skip
"""Headings of the column with the numbers, as `tidy` leaves them; the first that is there."""
PRODUCT_COLUMNS: Final = (
    "product", "productname", "lineitemname", "item", "sku", "produkt", "produktnavn", "vare", "varenavn",
)  # fmt: skip
_ROUNDED: Final = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
"""What a spreadsheet makes of a long number: the last digits are lost."""


class ListRefused(Exception):
    """The file as a whole cannot be read; `str()` is one sentence for whoever sent it."""


@dataclass(frozen=True)
class Order:
    """A row: its number in the spreadsheet, from 1; `product` as the file names it, "" where it does not."""

    row: int
    number: str
    product: str


@dataclass(frozen=True)
class Fault:
    """A row that was left out, and why."""

    row: int
    sentence: str


@dataclass(frozen=True)
class OrderList:
    """What a file says. `names_products` is whether it has a column for them."""

    orders: list[Order]
    faults: list[Fault]
    names_products: bool


def read_orders(data: bytes) -> OrderList:
    """Read a CSV with commas, semicolons or tabs, with a heading or numbers alone. Raises `ListRefused`."""
    text = _decoded(data)
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    orders: list[Order] = []
    faults: list[Fault] = []
    columns: tuple[int, int | None] | None = None
    try:
        for row, cells in enumerate(reader, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(cells)
                if not _is_number(_cell(cells, columns[0])):
                    continue  # the heading
            if len(orders) + len(faults) == MAX_ROWS:
                raise ListRefused(
                    _("This list has more than %(limit)d rows. Split it, and load the parts.")
                    % {"limit": MAX_ROWS}
                )
            number = _cell(cells, columns[0])
            if sentence := _fault(number):
                faults.append(Fault(row, sentence))
            else:
                orders.append(Order(row, number, _cell(cells, columns[1])))
    except csv.Error as error:
        raise ListRefused(_not_csv()) from error
    if columns is None:
        raise ListRefused(_("This file is empty."))
    return OrderList(orders, faults, names_products=columns[1] is not None)


def _not_csv() -> str:
    return _("This is not a CSV file. Export the orders as CSV, or save the spreadsheet as CSV.")


def _decoded(data: bytes) -> str:
    """Return the text, from Unicode with or without a mark, or as older spreadsheets write it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ListRefused(_not_csv())


def _columns(head: list[str]) -> tuple[int, int | None]:
    """Return where the numbers stand and where the products, by the heading; the first column without one."""
    names = [tidy(cell) for cell in head]
    number = next((names.index(name) for name in NUMBER_COLUMNS if name in names), None)
    product = next((names.index(name) for name in PRODUCT_COLUMNS if name in names), None)
    if number is not None:
        return number, product
    if _is_number(head[0].strip()):
        return 0, None
    words = _("No column of this file is called “order number”. Name the one with the numbers so, in row 1.")
    raise ListRefused(words)


def _is_number(cell: str) -> bool:
    return any(character.isdigit() for character in cell)


def _cell(cells: list[str], at: int | None) -> str:
    return cells[at].strip() if at is not None and at < len(cells) else ""


def _fault(number: str) -> str:
    """Say what is wrong with an order number, "" where nothing is."""
    length = len(tidy(number))
    if not length:
        return _("no order number")
    if _ROUNDED.fullmatch(number):
        return _("the spreadsheet has rounded this number: format the column as text before saving")
    if length < SHORTEST:
        return _("an order number has at least %(count)d letters or digits") % {"count": SHORTEST}
    if length > LONGEST:
        return _("an order number has at most %(count)d letters or digits") % {"count": LONGEST}
    return ""
