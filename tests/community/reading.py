"""Reads cleaned HTML with a parser of its own, which knows only what may stand there."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

PLAIN = "b blockquote br code em h2 h3 h4 hr i li ol p pre s strong u ul"
ALLOWED: dict[str, set[str]] = {tag: set() for tag in PLAIN.split()} | {
    "a": {"href", "title", "rel"},
    "img": {"data-photo", "alt"},
}
REL = 'rel="nofollow ugc noopener"'
"""What every link in cleaned HTML carries."""


class Reader(HTMLParser):
    """Fails on anything but the closed list, however it is spelt."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.links: list[str] = []

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED, tag
        assert {name for name, _ in attributes} <= ALLOWED[tag], attributes
        values = dict(attributes)
        if tag == "a":
            assert values["rel"] == "nofollow ugc noopener"
            if "href" in values:
                self.check_address(values["href"])
        if tag == "img":
            assert values["data-photo"].isascii()
            assert values["data-photo"].isdigit()

    def check_address(self, address):
        self.links.append(address)
        assert "\\" not in address
        assert not any(character < " " for character in address)
        if address.startswith("/"):
            assert not address.startswith("//")
        else:
            assert address.lower().startswith(("http://", "https://"))
            assert urlsplit(address).hostname
            assert "@" not in urlsplit(address).netloc

    def handle_data(self, data):
        self.words += data

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def read(cleaned: str) -> Reader:
    """Read cleaned HTML strictly; the reader holds its words and links."""
    cleaned.encode()
    assert not set(cleaned) & set("\0\u202e\u2066\u200b\ufeff\x1b")
    reader = Reader()
    reader.feed(cleaned)
    reader.close()
    return reader
