"""The mails people get, in HTML and text, in the reader's own language."""

import html
import re
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.models import DataExport, Invitation, Notification
from content.brand import Brand, current_brand
from content.models.catalogue import in_language


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
        return _message("notification", context, to=member.email, message_id=notification.message_id)


def message_of_invitation(invitation: Invitation) -> EmailMultiAlternatives:
    """Return the mail of a claimed invitation, in the language it was written for."""
    with translation.override(invitation.language):
        brand = current_brand()
        names = {"name": invitation.invited_by.name if invitation.invited_by else "", "brand": brand.name}
        subject = (
            _("%(name)s invites you to the team of %(brand)s")
            if invitation.is_to_staff
            else (_("An invitation from %(brand)s"))
        )
        context = {
            "invitation": invitation,
            "role": in_language(invitation.brand_role),
            "brand": brand,
            "site": settings.SITE_URL,
            "subject": " ".join((subject % names).split()),
            "address": settings.SITE_URL + reverse("community:invitation", args=[invitation.token]),
        }
        return _message("invitation", context, to=invitation.email, message_id=invitation.message_id)


def message_of_export(export: DataExport) -> EmailMultiAlternatives:
    """Return the mail with the link to a copy of a member's data: it opens for who is signed in as them."""
    with translation.override(export.member.language):
        brand = current_brand()
        context = {
            "export": export,
            "member": export.member,
            "brand": brand,
            "site": settings.SITE_URL,
            "subject": _("Your data from %(brand)s is ready") % {"brand": brand.name},
            "address": settings.SITE_URL + reverse("community:data_export", args=[export.uuid]),
        }
        return _message("data_export", context, to=export.member.email, message_id=export.message_id)


def _message(name: str, context: dict[str, Any], *, to: str, message_id: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=_text(f"mail/{name}.txt", context),
        to=[to],
        headers={
            "Message-ID": message_id,
            # Tells holiday answers and list software to be quiet.
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string(f"mail/{name}.html", context), "text/html")
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
        "title": comment.place_title if comment else post.title if post else "",
        "name": comment.author.name if comment else "",
    }
    kinds = Notification.Kind
    subjects = {
        kinds.COMMENT: _("%(name)s wrote under “%(title)s”"),
        kinds.MENTION: _("%(name)s named you under “%(title)s”"),
        kinds.DECISION: _("About “%(title)s” on %(brand)s")
        if names["title"]
        else _("A decision of %(brand)s"),
        kinds.PUBLISHED: _("“%(title)s” is public now"),
        kinds.FEATURED: _("“%(title)s” was chosen to stand at the front"),
        kinds.BLOG: _("Your blog on %(brand)s"),
        kinds.CREDIT: _("You said, we did: %(brand)s"),
        kinds.TEAM: _("Your part in the team of %(brand)s"),
    }
    return " ".join((subjects[kinds(notification.kind)] % names).split())
