"""Feeds as people really write them: formats, encodings and oddities, to be read as feedparser reads them.

Each is (name, bytes); the reading of feedparser itself is the measure, so nothing here says what is right.
"""

import json

WORDS = "Grinding coarser for the press, one click at a time. Blåbær, ærlig talt."


def rss2(items: str, *, root: str = "", head: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {root}><channel><title>Slow mornings</title>'
        f"<link>https://blog.example/</link><description>d</description>{head}{items}</channel></rss>"
    )


def item(number: int, inside: str = "") -> str:
    return f"<item><title>Entry {number}</title><link>https://blog.example/{number}</link>{inside}</item>"


def atom1(entries: str, *, root: str = "", head: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>Slow mornings</title><id>urn:blog</id>'
        f"<updated>2026-01-01T00:00:00Z</updated>{head}{entries}</feed>"
    )


def entry(number: int, inside: str = "") -> str:
    return (
        f"<entry><title>Entry {number}</title><id>urn:{number}</id>"
        f"<updated>2026-01-0{number}T08:00:00Z</updated>"
        f'<link href="https://blog.example/{number}"/>{inside}</entry>'
    )


NETSCAPE = (
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"\n'
    ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
)
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
RSS1 = f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
RSS1_ITEM = (
    '<item rdf:about="https://blog.example/1"><title>Entry 1</title><link>https://blog.example/1</link>'
    "<dc:date>2026-01-01</dc:date><dc:subject>morgenro</dc:subject></item>"
)
TWO = item(1) + item(2)

_TEXT: dict[str, str] = {
    "rss 0.90": (
        f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>B</title>'
        f"<link>https://blog.example/</link></channel>{TWO}</rdf:RDF>"
    ),
    "rss 0.91 with its doctype": (
        f'<?xml version="1.0" encoding="ISO-8859-1"?>\n{NETSCAPE}\n'
        '<rss version="0.91"><channel><title>B</title>'
        f"{item(1, '<description>Fr&eacute;d&eacute;ric</description>')}{item(2)}</channel></rss>"
    ),
    "rss 0.91 with a comment before its doctype": (
        f'<?xml version="1.0"?><!-- made by hand -->{NETSCAPE}'
        f'<rss version="0.91"><channel>{TWO}</channel></rss>'
    ),
    "rss 0.92": (
        '<rss version="0.92"><channel><title>B</title>'
        "<item><description>x</description></item></channel></rss>"
    ),
    "rss 0.93": f'<rss version="0.93"><channel><title>B</title>{TWO}</channel></rss>',
    "rss 0.94": f'<rss version="0.94"><channel><title>B</title>{TWO}</channel></rss>',
    "rss without a version": f"<rss><channel><title>B</title>{TWO}</channel></rss>",
    "rss 2.0": rss2(TWO),
    "rss in capitals": rss2(TWO).replace("rss", "RSS").replace("channel", "CHANNEL").replace("item", "ITEM"),
    "rss with items outside of the channel": (
        f'<rss version="2.0"><channel><title>B</title></channel>{TWO}</rss>'
    ),
    "rss in a namespace of its own": rss2(TWO, root='xmlns="http://backend.userland.com/rss2"'),
    "rss with a prefix": (
        '<r:rss xmlns:r="http://purl.org/rss/1.0/" version="2.0"><r:channel><r:title>B</r:title>'
        "<r:item><r:title>Entry</r:title><r:link>https://blog.example/1</r:link></r:item></r:channel></r:rss>"
    ),
    "rss 1.0": f'{RSS1}<channel rdf:about="https://blog.example/"><title>B</title></channel>{RSS1_ITEM}</rdf:RDF>',
    "rss 1.0 with a list of its items": (
        f"{RSS1}<channel rdf:about='https://blog.example/'><title>B</title><items><rdf:Seq>"
        f"<rdf:li rdf:resource='https://blog.example/1'/></rdf:Seq></items></channel>{RSS1_ITEM}</rdf:RDF>"
    ),
    "rss with dublin core dates and content:encoded": rss2(
        item(
            1,
            "<dc:date>2026-01-01T08:00:00+01:00</dc:date><dc:creator>Ingrid</dc:creator>"
            f"<content:encoded><![CDATA[<p>{WORDS}</p>]]></content:encoded>",
        ),
        root='xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
    ),
    "rss with prefixes nobody declared": rss2(
        item(1, "<dc:creator>I</dc:creator><media:thumbnail url='x'/>")
    ),
    "atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>B</title><entry><title>Entry</title>'
        '<link rel="alternate" type="text/html" href="https://blog.example/1"/><id>urn:1</id>'
        "<issued>2004-01-01T08:00:00Z</issued><modified>2004-01-01T08:00:00Z</modified>"
        f'<content type="text/html" mode="escaped">&lt;p>{WORDS}&lt;/p></content></entry></feed>'
    ),
    "atom 1.0": atom1(entry(1) + entry(2)),
    "atom without a namespace": atom1(entry(1)).replace(' xmlns="http://www.w3.org/2005/Atom"', ""),
    "atom with prefixes": atom1(entry(1))
    .replace("<", "<a:")
    .replace("<a:/", "</a:")
    .replace("xmlns=", "xmlns:a="),
    "atom in xhtml": atom1(
        entry(1, '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></content>')
    ),
    "atom below xml:base": atom1(
        entry(1, '<content type="html" xml:base="2026/">&lt;a href="one">x&lt;/a></content>'),
        root='xml:base="https://blog.example/posts/"',
    ),
    "atom with a source in its entry": atom1(entry(1, "<source><title>Other</title><id>urn:o</id></source>")),
    "atom with an entry of one id": atom1("<entry><id>urn:1</id></entry>"),
    "atom with a doctype of xhtml": (
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        f'"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n{atom1(entry(1))}'
    ),
    "a stylesheet first": rss2(TWO).replace("?><", '?><?xml-stylesheet href="/s.xsl" type="text/xsl"?><', 1),
    "white space first": "\n\n   " + rss2(TWO),
    "a byte order mark and a declaration": "\ufeff" + rss2(TWO),
    "an ampersand alone": rss2(item(1, "<description>bread & butter, R&D</description>") + item(2)),
    "names of html": rss2(item(1, "<description>caf&eacute;&nbsp;&mdash; ok</description>") + item(2)),
    "html not escaped": rss2(item(1, "<description><p>one<br>two<img src='x.png'></description>") + item(2)),
    "cdata in cdata": rss2(
        item(1, "<description><![CDATA[a <![CDATA[b]]> c]]]]><![CDATA[></description>") + item(2)
    ),
    "cdata around everything": rss2(
        "<item><title><![CDATA[One]]></title><link><![CDATA[https://blog.example/1]]></link>"
        "<pubDate><![CDATA[Thu, 01 Jan 2026 08:00:00 GMT]]></pubDate></item>"
    ),
    "a tag left open": rss2("<item><title>One<link>https://blog.example/1</link></item>" + item(2)),
    "a tag closed twice": rss2(item(1, "</b></b>") + item(2)),
    "an attribute without quotes": rss2(item(1, "<guid isPermaLink=false>one</guid>") + item(2)),
    "control characters": rss2(item(1, "<description>a\x08b\x0bc</description>") + item(2)),
    "no ids, links or dates": rss2(
        "<item><title>One</title></item><item><description>x</description></item>"
    ),
    "the same id twice": rss2(item(1, "<guid>a</guid>") + item(2, "<guid>a</guid>")),
    "dates of every kind": rss2(
        "".join(
            item(number, f"<pubDate>{when}</pubDate>")
            for number, when in enumerate(
                [
                    "yesterday",
                    "2026-01-01",
                    "01/02/2026 8pm",
                    "Thu, 32 Jan 2026 08:00:00 GMT",
                    "Thu, 1 Jan 26 8:00 PST",
                    "20260101T080000Z",
                    "torsdag 1. januar 2026",
                    "",
                ]
            )
        )
    ),
    "an empty channel": rss2(""),
    "an empty item": rss2("<item></item>" + item(1)),
    "a podcast": rss2(
        item(
            1,
            '<enclosure url="https://x.example/a.mp3" length="1" type="audio/mpeg"/><itunes:author>I'
            "</itunes:author>",
        ),
        root='xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
    ),
    "media rss": rss2(
        item(1, '<media:group><media:content url="https://x.example/a.jpg" medium="image"/></media:group>'),
        root='xmlns:media="http://search.yahoo.com/mrss/"',
    ),
    "an atom link in rss": rss2(
        TWO,
        root='xmlns:atom="http://www.w3.org/2005/Atom"',
        head='<atom:link rel="self" href="https://blog.example/feed"/>',
    ),
    "an item inside of words": rss2(item(1, "<description>&lt;item>no&lt;/item></description>") + item(2)),
    "an item in a comment": rss2(f"<!-- {item(9)} -->{item(1)}"),
    "a declaration talked about": rss2(item(1, "<description>&lt;!DOCTYPE html></description>")),
    "text after the end": rss2(TWO) + "\n<!-- 12 queries. 0.2 seconds. -->\n",
    "a warning of php first": "<br />\n<b>Warning</b>: bad in <b>/x.php</b><br />\n" + rss2(TWO),
    "cut off in the middle": rss2(item(1) + item(2) + item(3))[:-60],
    "cdf": '<channel href="https://blog.example/"><title>B</title><item href="https://blog.example/1">'
    "<title>One</title></item></channel>",
}

_ENCODED: dict[str, tuple[str, str]] = {
    "utf-8 that says so": ("utf-8", "utf-8"),
    "utf-8 that says latin 1": ("utf-8", "iso-8859-1"),
    "latin 1": ("iso-8859-1", "iso-8859-1"),
    "latin 1 that says utf-8": ("iso-8859-1", "utf-8"),
    "windows-1252": ("cp1252", "windows-1252"),
    "latin 9": ("iso-8859-15", "iso-8859-15"),
    "utf-16 with a mark": ("utf-16", "utf-16"),
    "koi8-r that nobody knows": ("utf-8", "x-unknown"),
}


def encoded(how: str, said: str) -> bytes:
    words = rss2(item(1, f"<description>{WORDS}</description>") + item(2))
    return words.replace('version="1.0"', f'version="1.0" encoding="{said}"', 1).encode(how)


FEEDS: dict[str, bytes] = {name: text.encode() for name, text in _TEXT.items()} | {
    name: encoded(*how) for name, how in _ENCODED.items()
}

JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": [{"id": "1", "content_text": "x"}]}
).encode()
