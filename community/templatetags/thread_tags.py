"""What was said under a post, or under a page of the brand's, with what its reader may do there."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from wagtail.models import Page

from community.forms.contributions import CommentForm
from community.models import Member, Post
from community.places import address_of, comments_address
from community.roles import may_close, speaks_officially
from community.threads import Conversation, conversation_under
from community.wording import sending
from community.words.mentions import readdress

register = template.Library()
CONVERSATION = "_conversation"
"""Where the thread of an editorial page is kept while it is drawn."""


@dataclass(frozen=True)
class Rights:
    """What somebody may do with the answers of a question: accept, speak officially, say there is none."""

    accepts: bool = False
    speaks: bool = False
    declares: bool = False


@register.filter
def in_our_language(body_html: str) -> str:
    """Stored words of a comment, with the members it names a press away in the language of the page."""
    return readdress(body_html, lambda handle: reverse("community:member", args=[handle]))


@register.inclusion_tag("community/_thread.html", takes_context=True)
def comments_under(context: Context, conversation: Conversation) -> dict[str, Any]:
    """Print a thread that was read already."""
    return _thread(context, conversation)


@register.inclusion_tag("community/_thread.html", takes_context=True)
def page_comments(context: Context, page: Page) -> dict[str, Any]:
    """Print the thread of an editorial page, the same in all its languages; two queries."""
    return _thread(context, conversation_beneath(context, page))


@register.inclusion_tag("community/_said.html", takes_context=True)
def just_said(context: Context, conversation: Conversation) -> dict[str, Any]:
    """Print a comment in the place of the form it was written in."""
    return _thread(context, conversation)


def conversation_beneath(context: Context, page: Page) -> Conversation:
    """Return what was said beneath an editorial page; its head and its foot read it once."""
    request = context["request"]
    kept: Conversation | None = getattr(request, CONVERSATION, None)
    if kept is None or kept.place != page:
        kept = conversation_under(page, reader=_reader(context), after=request.GET.get("after", ""))
        setattr(request, CONVERSATION, kept)
    return kept


def _reader(context: Context) -> Member | None:
    user = getattr(context["request"], "user", None)
    return user if user is not None and user.is_authenticated else None


def _thread(context: Context, conversation: Conversation) -> dict[str, Any]:
    place, reader = conversation.place, _reader(context)
    return {
        "conversation": conversation,
        "is_question": isinstance(place, Post) and place.kind == Post.Kind.QUESTION,
        "address": address_of(place),
        "send_to": comments_address(place),
        "form": CommentForm() if reader else None,
        "send": sending(place, reader),
        "may_close": reader is not None and may_close(reader, place),
        "is_post": isinstance(place, Post),
        "rights": _rights(reader, conversation) if reader else Rights(),
        "user": reader,
        "brand": context.get("brand"),
        "request": context["request"],
    }


def _rights(reader: Member, conversation: Conversation) -> Rights:
    place = conversation.place
    if not isinstance(place, Post) or place.kind != Post.Kind.QUESTION:
        return Rights()
    speaks = speaks_officially(reader)
    has_official = any(thread.comment.is_official for thread in conversation.threads)
    return Rights(
        accepts=place.author_id == reader.pk,
        speaks=speaks,
        declares=speaks and not place.solved_at and (has_official or bool(place.unsolvable_at)),
    )
