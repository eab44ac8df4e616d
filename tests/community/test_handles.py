"""Handles and display names: made from names, refused when they hide something or pass for staff."""

import pytest
from hypothesis import given, strategies as st

from community.naming.handles import (
    NameRefused,
    check_display_name,
    check_handle,
    normalize_handle,
    suggest_handle,
)
from community.naming.lookalikes import mixed_script_word, skeleton
from community.words.characters import strip_unwanted

STAFF = ["Kari Nordmann", "kari-n", "Åse Bjørnø"]
BRAND = ["Nordlys Kaffe"]


class TestHandleFromAName:
    @pytest.mark.parametrize(
        ("name", "handle"),
        [
            ("Ingrid Solheim 🌿", "ingrid-solheim"),
            ("Åse Bjørnø", "ase-bjorno"),
            ("ÅSE", "ase"),
            ("Siân O'Brien", "sian-obrien"),
            ("Jean-Luc  --  Picard", "jean-luc-picard"),
            ("Ｆｕｌｌ width", "full-width"),
            ("Иван", "ivan"),
            ("名前", "mingqian"),
            ("æøåß", "aeoass"),
            ("a\u202eb\0c", "abc"),
            ("🌿🌿", ""),
            ("", ""),
            ("x" * 40, "x" * 30),
            ("a" * 29 + " b", "a" * 29),
        ],
    )
    def test_it_is_plain_and_readable(self, name, handle):
        assert normalize_handle(name) == handle

    @given(st.text())
    def test_it_is_empty_or_well_formed_and_stays_as_it_is(self, text):
        handle = normalize_handle(text)
        assert handle == normalize_handle(handle)
        assert len(handle) <= 30
        assert all(character in "abcdefghijklmnopqrstuvwxyz0123456789-" for character in handle)

    def test_a_taken_one_gets_a_number(self):
        taken = {"ingrid-solheim", "ingrid-solheim-2"}
        assert suggest_handle("Ingrid Solheim", taken=()) == "ingrid-solheim"
        assert suggest_handle("Ingrid Solheim", taken=taken) == "ingrid-solheim-3"
        assert suggest_handle("x" * 40, taken={"x" * 30}) == "x" * 28 + "-2"
        assert suggest_handle("a" * 27 + "-bc", taken={"a" * 27 + "-bc"}) == "a" * 27 + "-2"

    def test_a_handle_is_no_colleague_s_nor_the_brand_s_either(self):
        assert suggest_handle("Кари Нордманн", taken=(), taken_by_staff=STAFF) == "reader"
        assert suggest_handle("Нордлыс Каффе", taken=(), brand_names=BRAND) == "reader"

    @pytest.mark.parametrize("name", ["", "🌿", "Li", "Admin", "The Support Team", "me"])
    def test_a_name_that_cannot_be_one_becomes_a_reader(self, name):
        assert suggest_handle(name, taken={"reader"}) == "reader-2"


class TestHandle:
    @pytest.mark.parametrize(
        ("typed", "stored"), [("ingrid", "ingrid"), (" Ingrid-S2 ", "ingrid-s2"), ("ｉｎｇｒｉｄ", "ingrid")]
    )
    def test_it_is_stored_in_one_form(self, typed, stored):
        assert check_handle(typed) == stored

    @pytest.mark.parametrize(
        "typed",
        ["ab", "x" * 31, "", "-ab", "ab-", "a--b", "a_b", "a.b", "a b c", "åse", "ingrіd", "ing\u200brid",
         "ing\nrid", "ingrid\u202e", "名前名", "a/b", "<b>"],
    )  # fmt: skip
    def test_a_malformed_one_is_refused(self, typed):
        with pytest.raises(NameRefused):
            check_handle(typed)

    @pytest.mark.parametrize(
        "typed",
        ["admin", "ADMIN", "adm1n", "4dmin", "admin-anna", "anna-the-moderator", "m0derat0r", "rnoderator",
         "staff", "5taff", "official-anna", "support", "supp0rt", "the-team", "alongside", "al0ngside",
         "help-desk", "null", "me", "you", "settings", "deleted"],
    )  # fmt: skip
    def test_reserved_words_and_their_look_alikes_are_refused(self, typed):
        with pytest.raises(NameRefused):
            check_handle(typed)

    @pytest.mark.parametrize(
        "typed", ["nordlys-kaffe", "nordlyskaffe", "n0rdlys-kaffe", "nordlys-kaffe-team"]
    )
    def test_the_brand_s_name_is_refused(self, typed):
        assert check_handle(typed)
        with pytest.raises(NameRefused):
            check_handle(typed, brand_names=BRAND)

    @pytest.mark.parametrize(
        "typed",
        ["kari-n", "karin", "kar1-n", "karl-n", "kari-nordmann", "karinordrnann", "ase-bj0rno", "asebjorno"],
    )
    def test_what_passes_for_a_colleague_is_refused(self, typed):
        assert check_handle(typed)
        with pytest.raises(NameRefused):
            check_handle(typed, taken_by_staff=STAFF)

    @pytest.mark.parametrize(
        "typed",
        ["nordlys-fan", "supporter", "teamwork", "modern-anna", "kari-nordmann-2", "kari", "administrasjon"],
    )
    def test_what_only_resembles_is_taken(self, typed):
        assert check_handle(typed, taken_by_staff=STAFF, brand_names=BRAND) == typed


class TestDisplayName:
    @pytest.mark.parametrize(
        "name",
        ["Ingrid", "Åse Bjørnøy", "Ingrid 🌿", "👩‍🍳 Chef",
         "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "🌿", "Siân O'Brien-Li",
         "Иван Петров", "名前", "カフェ子", "Tシャツ子", "مریم می‌خواهم", "שרה", "J", "7", "x" * 80,
         "Kari Nordmann Hansen", "Nordlys fan", "❤️‍🔥 Nora", "👨🏽‍🍳", "Nguyễn Thị"],
    )  # fmt: skip
    def test_honest_names_in_any_script_are_taken(self, name):
        assert check_display_name(name, staff_names=STAFF, brand_names=BRAND) == name

    def test_it_is_stored_composed_with_single_spaces(self):
        assert check_display_name("  A\u030ase \n Li ") == "Åse Li"

    @pytest.mark.parametrize(
        "name",
        ["", "   ", "x" * 81, "...", "-", "\u200b", "\u3164", "a\u3164", "a\u2800b", "Ka\u202eri",
         "Ka\u2066ri", "Ka\0ri", "Ka\u200bri", "Ka\u200dri", "Ka\u200cri", "\u200dKari", "Kari\u200d",
         "Kari\u200f", "Kari\U000e0041", "K\u0301\u0302\u0303\u0304a", "\ud800x", "Kаri", "Ingrіd",
         "Ιngrid S", "Kar\u00adi"],
    )  # fmt: skip
    def test_what_hides_something_or_mixes_scripts_is_refused(self, name):
        with pytest.raises(NameRefused):
            check_display_name(name)

    @pytest.mark.parametrize(
        "name",
        ["Kari Nordmann", "KARI NORDMANN", "Kari  Nordmann", "Kari-Nordmann", "Kari Nordmann.",
         "Kari N0rdmann", "Karl Nordmann", "Kåri Nordmann", "𝓚𝓪𝓻𝓲 Nordmann", "Kari Nordrnann",
         "Kari Nordmann 🌿", "Ase Bjorno"],
    )  # fmt: skip
    def test_what_passes_for_a_colleague_is_refused(self, name):
        assert check_display_name(name)
        with pytest.raises(NameRefused):
            check_display_name(name, staff_names=STAFF)

    @pytest.mark.parametrize(
        "name",
        [
            "Admin",
            "Anna (moderator)",
            "ADM1N Anna",
            "Official Anna",
            "Support",
            "Customer Service",
            "The Team",
            "Alongside Support",
        ],
    )
    def test_what_claims_a_role_is_refused(self, name):
        with pytest.raises(NameRefused):
            check_display_name(name)

    @pytest.mark.parametrize(
        "name", ["Nordlys Kaffe", "nordlys kaffe", "Nordlys Kaffe Support", "The Nordlys-Kaffe Team"]
    )
    def test_the_brand_s_name_is_refused(self, name):
        assert check_display_name(name)
        with pytest.raises(NameRefused):
            check_display_name(name, brand_names=BRAND)

    @pytest.mark.parametrize(
        "name",
        ["Kari (Nordlys Kaffe)", "Kari @ Nordlys Kaffe", "Kari, Nordlys Kaffe", "Kari from Nordlys Kaffe",
         "Kari fra Nordlys Kaffe", "Kundeservice hos Nordlys Kaffe", "CEO of Nordlys Kaffe",
         "NordlysKaffeHelp", "SupportNordlysKaffe", "Nordlys Kaffe Norge", "Teamet i Nordlys Kaffe",
         "Нордлыс Каффе"],
    )  # fmt: skip
    def test_what_ties_its_bearer_to_the_brand_is_refused(self, name):
        with pytest.raises(NameRefused):
            check_display_name(name, brand_names=BRAND)

    @pytest.mark.parametrize(
        "name",
        ["Alongside Support", "Customer Support Kari", "Kundestøtte Kari", "Kari – ansatt", "Kari ✔",
         "Kari ✅", "Verified Kari", "ᴀᴅᴍɪɴ", "🅰🅳🅼🅸🅽", "🇦🇩🇲🇮🇳", "Админ", "Ⓐⓓⓜⓘⓝ"],
    )  # fmt: skip
    def test_what_claims_a_role_or_a_mark_by_another_way_is_refused(self, name):
        with pytest.raises(NameRefused):
            check_display_name(name)

    @pytest.mark.parametrize("name", ["Кари Нордманн", "Kari Nordmann 🇳🇴", "Kari Nordmann 🅰"])
    def test_a_colleague_s_name_in_other_letters_or_with_ornaments_is_refused(self, name):
        with pytest.raises(NameRefused):
            check_display_name(name, staff_names=STAFF)

    @pytest.mark.parametrize(
        "name", ["Kari Hansen", "J. R. Hansen", "Ola Berg-Hansen", "Hansen fan", "Ola 🇳🇴"]
    )
    def test_whoever_bears_the_name_of_a_brand_may(self, name):
        assert check_display_name(name, brand_names=["Hansen"]) == name

    @given(st.text(max_size=100))
    def test_odd_strings_are_taken_or_refused_and_never_crash(self, text):
        try:
            name = check_display_name(text, staff_names=STAFF, brand_names=BRAND)
            assert strip_unwanted(name) == name
        except NameRefused as refusal:
            assert str(refusal)  # noqa: PT017 - either outcome is right


class TestSkeleton:
    @given(st.text())
    def test_any_text_has_one_and_its_case_makes_no_difference(self, text):
        assert skeleton(text.strip()) == skeleton(f" {text}. ")

    @pytest.mark.parametrize("word", ["раypal", "Alloρ", "Kаri", "ΚАRI", "gооgle"])
    def test_a_word_of_mixed_scripts_is_found(self, word):
        assert mixed_script_word(f"støvsuger {word} Čeština") == word

    @pytest.mark.parametrize(
        "words", ["støvsuger Čeština", "10 μm kΩ", "Tシャツ 한국어漢字", "Привет Allo", "β-karoten", ""]
    )
    def test_honest_words_are_left_alone(self, words):
        assert mixed_script_word(words) == ""
