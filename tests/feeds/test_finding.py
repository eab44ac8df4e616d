"""Words as search sees them, what it narrows by, and its order: all without a database."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from feeds.finding import facets, order, words
from feeds.finding.facets import Candidate
from feeds.finding.spelling import _near, vocabulary

NOW = datetime(2026, 11, 1, tzinfo=ZoneInfo("UTC"))


def typed(query: str) -> list[str]:
    return [term.typed for term in words.terms_of(query)]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Kjøkken på ÆRØ", "kjokken pa aero"),
            ("Crème brûlée", "creme brulee"),
            ("cre\u0300me", "creme"),
            ("Holm & Sons’ V60!", "holm sons v60"),
            ("x" * 4000, "x" * 60),
            ("🫘 ☕", ""),
            ("a\0b", "a b"),
            ("نور", "نور"),
        ],
    )
    def test_are_folded_and_cut_at_everything_else(self, text, folded):
        assert words.indexed(text) == folded

    @pytest.mark.parametrize(
        ("form", "other"),
        [
            ("kvernene", "kvern"),
            ("kverna", "kvernen"),
            ("cleaning", "cleaned"),
            ("beans", "bean"),
            ("grinders", "grinding"),
            ("bønner", "bønnene"),
            ("kaffe", "kaffen"),
        ],
    )
    def test_forms_of_one_word_begin_alike(self, form, other):
        stem = words.terms_of(form)[0].stem
        assert words.fold(other).startswith(stem)

    def test_a_short_word_keeps_its_ending(self):
        assert [words.stem_of(word) for word in ("tea", "beans", "water", "ese")] == [
            "tea", "bean", "water", "ese",
        ]  # fmt: skip

    def test_of_a_query_are_few_and_each_once(self):
        assert typed("Grind, grind FINER a") == ["grind", "finer"]
        assert typed("a") == ["a"]
        assert typed("' \" _ % ( \\ \0 💥") == []
        assert len(typed(" ".join(f"word{number}" for number in range(40)))) == words.MOST_WORDS

    def test_a_query_is_shown_on_one_line(self):
        assert words.tidy("  fin\0 \u202e kvern\n") == "fin kvern"
        assert len(words.tidy("a" * 5000)) == words.LONGEST_QUERY


class TestMarking:
    def test_tells_apart_every_form_of_what_was_looked_for(self):
        pieces = words.marked("Kverna, og <b>kvernene</b>.", words.terms_of("kvern"))
        assert pieces == [("Kverna", True), (", og <b>", False), ("kvernene", True), ("</b>.", False)]

    def test_an_excerpt_stands_around_the_first_of_them(self):
        text = "Before. " * 60 + "The kettle sings. " + "After. " * 60
        pieces = words.excerpt(text, words.terms_of("kettles"))
        whole = "".join(part for part, _is_found in pieces)
        assert ("kettle", True) in pieces
        assert whole.startswith("…Before.")
        assert whole.endswith("After…")
        assert len(whole) <= words.EXCERPT + 2

    def test_without_one_it_is_the_beginning(self):
        assert words.excerpt("All of it.", words.terms_of("kettle")) == [("All of it.", False)]
        assert words.excerpt("", words.terms_of("kettle")) == []


def candidate(
    pk: int, title: str = "Kettle", language: str = "en", days: int = 0, **values: str
) -> Candidate:
    sets = {group: frozenset(value.split()) for group, value in {**values, "language": language}.items()}
    return Candidate("post", pk, title, language, NOW - timedelta(days=days), sets)


class TestOrder:
    def test_is_by_title_then_language_then_time(self):
        terms = words.terms_of("clean kettle")
        found = [
            candidate(1, "Nothing of it"),
            candidate(2, "Kettles want cleaning"),
            candidate(3, "Why to clean a kettle", "nb"),
            candidate(4, "Why to clean a kettle", days=9),
            candidate(5, "Why to clean a kettle", days=1),
            candidate(6, "Clean kettle", "nb", days=99),
        ]
        assert [one.pk for one in order.best_first(found, terms, "en")] == [6, 5, 4, 3, 2, 1]

    def test_cannot_tell_praise_from_complaint_or_the_brand_from_customers(self):
        one = [candidate(pk, days=pk, stars=str(pk), by="customer") for pk in (1, 2, 3, 4, 5)]
        other = [candidate(pk, days=pk, stars=str(6 - pk), by="brand") for pk in (1, 2, 3, 4, 5)]
        terms = words.terms_of("kettle")
        assert [hit.pk for hit in order.best_first(one, terms, "en")] == [1, 2, 3, 4, 5]
        assert [hit.pk for hit in order.best_first(other, terms, "en")] == [1, 2, 3, 4, 5]


class TestFacets:
    FOUND = (
        candidate(1, kind="review", stars="2", by="customer owner", language="en"),
        candidate(2, kind="review", stars="5", by="customer", language="nb"),
        candidate(3, kind="tip", by="customer", language="nb"),
        candidate(4, kind="page", by="brand", language="en"),
    )

    def test_a_count_is_what_choosing_it_brings(self):
        counted = facets.counts(self.FOUND, {"kind": frozenset({"review"})})
        assert counted["kind"] == Counter(review=2, tip=1, page=1)
        assert counted["by"] == Counter(customer=2, owner=1)
        assert counted["stars"] == Counter({"2": 1, "5": 1})

    def test_values_of_one_group_add_and_groups_narrow(self):
        chosen = facets.chosen_in(QueryDict("kind=review&kind=tip&language=nb"))
        assert [one.pk for one in self.FOUND if facets.fits(one, chosen)] == [2, 3]

    def test_what_no_group_holds_is_not_read(self):
        asked = QueryDict(
            "kind=nonsense&stars=6&stars=x&language=%3Cb%3E&by=tone&product=%00&kind=tip&tone=bad"
        )
        assert facets.chosen_in(asked) == {"kind": frozenset({"tip"})}


class TestSpelling:
    def test_offers_the_nearest_as_it_is_written(self):
        known = vocabulary(["Rengjøring av kverna", "kjøkkenet, Kjøkkenet"])
        assert _near("kjokenet", known) == ["kjøkkenet"]
        assert _near("rengjorng", known) == ["rengjøring"]
        assert _near("xylophone", known) == []
