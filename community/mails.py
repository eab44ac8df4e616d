"""The mails members get: what a notification says, in HTML and text, in the member's own language."""

import html
import re
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from community.models import Notification
from content.brand import Brand, current_brand


def message_for(notification: Notification) -> EmailMultiAlternatives:
    """Return the mail of a claimed notification. Names and words of strangers stand in it escaped."""
    member = notification.member
    with translation.override(member.language):
        brand = current_brand()
        context = {
            "notification": notification,
            "member": member,
            "brand": brand,
            "site": settings.SITE_URL,
            "subject": _subject(notification, brand),
            **_subject_of(notification),
        }
        message = EmailMultiAlternatives(
            subject=context["subject"],
            body=_text("mail/notification.txt", context),
            to=[member.email],
            headers={
                "Message-ID": notification.message_id,
                # Tells holiday answers and list software to be quiet.
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string("mail/notification.html", context), "text/html")
    return message


def _text(template: str, context: dict[str, Any]) -> str:
    """Draw a mail's text: templates escape for HTML, and leave gaps where they have nothing to say."""
    return re.sub(r"\n{3,}", "\n\n", html.unescape(render_to_string(template, context)))


def _subject_of(notification: Notification) -> dict[str, Any]:
    """What the mail is about: the post, and the address to open."""
    address = notification.facts.get("address", "")
    comment = notification.comment
    post = notification.post or (comment.post if comment else None)
    target = comment or post
    return {
        "post": post,
        "comment": comment,
        "facts": notification.facts,
        "address": settings.SITE_URL + (address or (target.get_absolute_url() if target else "")),
    }


def _subject(notification: Notification, brand: Brand) -> str:
    """One line, without line breaks a stranger's title might bring."""
    comment = notification.comment
    post = notification.post or (comment.post if comment else None)
    names = {
        "brand": brand.name,
        "title": post.title if post else "",
        "name": comment.author.name if comment else "",
    }
    kinds = Notification.Kind
    subjects = {
        kinds.COMMENT: _("%(name)s wrote under “%(title)s”"),
        kinds.DECISION: _("About “%(title)s” on %(brand)s") if post else _("A decision of %(brand)s"),
        kinds.PUBLISHED: _("“%(title)s” is public now"),
        kinds.FEATURED: _("“%(title)s” was chosen to stand at the front"),
        kinds.BLOG: _("Your blog on %(brand)s"),
        kinds.CREDIT: _("You said, we did: %(brand)s"),
    }
    return " ".join((subjects[kinds(notification.kind)] % names).split())
