"""The security boundary: what hostile, odd and honest HTML becomes, and what is refused unparsed."""

from contextlib import suppress
from types import SimpleNamespace

import pytest
from hypothesis import given, settings, strategies as st

from community import sanitize
from community.sanitize import TooDeep, TooLong, absolutize, clean_html, plain_text, render_body
from community.words.characters import strip_unwanted
from tests.community.reading import REL, read
from tests.pasted import DOCS, OFFICE, WORD


class TestWhatMayStandInABody:
    def test_everything_on_the_list_survives(self):
        body = (
            "<h2>A</h2><h3>B</h3><h4>C</h4><p>a<br><b>b</b><strong>c</strong><i>d</i><em>e</em><u>f</u><s>g</s></p>"
            "<blockquote><p>h</p></blockquote><ul><li>i</li></ul><ol><li>j</li></ol><pre><code>k</code></pre><hr>"
        )
        assert clean_html(body) == body

    def test_a_link_keeps_address_and_title_and_gets_its_rel(self):
        assert (
            clean_html(
                '<a href="https://example.com/a?b=1&amp;c=2#d" title="T" rel="me" target="_blank">x</a>'
            )
            == f'<a href="https://example.com/a?b=1&amp;c=2#d" title="T" {REL}>x</a>'
        )

    def test_a_path_of_our_own_site_stays_a_path(self):
        assert clean_html('<a href="/products/grinder/">x</a>') == f'<a href="/products/grinder/" {REL}>x</a>'

    def test_a_photo_of_ours_stays_by_its_number_only(self):
        assert (
            clean_html('<img src="https://evil.example/x.png" data-photo="12" alt="A &gt; B" onerror="x()">')
            == '<img data-photo="12" alt="A &gt; B">'
        )

    @pytest.mark.parametrize("number", ["", "0", "-1", "1.5", "٣", "12 onerror=x", "1" * 19, "1;2"])
    def test_a_picture_without_a_number_of_ours_goes(self, number):
        assert clean_html(f'a<img data-photo="{number}" alt="b">c') == "ac"

    def test_a_picture_cannot_pretend_its_number_in_its_alt_text(self):
        assert clean_html("""<img alt=' data-photo="12" '>""") == ""

    @pytest.mark.parametrize(
        "attribute",
        [
            "style",
            "class",
            "id",
            "name",
            "target",
            "lang",
            "dir",
            "onclick",
            "data-x",
            "is",
            "slot",
            "srcset",
            "hidden",
        ],
    )
    def test_no_other_attribute_stays_anywhere(self, attribute):
        for tag in ("p", "b", "li", "blockquote"):
            assert f"{attribute}=" not in clean_html(f'<{tag} {attribute}="x">y</{tag}>')
        assert f" {attribute}=" not in clean_html(f'<a {attribute}="x" href="/a">y</a>')


class TestWordsSurvive:
    """Markup of word processors and blogs goes; no word is lost and none run together."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("<h1>a</h1><h5>b</h5><h6>c</h6>", "<h2>a</h2><h4>b</h4><h4>c</h4>"),
            ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
            ("<div><div>a</div><div>b</div></div>", "<p>a</p><p>b</p>"),
            ("<section><h2>a</h2><div>b</div></section>", "<h2>a</h2><p>b</p>"),
            (
                "<figure><img data-photo=1><figcaption>a</figcaption></figure>",
                '<p><img data-photo="1"></p><p>a</p>',
            ),
            ("<del>a</del><strike>b</strike><ins>c</ins>", "<s>a</s><s>b</s><u>c</u>"),
            ("<span style='mso-x:y'>a</span><font color=red>b</font>", "ab"),
            ("a<p>&nbsp;</p><p><br></p><p></p>b", "ab"),
            ("<dl><dt>a</dt><dd>b</dd></dl>", "<p>a</p><p>b</p>"),
            ("a\u2028b", "a\nb"),
        ],
    )
    def test_foreign_markup_becomes_ours(self, typed, kept):
        assert clean_html(typed) == kept

    def test_cells_of_a_table_stay_apart(self):
        cleaned = clean_html("<table><tbody><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></tbody></table>")
        assert cleaned == "<p>a b </p><p>c </p>"

    def test_a_word_processor_s_paste_comes_out_clean(self):
        pasted = (
            "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style><!-- p.Mso {margin:0} -->"
            "</style><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>"
            "<![endif]--></head><body lang=EN-GB><p class=MsoNormal style='margin:0'><b style='mso-bidi-font-"
            "weight:normal'>Title<o:p></o:p></b></p><p class=MsoList><![if !supportLists]>· <![endif]>one"
            "</p><p class=MsoNormal><o:p>&nbsp;</o:p></p></body></html>"
        )
        assert clean_html(pasted) == "<p><b>Title</b></p><p>· one</p>"

    def test_emoji_joiners_flags_and_right_to_left_words_stay(self):
        words = "👩‍🍳 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f می‌خواهم שלום\u200f!"
        assert clean_html(words) == words


class TestWhatIsTakenOut:
    @pytest.mark.parametrize(
        "content",
        [
            "<script>W</script>",
            "<ScRiPt >W</sCrIpT\n>",
            "<style>W{}</style>",
            "<svg><desc>W</desc></svg>",
            "<math><mtext>W</mtext></math>",
            "<iframe>W</iframe>",
            "<noscript>W</noscript>",
            "<template>W</template>",
            "<textarea>W</textarea>",
            "<title>W</title>",
            "<xmp>W</xmp>",
            "<object>W</object>",
            "<select><option>W</select>",
            "<!-- W -->",
            "<!W>",
            "<?php W ?>",
            "</W>",
            "<xml>W</xml>",
            "<video><source>W</video>",
            "<plaintext>W",
        ],
    )
    def test_what_is_no_prose_goes_with_its_content(self, content):
        assert clean_html(f"a{content}") == "a"

    @pytest.mark.parametrize(
        "tag",
        [
            "form",
            "input",
            "button",
            "meta",
            "base",
            "link",
            "embed",
            "dialog",
            "marquee",
            "x-y",
            "slot",
            "portal",
        ],
    )
    def test_no_other_tag_stays(self, tag):
        assert f"<{tag}" not in clean_html(f"a<{tag} href=x action=x formaction=x>b")

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "\x01javascript:alert(1)",
            "java&#x202e;script:alert(1)",
            "java&NewLine;script:alert(1)",
            "javascript&colon;alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "mailto:a@b.no",
            "tel:123",
            "ftp://a.no/",
            "file:///etc/passwd",
            "blob:https://a.no/x",
            "//evil.example/",
            "/\t/evil.example/",
            "/\n/evil.example",
            "\\\\evil.example",
            "/\\evil.example",
            "https:evil.example",
            "https:/evil.example",
            "https:\\\\evil.example",
            "http://",
            "http:///x",
            "https://brand.example@evil.example/",
            "https://u:p@evil.example/",
            "https://[::1",
            "https://a.no:port/",
            "#top",
            "?q=1",
            "relative/path",
            "www.example.com",
            "",
            "https://a.no/" + "x" * 2_000,
        ],
    )
    def test_nobody_is_led_where_they_should_not_go(self, address):
        escaped = address.replace('"', "&quot;")
        cleaned = clean_html(f'<a href="{escaped}">x</a>')
        assert "href" not in cleaned
        assert read(cleaned).words == "x"

    def test_an_address_broken_over_lines_is_mended_and_its_spaces_are_written_out(self):
        assert read(clean_html('<a href=" https://a.no/b\nc d ">x</a>')).links == ["https://a.no/bc%20d"]

    @pytest.mark.parametrize(
        "mark",
        ["\0", "\x1b", "\x7f", "\x9b", "\xad", "\u180e", "\u200b", "\u202a", "\u202e", "\u2060", "\u2066",
         "\u2069", "\ufeff", "\ufff9", "\ufdd0", "\ufffe", "\ud800", "\U000e0001", "\U000e0041"],
    )  # fmt: skip
    def test_invisible_and_turning_characters_go_written_plainly_or_by_number(self, mark):
        assert clean_html(f"<p>a{mark}b</p>") == "<p>ab</p>"
        if mark not in "\0\x7f\x9b\ufdd0\ufffe\ud800":  # HTML itself refuses or reads these otherwise
            assert clean_html(f"<p>a&#{ord(mark)};b</p>") == "<p>ab</p>"
            assert clean_html(f'<a href="https://a.no/b&#{ord(mark)};c" title="b&#{ord(mark)};c">x</a>') == (
                f'<a href="https://a.no/bc" title="bc" {REL}>x</a>'
            )


VECTORS = [
    "<svg><style><a title='</style><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src onerror=alert(1)>'>",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><img src=x onerror=alert(1)> -->",
    "<a href='x' href='javascript:alert(1)'>x</a>",
    "<a href=`javascript:alert(1)`>x</a>",
    "<a/href=javascript:alert(1)//>x",
    "<img/src/onerror=alert(1) data-photo=1>",
    "<img data-photo='1' data-photo='x' alt='\"><script>alert(1)</script>'>",
    "<p title='<img src=x onerror=alert(1)>'>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    'http://a.no/"onmouseover=alert(1)//',
    "http://a.no/'><script>alert(1)</script>",
    "http://a.no/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    "javascript://a.no/%0aalert(1)",
    "<a href='http://a.no'>http://b.no</a>",
    "<a><table><td><a href=//x>b.no</a>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<scr<script>ipt>alert(1)</script>",
    "\ud83d<script>\udd25",
    "<p>" * 40 + "<b>" * 5 + "</p>" * 40,
    "<table><b><tr><td>a.no</b><i>b</table>",
    "<select><template><img src=x onerror=alert(1)>",
    "<isindex action=javascript:alert(1)>",
    "<base href=//evil.example/><a href=x>y</a>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)><html onclick=x>",
    "<p/onclick=alert(1)>x</p>",
    "+ADw-script+AD4-alert(1)",
    "<a href='https://a.no\u2066.evil'>x</a>",
    "<img srcset='//evil.example/x 1x' data-photo=3>",
    "<p background=//evil.example/x>y</p><table background=//evil.example>",
]


class TestPasting:
    @pytest.mark.parametrize(
        ("pasted", "clean"),
        [
            (WORD, "<h2>Better water</h2> <p><b>Soft</b> water</p> <p>1. Boil</p> <p>2. Cool</p>"),
            (DOCS, "<b> <p>Kept cold</p> <ul><li><p>filtered</p></li></ul></b><br>"),
            (OFFICE, f'<p><i>Fresh</i> every <a href="https://example.org/week" {REL}>week</a></p>'),
        ],
    )
    def test_of_a_word_processors_markup_the_words_stay(self, pasted, clean):
        assert " ".join(clean_html(pasted).replace("&nbsp;", " ").split()) == clean


class TestHostileHtml:
    @pytest.mark.parametrize("vector", VECTORS)
    def test_a_known_vector_leaves_only_what_is_on_the_list(self, vector):
        read(clean_html(vector))
        read(clean_html(absolutize(vector, "https://blog.example/x/")))
        read(render_body(vector, "text"))

    PIECES = (
        st.sampled_from(
            [*VECTORS, "<", ">", "/>", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "'", '"', "`", "=", " ",
             "\n", "&", "&#", "&lt;", "&#60;", "&nbsp;", "<p>", "</p>", "<b>", "</b>", "<a href=", "</a>",
             "<a href='/x'>", "<li>", "<ul>", "<div>", "</div>", "<td>", "<table>", "<svg>", "<style>",
             "</style>", "<math>", "<pre>", "<code>", "http://a.no", "a.no", "www.a.no/(b)", "</",
             "javascript:", "onerror=x", "\0", "\u202e", "<img data-photo=7 alt="]
        )
        | st.text(max_size=5)
    )  # fmt: skip

    @settings(max_examples=400, deadline=None)
    @given(st.lists(PIECES, max_size=25).map("".join))
    def test_any_mixture_leaves_only_what_is_on_the_list(self, mixture):
        with suppress(TooLong, TooDeep):
            read(clean_html(mixture))

    @settings(max_examples=200, deadline=None)
    @given(st.text())
    def test_any_typed_text_keeps_its_letters(self, text):
        letters = "".join(filter(str.isalnum, read(render_body(text, "text")).words))
        marked = strip_unwanted(text)
        typed = "".join(filter(str.isalnum, marked))
        # List markers become lists; all other letters and digits stand as typed.
        assert letters == typed or len(letters) < len(typed)
        assert "".join(filter(str.isalpha, letters)) == "".join(filter(str.isalpha, typed))


class TestSizeAndDepth:
    def test_the_longest_body_is_taken_and_one_letter_more_refused(self):
        assert len(clean_html("a" * sanitize.MAX_CHARS)) == sanitize.MAX_CHARS
        with pytest.raises(TooLong):
            clean_html("a" * sanitize.MAX_CHARS + "a")

    def test_the_deepest_nesting_is_taken_and_one_more_refused(self):
        assert clean_html("<b>" * sanitize.MAX_DEPTH + "x")
        with pytest.raises(TooDeep):
            clean_html("<div>" * (sanitize.MAX_DEPTH + 1) + "x")

    def test_what_a_parser_closes_by_itself_is_not_deep(self):
        assert clean_html("<p>a" * 200).count("<p>") == 200
        assert clean_html("<ul>" + "<li>a" * 200).count("<li>") == 200
        assert clean_html("a<br>" * 200).count("<br>") == 200
        assert clean_html("<svg>" + "<path/>" * 200 + "</svg>a") == "a"

    def test_depth_hidden_from_the_estimate_is_found_before_bleach(self):
        # `<blockquote/>` opens an element in HTML, though it looks closed.
        with pytest.raises(TooDeep):
            clean_html("<blockquote/>" * (sanitize.MAX_DEPTH + 1))

    def test_end_tags_of_nothing_do_not_hide_depth(self):
        with pytest.raises(TooDeep):
            clean_html("</b>" * 100 + "<div></b>" * (sanitize.MAX_DEPTH + 1))

    def test_comments_do_not_count(self):
        assert clean_html("<!--" + "<b>" * 60 + "-->a") == "a"

    def test_more_tags_than_any_text_needs_are_refused(self):
        assert clean_html("<br>" * sanitize.MAX_TAGS).count("<br>") == sanitize.MAX_TAGS
        with pytest.raises(TooDeep):
            clean_html("<br>" * (sanitize.MAX_TAGS + 1))

    @pytest.mark.parametrize(
        "hostile",
        [
            "<br>" * (sanitize.MAX_TAGS + 1),
            # Reopened in every paragraph, these 30 kB become half a million elements.
            "<p>" + "".join(f"<b x={n} y='</b>'>" for n in range(100)) + "</p>" + "<p>x</p>" * 5_000,
            "<div>" * (sanitize.MAX_DEPTH + 1),
        ],
    )
    def test_what_would_cost_a_parser_too_much_reaches_none(self, hostile, monkeypatch):
        def never(_html):
            raise AssertionError("nh3 was reached")

        monkeypatch.setattr(sanitize, "_WIDE", SimpleNamespace(clean=never))
        with pytest.raises(TooDeep):
            clean_html(hostile)

    def test_markup_that_grows_in_nh3_never_reaches_bleach(self):
        unclosed = "<p>" + "<b><b><b><i><i><i><u><u><u>"
        with pytest.raises(TooLong):
            clean_html(unclosed + "</p>" + "<p>x</p>" * 4_000)
        with pytest.raises(TooDeep):
            clean_html(unclosed + "</p>" + "<p>x</p>" * 1_000)

    @pytest.mark.parametrize(
        "hostile", ["<div>" * 19_000, "<!--" * 20_000, "<a " * 30_000, "<" * 99_999, "&" * 99_999]
    )
    def test_a_hostile_body_gives_an_answer_or_a_refusal(self, hostile):
        with suppress(TooLong, TooDeep):
            read(clean_html(hostile))

    def test_bodies_that_never_were_cleaned_are_not_parsed_for_their_words(self):
        with pytest.raises(TooDeep):
            plain_text("<div>" * 9_000)
