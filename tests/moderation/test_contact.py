"""Contact details in a text, and the many numbers that are none."""

import pytest

from moderation.contact import contact_detail


class TestContactDetail:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Write to kari.nordmann+x@mail.firma.no.", "kari.nordmann+x@mail.firma.no"),
            ("<kari@firma.no>", "kari@firma.no"),
            ("Ring 912 34 567 etter fem", "912 34 567"),
            ("22 33 41 55", "22 33 41 55"),
            ("tlf. 22 33 44 55", "22 33 44 55"),
            ("tlf nr 91234567", "91234567"),
            ("mobil: 91234567", "91234567"),
            ("jeg har 91234567", "91234567"),
            ("+47 912 34 567", "+47 912 34 567"),
            ("0047 91234567", "0047 91234567"),
            ("+4791234567", "+4791234567"),
            ("call (555) 123-4567", "(555) 123-4567"),
            ("or 555-123-4567", "555-123-4567"),
            ("020 7946 0958", "020 7946 0958"),
            ("07700 900123!", "07700 900123"),
            ("WhatsApp 1234567", "1234567"),
        ],
    )
    def test_it_is_found(self, text, found):
        assert contact_detail(text) == found

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "15 g to 250 ml at 93 degrees for 3 minutes",
            "It cost 1 299,00 kr, was 1.499,- before",
            "kr 12 500 000",
            "$1,299.00 or € 1 299 000",
            "12 345 678 people",
            "91234567 kr",
            "ISBN 978-82-02-12345-6",
            "ISBN-10: 82-02-12345-6",
            "9788202123456",
            "978-3-16-148410-0",
            "EAN 7038010000003",
            "on 12.05.2024 and 2024-05-12",
            "20240512",
            "2019-2024 and 2019 2020 2021",
            "grind 20 25 30 35 40",
            "12:30-14:00",
            "1920x1080 and 3840 x 2160",
            "order 91234567",
            "ordre nr 91234567",
            "org.nr 912 345 678",
            "model 55512345",
            "v1.2.3.4.5.6.7",
            "https://a.no/91234567?x=91234567",
            "#91234567",
            "3.14159265",
            "12345678",
            "a@b and @kari and kari@localhost",
            "100 000 000 ml",
            "0,5 0,75 1,25",
            "serial 1234-5678-9012",
        ],
    )
    def test_other_numbers_are_let_be(self, text):
        assert contact_detail(text) == ""
