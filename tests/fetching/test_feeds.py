"""Reading feeds: what every format gives."""

import json

import pytest

from fetching.feeds import ParsedEntry, ParsedFeed

from .documents import atom, one, read, rss, utc


class TestFormats:
    def test_rss(self):
        feed = read(
            """<?xml version="1.0" encoding="utf-8"?>
            <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
                 xmlns:dc="http://purl.org/dc/elements/1.1/">
              <channel>
                <title>Anna's &amp; Ben's blog</title><link>https://blog.example/</link><language>nb_NO</language>
                <item>
                  <title>Dashing &lt;b&gt;through&lt;/b&gt; snow</title>
                  <link>https://blog.example/1</link>
                  <guid isPermaLink="false">post-1</guid>
                  <pubDate>Tue, 01 Sep 2026 14:00:00 +0200</pubDate>
                  <dc:creator>Anna</dc:creator>
                  <category>Winter</category><category>Skis</category><category>Winter</category>
                  <description>Short</description>
                  <content:encoded><![CDATA[<p>Long <img src="/snow.jpg"></p>]]></content:encoded>
                  <comments>https://blog.example/1#comments</comments>
                  <enclosure url="https://blog.example/ski.png" type="image/png" length="1"/>
                </item>
              </channel>
            </rss>"""
        )
        assert feed == ParsedFeed(
            title="Anna's & Ben's blog",
            site_url="https://blog.example/",
            language="nb-NO",
            format="RSS 2.0",
            total_entries=1,
            notes=[],
            entries=[
                ParsedEntry(
                    guid="post-1",
                    title="Dashing through snow",
                    url="https://blog.example/1",
                    author="Anna",
                    published=utc(2026, 9, 1, 12),
                    updated=utc(2026, 9, 1, 12),
                    language="nb-NO",
                    html='<p>Long <img src="https://blog.example/snow.jpg" /></p>',
                    is_summary=False,
                    tags=["Winter", "Skis"],
                    pictures=["https://blog.example/ski.png", "https://blog.example/snow.jpg"],
                    comments_url="https://blog.example/1#comments",
                )
            ],
        )

    def test_atom(self):
        feed = read(
            atom(
                """<entry xml:lang="de" xml:base="https://blog.example/2026/">
                  <id>tag:blog.example,2026:1</id>
                  <title type="html">Tips &amp;amp; tricks</title>
                  <link rel="alternate" type="text/html" href="1"/>
                  <link rel="replies" type="text/html" href="1/replies"/>
                  <link rel="replies" type="application/atom+xml" href="1/replies.atom"/>
                  <published>2026-09-01T12:00:00Z</published><updated>2026-09-02T12:00:00+02:00</updated>
                  <category term="skis" label="Skis &amp; poles"/>
                  <author><name>Anna</name><email>anna@blog.example</email></author>
                  <author><name>Ben</name></author>
                  <content type="xhtml">
                    <div xmlns="http://www.w3.org/1999/xhtml"><p>Hei <a href="2">2</a></p></div>
                  </content>
                </entry>""",
                head='<link href="https://blog.example/"/><author><name>All of us</name></author>',
                root='xml:lang="en"',
            )
        )
        assert (feed.format, feed.language, feed.site_url) == ("Atom 1.0", "en", "https://blog.example/")
        assert feed.entries == [
            ParsedEntry(
                guid="tag:blog.example,2026:1",
                title="Tips & tricks",
                url="https://blog.example/2026/1",
                author="Anna, Ben",
                published=utc(2026, 9, 1, 12),
                updated=utc(2026, 9, 2, 10),
                language="de",
                html='<p>Hei <a href="https://blog.example/2026/2">2</a></p>',
                is_summary=False,
                tags=["skis", "Skis & poles"],
                pictures=[],
                comments_url="https://blog.example/2026/1/replies",
            )
        ]

    def test_rss_1(self):
        feed = read(
            """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
                 xmlns:dc="http://purl.org/dc/elements/1.1/">
               <channel rdf:about="https://blog.example/"><title>Blog</title><link>https://blog.example/</link>
                 <items><rdf:Seq><rdf:li rdf:resource="https://blog.example/1"/></rdf:Seq></items></channel>
               <item rdf:about="https://blog.example/1"><title>One</title><link>https://blog.example/1</link>
                 <dc:date>2026-09-01T12:00:00Z</dc:date><description>Text</description></item></rdf:RDF>"""
        )
        (entry,) = feed.entries
        assert (feed.format, feed.title, feed.total_entries) == ("RSS 1.0", "Blog", 1)
        assert (entry.guid, entry.url, entry.html) == (
            "https://blog.example/1",
            "https://blog.example/1",
            "Text",
        )
        assert entry.published == entry.updated == utc(2026, 9, 1, 12)
        assert entry.is_summary

    @pytest.mark.parametrize(
        ("version", "name"),
        [
            ("0.91", "RSS 0.91"),
            ("0.92", "RSS 0.92"),
            ("0.93", "RSS 0.93"),
            ("0.94", "RSS 0.94"),
            ("9", "RSS"),
        ],
    )
    def test_old_rss(self, version, name):
        feed = read(rss("<item><title>One</title></item>").replace("2.0", version))
        assert (feed.format, feed.entries[0].title) == (name, "One")

    def test_json_feed(self):
        feed = read(
            json.dumps(
                {
                    "version": "https://jsonfeed.org/version/1.1",
                    "title": "Blog",
                    "home_page_url": "https://blog.example/",
                    "language": "nb",
                    "authors": [{"name": "All of us"}],
                    "items": [
                        {
                            "id": 7,
                            "url": "/7",
                            "title": "Seven",
                            "content_html": '<a href="8">8</a> <a rel="tag" href="/t/b%C3%A6r+sylte/">x</a>',
                            "date_published": "2026-09-01T14:00:00+02:00",
                            "tags": ["Skis", "", 4, None],
                            "image": "https://blog.example/7.png",
                            "attachments": [{"url": "a.png", "mime_type": "image/png"}, {"url": "b.mp3"}],
                        },
                        {
                            "id": "https://blog.example/6",
                            "content_text": "One < two\n\nthree\nfour",
                            "author": {"name": "Anna"},
                            "language": "en",
                            "date_modified": "2026-08-01T12:00:00Z",
                        },
                        {
                            "id": "5",
                            "summary": "Short",
                            "external_url": "https://other.example/",
                            "title": "Five",
                        },
                    ],
                }
            ),
            content_type="application/feed+json",
        )
        assert (feed.title, feed.language, feed.format, feed.notes) == ("Blog", "nb", "JSON Feed 1.1", [])
        seven, six, five = feed.entries
        assert seven == ParsedEntry(
            guid="7",
            title="Seven",
            url="https://blog.example/7",
            author="All of us",
            published=utc(2026, 9, 1, 12),
            updated=utc(2026, 9, 1, 12),
            language="nb",
            html='<a href="https://blog.example/8">8</a> '
            '<a href="https://blog.example/t/b%C3%A6r+sylte/" rel="tag">x</a>',
            is_summary=False,
            tags=["Skis", "4", "bær sylte"],
            pictures=["https://blog.example/7.png", "https://blog.example/a.png"],
            comments_url="",
        )
        assert (six.guid, six.url) == ("https://blog.example/6", "https://blog.example/6")
        assert six.html == "<p>One &lt; two</p><p>three<br>\nfour</p>"
        assert (six.author, six.language, six.published) == ("Anna", "en", utc(2026, 8, 1, 12))
        assert (five.html, five.is_summary, five.url) == ("<p>Short</p>", True, "https://other.example/")
        assert five.published is None

    def test_a_feed_may_be_empty(self):
        assert read(rss("")).entries == []
        assert read('{"version": "https://jsonfeed.org/version/1", "items": []}').entries == []


class TestAddresses:
    @pytest.mark.parametrize(
        ("links", "url"),
        [
            ('<link href="/1"/>', "https://blog.example/1"),
            ('<link rel="edit" href="/e"/><link rel="alternate" href="/1"/>', "https://blog.example/1"),
            (
                '<link type="text/calendar" href="/c"/><link type="text/html" href="/1"/>',
                "https://blog.example/1",
            ),
            ('<link rel="self" href="/1"/>', "https://blog.example/1"),
            ("<id>https://blog.example/1</id>", "https://blog.example/1"),
            ('<link href="javascript:alert(1)"/>', ""),
            ('<link href="https://user:password@blog.example/"/>', ""),
            ('<link href="ftp://blog.example/"/>', ""),
            ('<link href="http://["/>', ""),
            ("<id>tag:1</id>", ""),
        ],
    )
    def test_are_the_canonical_ones(self, links, url):
        assert one(atom(f"<entry>{links}<title>One</title></entry>")).url == url

    def test_before_feedburners_detour(self):
        item = "<link>https://feeds.example/~r/1</link><f:origLink>https://blog.example/1</f:origLink>"
        root = 'xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"'
        assert one(rss(f"<item>{item}</item>", root=root)).url == "https://blog.example/1"

    def test_a_permalink_is_one(self):
        assert one(rss("<item><guid>https://blog.example/1</guid></item>")).url == "https://blog.example/1"

    def test_in_html_are_made_absolute(self):
        content = '<p><a href="../x?a=1&amp;b=2">x</a><img src="y.png" alt="a &gt; b"></p>'
        entry = one(rss(f"<item><title>One</title><description><![CDATA[{content}]]></description></item>"))
        assert '<a href="https://blog.example/x?a=1&amp;b=2">' in entry.html
        assert entry.pictures == ["https://blog.example/feeds/y.png"]


class TestIdentity:
    def test_is_the_address_where_there_is_no_id(self):
        assert one(rss("<item><link>https://blog.example/1</link></item>")).guid == "https://blog.example/1"

    def test_is_what_it_says_where_there_is_nothing_else(self):
        first, second, again = read(
            rss("".join(f"<item><title>{title}</title></item>" for title in ("One", "Two", "One")))
        ).entries
        assert first.guid.startswith("sha256:")
        assert first.guid == again.guid != second.guid


class TestTimes:
    @pytest.mark.parametrize(
        ("written", "time"),
        [
            ("Tue, 01 Sep 2026 12:00:00 GMT", utc(2026, 9, 1, 12)),
            ("Tue, 01 Sep 2026 12:00:00 EST", utc(2026, 9, 1, 17)),
            ("2026-09-01", utc(2026, 9, 1)),
            ("2026-09-01T12:00:60Z", utc(2026, 9, 1, 12, 1)),
            ("yesterday", None),
            ("0000-00-00", None),
            ("", None),
        ],
    )
    def test_are_utc_or_none(self, written, time):
        assert one(rss(f"<item><title>One</title><pubDate>{written}</pubDate></item>")).published == time

    @pytest.mark.parametrize(
        ("written", "time"),
        [
            ("2026-09-01T12:00:00", utc(2026, 9, 1, 12)),
            ("0001-01-01T00:00:00+14:00", None),
            ("soon", None),
            (12, None),
        ],
    )
    def test_in_json_are_too(self, written, time):
        items = [{"title": "One", "date_published": written}]
        assert (
            one(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items})).published == time
        )


class TestAuthors:
    @pytest.mark.parametrize(
        ("written", "author"),
        [
            ("anna@blog.example (Anna Berg)", "Anna Berg"),
            ("Anna Berg &lt;anna@blog.example&gt;", "Anna Berg"),
            ("anna@blog.example", "Editor"),
            ("", "Editor"),
        ],
    )
    def test_are_names_without_mail_addresses(self, written, author):
        channel = "<managingEditor>Editor</managingEditor>"
        item = f"<item><title>One</title><author>{written}</author></item>"
        assert one(rss(item, channel=channel)).author == author


class TestTagsAndPictures:
    def test_links_that_are_tags_count(self):
        content = (
            '<a rel="tag" href="https://blog.example/tags/down%20hill">x</a>'
            "<A HREF='/t/nordic/' REL='nofollow Tag'>y</A><a rel=tag href=/t/skate>z</a>"
            '<a rel="bookmark" href="/t/no">n</a><a rel="tag" href="javascript:no">n</a><a href="/t/no">n</a>'
        )
        item = f"<item><category>Skis</category><description><![CDATA[{content}]]></description></item>"
        assert one(rss(item)).tags == ["Skis", "down hill", "nordic", "skate"]

    def test_media_rss_and_pictures_in_the_text_are_found(self):
        item = """<item><title>One</title>
          <media:content url="https://blog.example/a.jpg" medium="image"/>
          <media:content url="https://blog.example/b.jpg" type="image/jpeg"/>
          <media:content url="https://blog.example/c.mp4" type="video/mp4"/>
          <media:thumbnail url="https://blog.example/d.jpg"/>
          <description>&lt;img src="e.jpg"&gt;&lt;img src="data:,x"&gt;&lt;img alt=""&gt;</description>
        </item>"""
        pictures = one(rss(item, root='xmlns:media="http://search.yahoo.com/mrss/"')).pictures
        assert [address.rpartition("/")[2] for address in pictures] == ["a.jpg", "b.jpg", "d.jpg", "e.jpg"]


class TestContent:
    def test_is_left_as_it_is_for_the_room_that_cleans_it(self):
        content = '<p onclick="x()">a<script>b()</script><iframe src="https://x.example/"></iframe></p>'
        html = one(rss(f"<item><description><![CDATA[{content}]]></description></item>")).html
        assert "<script>b()</script>" in html
        assert 'onclick="x()"' in html

    def test_code_stays_code(self):
        entry = one(
            atom("<entry><content type='html'>&lt;pre>&amp;lt;b>x&amp;lt;/b>&lt;/pre></content></entry>")
        )
        assert entry.html == "<pre>&lt;b>x&lt;/b></pre>"

    def test_the_richest_of_several_is_taken(self):
        contents = (
            "<content type='text'>Long, long text</content><content type='html'>&lt;p>Hi&lt;/p></content>"
        )
        assert one(atom(f"<entry>{contents}<summary>Short</summary></entry>")).html == "<p>Hi</p>"

    def test_an_examples_markup_in_cdata_is_text(self):
        content = "<![CDATA[<pre><item><title>x</title></item></pre><!DOCTYPE html>]]>"
        assert one(rss(f"<item><description>{content}</description></item>")).html.startswith("<pre>")
