"""Words typed into a plain textarea, made into HTML, and back. `sanitize.render_body` cleans the HTML."""

import html
import re
from html.parser import HTMLParser

from community.words.characters import strip_unwanted

_QUOTE_LINE = re.compile(r"\s*>+[ \t]?")
_LIST_LINE = re.compile(r"\s*([-*•]|[0-9]{1,3}[.)])\s+(?=\S)")


def text_to_html(text: str) -> str:
    """HTML for words typed into a plain textarea: paragraphs by blank lines, lists by "- " or "1. ", quotes
    by "> ".

    All else is escaped. The result still goes through `clean_html`.
    """
    groups: list[tuple[str, list[str]]] = []
    after_blank = False
    for line in strip_unwanted(text).splitlines():
        if not line.strip():
            after_blank = True
            continue
        kind, words = _read(line)
        if groups and groups[-1][0] == kind and not (kind in ("p", "blockquote") and after_blank):
            groups[-1][1].append(words)
        else:
            groups.append((kind, [words]))
        after_blank = False
    return "".join(_drawn(kind, lines) for kind, lines in groups)


def _read(line: str) -> tuple[str, str]:
    """Return what a line is part of, and its words, escaped."""
    marker = _QUOTE_LINE.match(line)
    kind = "blockquote"
    if marker is None:
        marker = _LIST_LINE.match(line)
        kind = "p" if marker is None else "ol" if marker[1][0].isdigit() else "ul"
    return kind, html.escape(line[marker.end() :] if marker else line, quote=False).strip()


def _drawn(kind: str, lines: list[str]) -> str:
    if kind in ("ol", "ul"):
        return f"<{kind}>" + "".join(f"<li>{line}</li>" for line in lines) + f"</{kind}>"
    words = "<p>" + "<br>".join(lines) + "</p>"
    return f"<blockquote>{words}</blockquote>" if kind == "blockquote" else words


def html_to_text(body_html: str) -> str:
    """The words of cleaned HTML as they would be typed: what `text_to_html` reads, it writes.

    Where links lead stands behind their words; pictures are left out.
    """
    reader = _Reader()
    reader.feed(body_html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects blocks of words, each with what stands before its first line."""

    BLOCKS = frozenset({"p", "h2", "h3", "h4", "pre", "hr", "blockquote", "ul", "ol", "li"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[bool, str]] = []
        self.words: list[str] = []
        self.lists: list[int] = []  # of each open list the number reached, -1 where it has none
        self.marker = ""
        self.quotes = 0
        self.href = ""
        self.is_pre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS:
            self._end_block()
        if tag in ("ul", "ol"):
            self.lists.append(-1 if tag == "ul" else 0)
        elif tag == "li" and self.lists:
            self.lists[-1] += self.lists[-1] >= 0
            self.marker = f"{self.lists[-1]}. " if self.lists[-1] > 0 else "- "
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.is_pre = True
        elif tag == "br":
            self.words.append("\n")
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self._end_block()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag == "pre":
            self.is_pre = False
        elif tag == "a" and self.href:
            if self.href not in "".join(self.words):
                self.words.append(f" ({self.href})")
            self.href = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data if self.is_pre else re.sub(r"\s+", " ", data))

    def _end_block(self) -> None:
        lines = [" ".join(line.split()) for line in "".join(self.words).split("\n")]
        self.words = []
        if not any(lines):
            return
        before = "> " * self.quotes + "  " * (len(self.lists) - 1) + self.marker
        after = "> " * self.quotes + " " * (len(before) - 2 * self.quotes)
        self.blocks.append((bool(self.marker), before + f"\n{after}".join(lines).strip()))
        self.marker = ""

    def text(self) -> str:
        """Return the blocks, a blank line between them, but none between the items of a list."""
        self._end_block()
        text = ""
        was_item = False
        for is_item, block in self.blocks:
            text += ("\n" if is_item and was_item else "\n\n" if text else "") + block
            was_item = is_item
        return text
