"""Order numbers as shops export them."""

import pytest

from community.order_lists import MAX_ROWS, Fault, ListRefused, Order, read_orders
from community.proofs import code_digest, new_code, order_digest

NORWEGIAN = "Ordrenummer;Kunde;Produkt\r\nA-1001;Kåre;Håndkvern\r\n\r\n;Åse;Håndkvern\r\n"


class TestAFile:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_is_read_as_whatever_program_wrote_it(self, encoding):
        listed = read_orders(NORWEGIAN.encode(encoding))
        assert listed.orders == [Order(2, "A-1001", "Håndkvern")]
        assert listed.faults == [Fault(4, "no order number")]
        assert listed.names_products

    @pytest.mark.parametrize(
        "text",
        [
            "#1001\n#1002\n",
            "Name\n#1001\n#1002\n",
            '"x, y",Order ID\n"a, b",#1001\nc,#1002',
            "order\t\n#1001\t\n#1002\t",
        ],
    )
    def test_needs_a_heading_only_where_there_are_columns(self, text):
        listed = read_orders(text.encode())
        assert [order.number for order in listed.orders] == ["#1001", "#1002"]
        assert not listed.names_products

    def test_says_of_every_bad_row_what_is_wrong(self):
        listed = read_orders(f"order number\n123\n1,5E+11\n{'9' * 65}\n--\n1001\n".replace(",", ".").encode())
        assert [(fault.row, fault.sentence.split(":")[0]) for fault in listed.faults] == [
            (2, "an order number has at least 4 letters or digits"),
            (3, "the spreadsheet has rounded this number"),
            (4, "an order number has at most 64 letters or digits"),
            (5, "no order number"),
        ]
        assert [order.number for order in listed.orders] == ["1001"]

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "empty"),
            (b"PK\x03\x04\0\0\0", "not a CSV"),
            (b"customer,town\nKari,Oslo\n", "No column"),
            (b'order\n"' + b"a" * 200_000, "not a CSV"),
            (b"1001\n" * (MAX_ROWS + 1), "more than 100000 rows"),
        ],
    )
    def test_is_refused_as_a_whole_in_words(self, data, sentence):
        with pytest.raises(ListRefused, match=sentence):
            read_orders(data)


class TestDigests:
    def test_spaces_dashes_case_and_width_make_no_difference(self):
        assert (
            len({code_digest(typed) for typed in ("7KQM-2FXD-9RTA", " 7kqm 2fxd–9rta", "７ＫＱＭ2fxd9RTA")})
            == 1
        )
        assert order_digest("#A-1001") == order_digest("a 1001")

    def test_letters_that_look_like_digits_are_understood_in_codes_alone(self):
        assert code_digest("OIL0") == code_digest("0110")
        assert order_digest("OIL0") != order_digest("0110")

    def test_a_code_is_no_order_number_and_another_key_another_hash(self, settings):
        before = code_digest("7KQM-2FXD-9RTA")
        assert before != order_digest("7KQM-2FXD-9RTA")
        settings.OWNERSHIP_KEY = "another"
        assert code_digest("7KQM-2FXD-9RTA") != before

    def test_a_new_code_is_sixty_bits_that_no_spreadsheet_takes_for_a_formula(self):
        assert all(len(code := new_code()) == 14 and code[0].isalnum() for _ in range(50))
