"""Guessing the language among the site's, and knowing a foreign one."""

import threading

import pytest
from py3langid.langid import LanguageIdentifier

from community.words import language
from community.words.language import detect, is_foreign

NORWEGIAN = [
    "Veldig god kaffekvern",
    "Ikke bra i det hele tatt",
    "Hvorfor smaker den surt?",
    "Jeg elsker denne kvernen, den er stille.",
    "Eg kjøpte han for tre veker sidan og er veldig nøgd med smaken",
    "Takk for tipset, dette må jeg prøve i morgen!",
]
ENGLISH = [
    "Great coffee grinder",
    "Not good at all",
    "Why does it taste sour?",
    "I love this grinder, it is quiet.",
    "Thanks for the tip, I have to try this tomorrow!",
]
FOREIGN = [
    "Je l'ai acheté il y a trois semaines et je suis très content du goût, mais le moulin est bruyant.",
    "Ich habe sie vor drei Wochen gekauft und bin mit dem Geschmack sehr zufrieden, aber sie ist etwas laut.",
    "La compré hace tres semanas y estoy muy contento con el sabor, pero el molinillo hace ruido.",
    "Я купил её три недели назад и очень доволен вкусом, но кофемолка немного шумит по утрам.",
]


class TestDetect:
    @pytest.mark.parametrize("text", NORWEGIAN)
    def test_norwegian_is_known_from_a_few_words(self, text):
        assert detect(text) == "nb"

    @pytest.mark.parametrize("text", ENGLISH)
    def test_english_is_known_from_a_few_words(self, text):
        assert detect(text) == "en"

    @pytest.mark.parametrize(
        "text", ["", "Takk!", "OK 👍👍👍👍👍👍👍👍", "12345 67890 12345", "https://kaffe.no/en/lang/adresse"]
    )
    def test_what_is_too_short_to_tell_gives_none(self, text):
        assert detect(text) is None

    def test_only_the_site_s_languages_are_found(self):
        assert detect(FOREIGN[1]) in ("en", "nb")
        assert detect(FOREIGN[1], allowed=("de", "en")) == "de"

    def test_odd_strings_never_crash(self):
        for text in ("\ud800" * 20 + "abcdefghijklmnop", "\0" * 50, "a" * 100_000, "日本語" * 50):
            assert detect(text) in ("en", "nb", None)


class TestIsForeign:
    @pytest.mark.parametrize("text", FOREIGN)
    def test_a_paragraph_in_another_language_is_foreign(self, text):
        assert is_foreign(text)

    @pytest.mark.parametrize(
        "words", [" ".join(NORWEGIAN), " ".join(ENGLISH), "Jeg købte den for tre uger siden " * 3]
    )
    def test_the_site_s_languages_and_their_neighbours_are_not(self, words):
        assert not is_foreign(words)

    def test_a_short_text_is_not_judged(self):
        assert not is_foreign("Très bien, merci beaucoup")

    def test_the_limit_of_one_model_does_not_reach_another(self):
        assert detect(ENGLISH[0]) == "en"
        assert is_foreign(FOREIGN[0])
        assert detect(NORWEGIAN[0]) == "nb"


class TestLoading:
    def test_the_model_is_read_once_however_many_threads_ask_whatever(self, monkeypatch):
        loaded = []
        original = LanguageIdentifier.from_model_file
        monkeypatch.setattr(
            LanguageIdentifier,
            "from_model_file",
            lambda *args, **options: loaded.append(args) or original(*args, **options),
        )
        for kept in (language._read, language._load):
            kept.cache_clear()
        asked = [detect, is_foreign] * 2
        threads = [threading.Thread(target=ask, args=(3 * ENGLISH[3],)) for ask in asked]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(loaded) == 1
