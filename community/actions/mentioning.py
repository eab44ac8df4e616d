"""Who is named in a comment, and its words with their names linked."""

from community.models import Member
from community.sanitize import MAX_CHARS, TooLong, clean_html
from community.words.mentions import handles_in, link_handles
from community.words.typed_text import text_to_html


def named_in(body: str) -> list[Member]:
    """Return the members a comment names, in the order of their handles; one query, none without a name."""
    handles = handles_in(body)
    if not handles:
        return []
    return list(Member.objects.public().filter(username__in=handles).order_by("username"))


def render_comment(body: str) -> str:
    """Return a comment as typed made into `body_html`. Raises as `sanitize.clean_html`."""
    if len(body) > MAX_CHARS:
        raise TooLong
    known = {member.username for member in named_in(body)}
    return clean_html(link_handles(text_to_html(body), known))
