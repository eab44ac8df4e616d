"""The mails people get, in HTML and text, in the reader's own language."""

import html
import re
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy

from community.mail_tokens import token_for
from community.models import DataExport, Invitation, Member, Notification
from content.brand import Brand, current_brand
from content.models.catalogue import in_language

KINDS = Notification.Kind
SUBJECTS = {
    KINDS.COMMENT: gettext_lazy("%(name)s wrote under “%(title)s”"),
    KINDS.MENTION: gettext_lazy("%(name)s named you under “%(title)s”"),
    KINDS.DECISION: gettext_lazy("About “%(title)s” on %(brand)s"),
    KINDS.PUBLISHED: gettext_lazy("“%(title)s” is public now"),
    KINDS.FEATURED: gettext_lazy("“%(title)s” was chosen to stand at the front"),
    KINDS.BLOG: gettext_lazy("Your blog on %(brand)s"),
    KINDS.CREDIT: gettext_lazy("You said, we did: %(brand)s"),
    KINDS.TEAM: gettext_lazy("Your part in the team of %(brand)s"),
    KINDS.IDEA: gettext_lazy("News of the idea “%(title)s”"),
    KINDS.EXPERT: gettext_lazy("A question for you: “%(title)s”"),
    KINDS.BADGE: gettext_lazy("Your standing on %(brand)s"),
    KINDS.OWNER: gettext_lazy("About something you own, on %(brand)s"),
    KINDS.HOLDS_UP: gettext_lazy("How does it hold up? About your “%(title)s”"),
}
"""What the mail of each kind is called; the post or page it is about, and who wrote, by name."""


def message_for(notification: Notification) -> EmailMultiAlternatives:
    """Return the mail of a claimed notification. Names and words of strangers stand in it escaped."""
    member = notification.member
    with translation.override(member.language):
        brand = current_brand()
        context = {
            "notification": notification,
            "member": member,
            "brand": brand,
            "subject": _subject(notification, brand),
            **about(notification),
        }
        # A decision is owed to whoever it is about: there is nothing to stop.
        stop = "" if notification.kind == Notification.Kind.DECISION else notification.kind
        return message("notification", context, to=member, message_id=notification.message_id, stop=stop)


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
            "subject": subject_line(subject % names),
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


def message(
    name: str, context: dict[str, Any], *, to: Member, message_id: str, stop: str
) -> EmailMultiAlternatives:
    """Return a mail to a member, which says how to change or stop its like.

    `stop` is what `mail_choices.stop_mail` takes, "" for a mail that cannot be stopped.
    """
    context["site"] = settings.SITE_URL
    context["settings_url"] = settings.SITE_URL + reverse("community:mail_settings")
    headers = {}
    if stop:
        stop_url = settings.SITE_URL + reverse("community:stop_mail", args=[token_for(to.pk, stop)])
        context["stop_url"] = stop_url
        # RFC 8058: a mail program may stop it in one press, without opening anything.
        headers = {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return _message(name, context, to=to.email, message_id=message_id, headers=headers)


def _message(
    name: str,
    context: dict[str, Any],
    *,
    to: str,
    message_id: str,
    headers: dict[str, str] | None = None,
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=context["subject"],
        body=_text(f"mail/{name}.txt", context),
        to=[to],
        headers={
            "Message-ID": message_id,
            # Tells holiday answers and list software to be quiet.
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    mail.attach_alternative(render_to_string(f"mail/{name}.html", context), "text/html")
    return mail


def _text(template: str, context: dict[str, Any]) -> str:
    """Draw a mail's text: templates escape for HTML, and leave gaps where they have nothing to say."""
    return re.sub(r"\n{3,}", "\n\n", html.unescape(render_to_string(template, context)))


def about(notification: Notification) -> dict[str, Any]:
    """What a notification's mail is about: the post, and the address to open."""
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
    words = SUBJECTS[Notification.Kind(notification.kind)]
    # Some news is of no post, or of one that is gone.
    if "%(title)s" in words and not names["title"]:
        words = _("News from %(brand)s")
    return subject_line(words % names)


def subject_line(words: str) -> str:
    """Return words as one line, whatever a stranger's title brought."""
    return " ".join(words.split())
