"""What is made of bodies: photos in place, feeds, plain text, excerpts; bodies of plain typed text."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings, strategies as st

from community.sanitize import (
    TooLong,
    clean_html,
    clean_title,
    excerpt,
    feed_html,
    photo_ids,
    place_photos,
    plain_text,
    render_body,
)
from community.words.typed_text import html_to_text, text_to_html
from tests.community.reading import REL

PICTURE = SimpleNamespace(
    src="/media/a.webp", srcset='/media/b.webp 400w, "x"', width=800, height=600, alt="Its own"
)


class TestPhotosInABody:
    BODY = '<p>a</p><img data-photo="7" alt="A &quot;cup&quot;"><img data-photo="8"><p>b</p>'

    def test_their_numbers_are_read_in_order(self):
        assert photo_ids(self.BODY) == [7, 8]
        assert photo_ids(clean_html('<p>data-photo="9"</p>')) == []

    def test_they_stand_with_address_size_and_words(self):
        placed = place_photos(self.BODY, {7: PICTURE, 8: PICTURE})
        assert 'src="/media/a.webp" srcset="/media/b.webp 400w, &quot;x&quot;"' in placed
        assert 'width="800" height="600" alt="A &quot;cup&quot;"' in placed
        assert 'alt="Its own"' in placed

    def test_one_that_is_gone_leaves_no_trace(self):
        assert place_photos(self.BODY, {}) == "<p>a</p><p>b</p>"

    def test_a_feed_gets_absolute_addresses_and_no_sets(self):
        body = place_photos(clean_html('<a href="/x">y</a><img data-photo=7>'), {7: PICTURE})
        assert feed_html(body, "https://brand.example") == (
            f'<a href="https://brand.example/x" {REL}>y</a>'
            '<img src="https://brand.example/media/a.webp" width="800" height="600" alt="Its own">'
        )


class TestPlainText:
    def test_blocks_stay_apart_and_entities_are_letters(self):
        assert (
            plain_text("<h2>A</h2><p>b<br>c &lt;d&gt;&nbsp;&amp;</p><ul><li>e</li><li>f</li></ul>")
            == "A b c <d> & e f"
        )

    def test_html_that_was_not_cleaned_gives_its_words_too(self):
        html = (
            "<DIV class='x'>a<br/>b</DIV><p lang=en>c\ud800&#x202e;d</p><script>e</script><table><td>f<td>g"
        )
        assert plain_text(html) == "a b cd f g"

    @pytest.mark.parametrize(
        ("words", "shown"),
        [
            ("A stamp and a bottle. And much more of it", "A stamp and a bottle…"),
            ("That is the whole of it. It began in May", "That is the whole of it…"),
            ("Who would have thought? It began in May.", "Who would have thought?…"),
        ],
    )
    def test_an_excerpt_does_not_begin_a_sentence_to_break_off_at_once(self, words, shown):
        assert excerpt(f"<p>{words}</p>", 32) == shown

    def test_a_short_body_is_its_own_excerpt(self):
        assert excerpt("<p>short</p>", 10) == "short"

    @pytest.mark.parametrize(
        ("length", "shown"),
        [
            (12, "one two,…"),
            (9, "one two…"),
            (8, "one…"),
            (7, "one…"),
            (18, "one two, three…"),
            (19, "one two, three four"),
        ],
    )
    def test_an_excerpt_ends_at_a_word(self, length, shown):
        found = excerpt("<p>one two, three four</p>", length)
        assert found == shown.replace(",…", "…")
        assert len(found) <= length

    def test_one_long_word_is_cut_but_no_letter_is(self):
        assert excerpt("a" * 50, 10) == "a" * 9 + "…"
        assert excerpt("aaaae\u0301bbbb", 6) == "aaaa…"
        assert excerpt("aa👩‍🍳bbbb", 5) == "aa…"

    @settings(max_examples=100, deadline=None)
    @given(st.text(min_size=1), st.integers(2, 50))
    def test_an_excerpt_is_never_longer_than_asked(self, text, length):
        assert len(excerpt(text_to_html(text), length)) <= length


class TestTypedText:
    @pytest.mark.parametrize(
        ("typed", "made"),
        [
            ("a\nb\n\n\nc", "<p>a<br>b</p><p>c</p>"),
            ("- a\n- b\n\n- c", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
            ("x\n1. a\n2) b\ny", "<p>x</p><ol><li>a</li><li>b</li></ol><p>y</p>"),
            ("• a\n* b", "<ul><li>a</li><li>b</li></ul>"),
            ("1.5 g\n-b\n-", "<p>1.5 g<br>-b<br>-</p>"),
            ("a\r\nb", "<p>a<br>b</p>"),
            ("<b>&\"'", "<p>&lt;b&gt;&amp;\"'</p>"),
            ("", ""),
        ],
    )
    def test_it_becomes_paragraphs_and_lists(self, typed, made):
        assert text_to_html(typed) == made
        assert clean_html(made) == made

    def test_a_body_is_rendered_by_its_format(self):
        assert render_body("<b>x</b>", "html") == "<b>x</b>"
        assert render_body("<b>x</b>", "text") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
        assert render_body("see a.no", "text") == f'<p>see <a href="https://a.no" {REL}>a.no</a></p>'
        with pytest.raises(ValueError, match="markdown"):
            render_body("x", "markdown")

    def test_too_much_text_is_refused_before_it_is_made_into_html(self):
        with pytest.raises(TooLong):
            render_body("\n" * 100_001, "text")


class TestTitles:
    def test_a_title_is_one_composed_line_without_tricks(self):
        assert clean_title("  My\n\t e\u0301spresso\0 \u202ereversed\u2028<b> ") == "My éspresso reversed <b>"


class TestTextGivenBack:
    def test_keeps_paragraphs_lists_quotes_and_where_links_lead(self):
        html = (
            "<h2>First</h2><p>One<br>two &amp; three.\nStill  three.</p>"
            "<blockquote><p>Said.</p><p>More.</p></blockquote>"
            "<ul><li>Beans<ol><li>dark</li><li>light</li></ol></li>"
            '<li><p>See <a href="https://a.example">here</a></p></li></ul>'
            "<ol><li>Grind</li></ol><pre>a\n  b</pre>"
            '<p><a href="https://b.example">https://b.example</a></p>'
        )
        assert html_to_text(html) == (
            "First\n\nOne\ntwo & three. Still three.\n\n> Said.\n\n> More.\n\n"
            "- Beans\n  1. dark\n  2. light\n- See here (https://a.example)\n1. Grind\n\na\nb\n\nhttps://b.example"
        )

    def test_is_read_back_as_it_was(self):
        text = "One\ntwo.\n\n- a\n- b\n\n> Said.\n\n1. c\n2. d"
        assert html_to_text(text_to_html(text)) == text
