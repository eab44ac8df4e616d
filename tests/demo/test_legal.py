"""The demo's legal pages: every bracket of the drafts is filled, in both languages."""

import pytest

from content.models import BrandSettings, LegalPage
from demo.seeding.legal import filled_in, seed_legal_pages


class TestFilling:
    def test_takes_the_words_in_order_and_leaves_none_out_but_the_empty(self):
        assert filled_in("By [name], in [number] days. [If so, say so.]", ["us", "two", ""]) == (
            "By us, in two days."
        )

    def test_refuses_too_few_words(self):
        with pytest.raises(ValueError):
            filled_in("By [name], in [number] days.", ["us"])


@pytest.mark.django_db
class TestPages:
    def test_are_public_and_whole_in_both_languages(self, client):
        BrandSettings.objects.create(name="Morgenro", contact_email="hei@demo.example")
        seed_legal_pages()
        seed_legal_pages()

        pages = LegalPage.objects.live()
        assert pages.count() == 8
        for page in pages:
            shown = client.get(page.get_url()).text
            assert page.title in shown
            assert "[" not in shown.partition("<main")[2].partition("</main>")[0]
