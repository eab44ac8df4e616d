"""Addresses in people's words: bare ones become links, those of blogs become absolute."""

import html as html_entities
import threading

import pytest
from hypothesis import given, settings, strategies as st

from community import sanitize
from community.addresses import safe_href
from community.sanitize import TooDeep, TooLong, absolutize, clean_html
from tests.community.reading import REL, read

HONEST_WORDS = st.lists(
    st.sampled_from(
        [
            "Grind",
            "it",
            "finer,",
            "15 g",
            "&amp;",
            "water.",
            "kaffe.no/brew?a=1&amp;b=2",
            "or",
            "https://a.no/(x)",
            "README.md",
            "5 &lt; 6",
            "a@b.no",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)
HONEST_BLOCK = st.builds(
    lambda tag, words: f"<{tag}>{words}</{tag}>",
    st.sampled_from(["p", "h2", "blockquote", "pre"]),
    HONEST_WORDS,
) | st.lists(HONEST_WORDS, min_size=1).map(lambda items: "<ul><li>" + "</li><li>".join(items) + "</li></ul>")


class TestCleaningTwice:
    @settings(max_examples=150, deadline=None)
    @given(st.lists(HONEST_BLOCK, max_size=6).map("".join))
    def test_an_honest_body_is_the_same_the_second_time(self, body):
        once = clean_html(body)
        assert clean_html(once) == once


class TestBareAddresses:
    @pytest.mark.parametrize(
        ("typed", "target"),
        [
            ("kaffe.no", "https://kaffe.no"),
            ("www.kaffe.no", "https://www.kaffe.no"),
            ("www.readme.md", "https://www.readme.md"),
            ("Example.com/a?b=1&amp;c=2", "https://Example.com/a?b=1&c=2"),
            ("http://a.no", "http://a.no"),
            ("HTTPS://a.no/b", "HTTPS://a.no/b"),
            ("https://anything.example/x", "https://anything.example/x"),
            ("https://blåbær.no/ø", "https://blåbær.no/ø"),
        ],
    )
    def test_an_address_becomes_a_link(self, typed, target):
        reader = read(clean_html(f"see {typed}, and"))
        assert reader.links == [target]
        assert reader.words == f"see {html_entities.unescape(typed)}, and"

    @pytest.mark.parametrize(
        "typed",
        ["README.md", "main.py", "run.sh", "kari@firma.no", "kari.li@firma.no", "it works.Is it", "1.5",
         "e.g. a", "fine.nothing", "ftp://a.no", "javascript://a.no", "a..no", "https://", "http://u:p@a.no",
         "x.no.old"],
    )  # fmt: skip
    def test_what_is_no_address_stays_words(self, typed):
        assert clean_html(f"<p>see {typed} there</p>") == f"<p>see {typed} there</p>"

    @pytest.mark.parametrize("tag", ["code", "pre"])
    def test_code_is_left_alone(self, tag):
        code = f"<{tag}>curl a.no?b&amp;c &lt;x&gt; &amp;lt;</{tag}>"
        assert clean_html(code) == code
        assert read(clean_html(f"{code} a.no <b>b.no</b>")).links == ["https://a.no", "https://b.no"]

    def test_code_in_code_does_not_end_it(self):
        code = "<pre><code>a.no</code> b.no</pre>"
        assert clean_html(code) == code

    def test_words_in_a_link_get_no_second_one(self):
        assert clean_html('<a href="/x">a.no</a>') == f'<a href="/x" {REL}>a.no</a>'

    def test_brackets_around_an_address_are_not_part_of_it(self):
        assert read(clean_html("see https://no.a.org/A_(b), (https://a.no/b)")).links == [
            "https://no.a.org/A_(b)",
            "https://a.no/b",
        ]

    def test_nothing_after_an_entity_is_swallowed(self):
        assert read(clean_html("http://a.no/b&lt;c&gt; d")).links == ["http://a.no/b"]

    def test_a_body_that_is_nothing_but_addresses_keeps_them_as_words(self):
        body = "a.no " * sanitize.MAX_ADDRESSES
        assert len(read(clean_html(body)).links) == sanitize.MAX_ADDRESSES
        assert read(clean_html(body + "a.no")).links == []

    def test_each_thread_has_its_own_linker(self):
        linkers = [sanitize._LINKER.linker, sanitize._LINKER.linker]
        thread = threading.Thread(target=lambda: linkers.append(sanitize._LINKER.linker))
        thread.start()
        thread.join()
        assert linkers[0] is linkers[1]
        assert linkers[2] is not linkers[0]


class TestSafeAddress:
    @pytest.mark.parametrize(
        "address",
        ["https://a.no/\x7f", "https://a.no/\x9b", "https://a.no/\x01b", "https://[::1",
         "https://a.no:port/", "https://a.no:99999/", "https://u@a.no/", "https:///a", "//a.no",
         "ftp://a.no/", "javascript://a.no/", "/\\a.no", "a.no"],
    )  # fmt: skip
    def test_it_is_refused_without_help_of_the_sanitiser(self, address):
        assert safe_href(address) is None


class TestAbsolutize:
    def test_relative_addresses_are_those_of_the_blog(self):
        html = '<a href="/a">1</a><a href="b">2</a><a href="//c.no/d">3</a><a href="https://e.no/">4</a>'
        assert read(clean_html(absolutize(html, "https://blog.example/2024/x.html"))).links == [
            "https://blog.example/a",
            "https://blog.example/2024/b",
            "https://c.no/d",
            "https://e.no/",
        ]

    @pytest.mark.parametrize("base", ["", "nonsense", "/x", "http://[", "\ud800"])
    def test_without_a_base_no_path_of_a_blog_becomes_one_of_ours(self, base):
        assert read(clean_html(absolutize('<a href="/about">x</a>', base))).links == []

    def test_it_is_bounded_like_cleaning(self):
        with pytest.raises(TooDeep):
            absolutize("<div>" * 60, "https://a.no/")
        with pytest.raises(TooLong):
            absolutize("a" * 100_001, "https://a.no/")
