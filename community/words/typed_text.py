"""Words typed into a plain textarea, made into HTML. `sanitize.render_body` cleans the result."""

import html
import re

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
