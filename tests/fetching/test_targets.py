"""From what somebody typed to what would be called."""

import pytest

from fetching import BadAddress
from fetching.targets import Target, _read_ipv6, read_target


class TestPlainAddresses:
    @pytest.mark.parametrize(
        ("url", "target"),
        [
            ("http://example.com", Target("http", "example.com", 80, "/")),
            ("https://example.com/", Target("https", "example.com", 443, "/")),
            ("HTTPS://Example.COM/Feed", Target("https", "example.com", 443, "/Feed")),
            ("https://example.com:443/a?b=c&d=e#f", Target("https", "example.com", 443, "/a?b=c&d=e")),
            ("https://example.com:80/", Target("https", "example.com", 80, "/")),
            ("http://example.com:/", Target("http", "example.com", 80, "/")),
            ("http://example.com?x", Target("http", "example.com", 80, "/?x")),
            ("http://example.com./", Target("http", "example.com", 80, "/")),
            ("http://my_blog.example.com/", Target("http", "my_blog.example.com", 80, "/")),
            ("http://xn--bcher-kva.example/", Target("http", "xn--bcher-kva.example", 80, "/")),
            ("http://bücher.example/bücher", Target("http", "xn--bcher-kva.example", 80, "/b%C3%BCcher")),
            ("http://blåbærsyltetøy.no/", Target("http", "xn--blbrsyltety-y8ao3x.no", 80, "/")),
            ("http://example。com/", Target("http", "example.com", 80, "/")),
            ("http://1.1.1.1/", Target("http", "1.1.1.1", 80, "/")),
            ("http://1.example/", Target("http", "1.example", 80, "/")),
            ("http://127.0.0.1.nip.io/", Target("http", "127.0.0.1.nip.io", 80, "/")),
            ("http://[2606:4700:4700:0::1111]/", Target("http", "2606:4700:4700::1111", 80, "/")),
            ("http://[::1]:8000/x", Target("http", "::1", 8000, "/x")),
            ("http://example.com/a%20b%zz", Target("http", "example.com", 80, "/a%20b%zz")),
        ],
    )
    def test_is_read_as_it_will_be_called(self, url, target):
        assert read_target(url) == target

    @pytest.mark.parametrize(
        ("url", "written"),
        [
            ("http://Example.com:80", "http://example.com/"),
            ("https://example.com:80/x", "https://example.com:80/x"),
            ("http://[::1]:8000/x?y", "http://[::1]:8000/x?y"),
        ],
    )
    def test_is_written_in_one_way(self, url, written):
        assert read_target(url).url == written


class TestOddAddresses:
    @pytest.mark.parametrize(
        "host",
        [
            # One number, octal, hexadecimal, short, long, too large.
            *["2130706433", "0x7f000001", "017700000001", "0x7f.1", "0x7f.0.0.1", "0177.0.0.1", "127.1"],
            *["127.0.1", "127.0.0.01", "0127.0.0.1", "0", "0x", "00000000000", "4294967295", "99999999999"],
            *["256.1.1.1", "1.1.1.1.1", "1.2.3.0x4", "3232235521", "0xc0a80001", "0x8.0x8.0x8.0x8"],
            # A dot at the end, two dots, digits and dots of other scripts.
            *["127.0.0.1.", "127.1.", "8.8.8.8.", "1..1", "example..com", ".example.com", "example.com.."],
            *["１２７.0.0.1", "127。0。0。1", "①②⑦.⓪.⓪.①", "１２７．０．０．１", "٠.٠.٠.٠", "१२७.0.0.1"],
            *["𝟏𝟐𝟕.𝟎.𝟎.𝟏", "0ｘ7f.1", "８.8.8.8", "2130706433\u3002"],
            # Brackets where none belong, zone indexes, mixed notations.
            *[
                "[127.0.0.1]",
                "[::1",
                "::1]",
                "[::1%25lo]",
                "[::1%lo]",
                "[fe80::1%25eth0]",
                "[::1].example.com",
            ],
            *["[::ffff:0x7f.1]", "[v1.fe80::a]", "[]", "[::1][::1]", "[1:2:3:4:5:6:7:8:9]", "[:::]"],
            # Percent signs, users, blanks, control characters, empty and overlong names.
            *[
                "%31%32%37.0.0.1",
                "127%2e0.0.1",
                "localhost%00.example.com",
                "user@example.com",
                "a:b@example.com",
            ],
            *[
                "@example.com",
                "example.com@127.0.0.1",
                "exam ple.com",
                "exam\tple.com",
                "example.com\n",
                "\x00",
            ],
            *["example.com\\@127.0.0.1", "-example.com", "example-.com", "exa$mple.com", "exa*mple.com", ""],
            *[
                "a" * 64 + ".com",
                ".".join(["a" * 60] * 5),
                "☃️" * 60 + ".com",
                "xn--\u00fc.com",
                "a\u200d.com",
                "⁄",
            ],
            # Ports.
            *[
                "example.com:x",
                "example.com:-1",
                "example.com:99999",
                "example.com:８０",
                "example.com:80:80",
            ],
            *["example.com: 80", "example.com:0x50", "example.com:+80", "example.com:8_0"],
        ],
    )
    def test_a_host_has_one_spelling(self, host):
        for scheme in ("http", "https"):
            with pytest.raises(BadAddress):
                read_target(f"{scheme}://{host}/")

    @pytest.mark.parametrize(
        "url",
        [
            *["", "example.com", "//example.com/", "/feed", "http:", "http:/", "http://", "http:///feed"],
            *[
                "http:example.com",
                "http:/example.com",
                "ftp://example.com/",
                "file:///etc/passwd",
                "feed:example",
            ],
            *[
                "gopher://example.com/",
                "javascript:alert(1)",
                "data:text/xml,<rss/>",
                "unix:///run/x",
                "ws://a/",
            ],
            *[
                "jar:http://example.com!/",
                "httpss://example.com/",
                "h\tttp://example.com/",
                " http://example.com",
            ],
            *["http://example.com/\r\nHost: x", "http://example.com/\x00", "http://example.com/a b"],
            *["http://example.com\\x", "http:\\\\example.com", "http://example.com/" + "a" * 2000],
            *["http://[", "http://]/", "http://\u2100.example/", "http://example.com\uff0f@127.0.0.1/"],
        ],
    )
    def test_only_plain_web_addresses_are_read(self, url):
        with pytest.raises(BadAddress):
            read_target(url)

    @pytest.mark.parametrize("text", [":::", "1:2", "::ffff:1.2.3", "1:2:3:4:5:6:7:8:9", "::12345"])
    def test_an_address_in_brackets_is_whole(self, text):
        # Some versions of Python look inside the brackets themselves, some do not.
        with pytest.raises(BadAddress):
            _read_ipv6(text)

    def test_the_person_is_told_in_one_sentence(self):
        with pytest.raises(BadAddress) as caught:
            read_target("ftp://example.com/")
        assert str(caught.value) == "Only addresses that begin with http:// or https:// can be read."
        with pytest.raises(BadAddress, match="user name or a password"):
            read_target("https://anna:secret@example.com/")


class TestRedirects:
    HERE = read_target("https://example.com/blog/feed?x=1")

    @pytest.mark.parametrize(
        ("location", "url"),
        [
            ("/feed", "https://example.com/feed"),
            ("atom", "https://example.com/blog/atom"),
            ("//other.example/", "https://other.example/"),
            ("http://other.example/", "http://other.example/"),
            ("?y=2", "https://example.com/blog/feed?y=2"),
            (" /with spaces in it ", "https://example.com/with%20spaces%20in%20it"),
            ("/bücher#part", "https://example.com/b%C3%BCcher"),
        ],
    )
    def test_lead_to_another_plain_address(self, location, url):
        assert self.HERE.follow(location).url == url

    @pytest.mark.parametrize(
        "location",
        [
            "file:///etc/passwd",
            "//127.1/",
            "http://0x7f.1/",
            "//a@b/",
            "/a\tb",
            "/\\127.0.0.1",
            "//[",
            "http:///x",
        ],
    )
    def test_are_held_to_the_same_rules(self, location):
        with pytest.raises(BadAddress):
            self.HERE.follow(location)
