"""Words typed into a plain textarea, made into HTML. `sanitize.render_body` cleans the result."""

import html
import re

from community.characters import strip_unwanted

_LIST_LINE = re.compile(r"\s*([-*•]|[0-9]{1,3}[.)])\s+(?=\S)")


def text_to_html(text: str) -> str:
    """HTML for words typed into a plain textarea: paragraphs by blank lines, lists by "- " or "1. ".

    All else is escaped. The result still goes through `clean_html`.
    """
    groups: list[tuple[str, list[str]]] = []
    after_blank = False
    for line in strip_unwanted(text).splitlines():
        if not line.strip():
            after_blank = True
            continue
        marker = _LIST_LINE.match(line)
        kind = "p" if marker is None else "ol" if marker[1][0].isdigit() else "ul"
        words = html.escape(line[marker.end() :] if marker else line, quote=False).strip()
        if groups and groups[-1][0] == kind and not (kind == "p" and after_blank):
            groups[-1][1].append(words)
        else:
            groups.append((kind, [words]))
        after_blank = False
    return "".join(
        "<p>" + "<br>".join(lines) + "</p>"
        if kind == "p"
        else f"<{kind}>" + "".join(f"<li>{line}</li>" for line in lines) + f"</{kind}>"
        for kind, lines in groups
    )
