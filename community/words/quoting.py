"""A passage of a comment as it stands in the answer to it: lines that begin with ">"."""

from community.sanitize import plain_text

LONGEST = 500
"""Characters of a comment that are quoted where no passage was chosen."""


def quote_of(body_html: str, passage: str = "") -> str:
    """Return the lines to begin an answer with. A passage that does not stand in the comment is not quoted:
    nobody is made to have said something by a link."""
    said = plain_text(body_html)
    chosen = " ".join(passage.split())
    if not chosen or chosen not in said:
        chosen = said if len(said) <= LONGEST else said[:LONGEST].rpartition(" ")[0] + " …"
    return f"> {chosen}\n\n"
