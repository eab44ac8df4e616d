"""The mails people get, in HTML and text, in the reader's own language."""

import html
import re
from email.utils import formataddr, parseaddr
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from community.mail.tokens import token_for
from community.models import Comment, DataExport, Invitation, Member, Notification
from content.brand import Brand, current_brand
from content.contrast import held, lifted
from content.models.catalogue import in_language


class Wording(NamedTuple):
    """What the mail of a kind is called, and what its button says."""

    subject: Promise
    button: Promise


KINDS = Notification.Kind
WORDING = {
    KINDS.COMMENT: Wording(gettext_lazy("%(name)s wrote under “%(title)s”"), gettext_lazy("Read and answer")),
    KINDS.MENTION: Wording(
        gettext_lazy("%(name)s named you under “%(title)s”"), gettext_lazy("Read and answer")
    ),
    KINDS.DECISION: Wording(
        gettext_lazy("About “%(title)s” on %(brand)s"), gettext_lazy("See how it stands")
    ),
    KINDS.PUBLISHED: Wording(gettext_lazy("“%(title)s” is public now"), gettext_lazy("See it on the site")),
    KINDS.FEATURED: Wording(
        gettext_lazy("“%(title)s” was chosen to stand at the front"), gettext_lazy("See it on the site")
    ),
    KINDS.BLOG: Wording(gettext_lazy("Your blog on %(brand)s"), gettext_lazy("See how your blog stands")),
    KINDS.CREDIT: Wording(gettext_lazy("You said, we did: %(brand)s"), gettext_lazy("Read what was done")),
    KINDS.TEAM: Wording(gettext_lazy("Your part in the team of %(brand)s"), gettext_lazy("Open the site")),
    KINDS.IDEA: Wording(gettext_lazy("News of the idea “%(title)s”"), gettext_lazy("See the idea")),
    KINDS.EXPERT: Wording(gettext_lazy("A question for you: “%(title)s”"), gettext_lazy("Read the question")),
    KINDS.BADGE: Wording(gettext_lazy("Your standing on %(brand)s"), gettext_lazy("See what it means")),
    KINDS.OWNER: Wording(
        gettext_lazy("About something you own, on %(brand)s"), gettext_lazy("See it on the site")
    ),
    KINDS.HOLDS_UP: Wording(
        gettext_lazy("How does it hold up? About your “%(title)s”"), gettext_lazy("Tell how it holds up")
    ),
}
"""Names and titles stand in a subject as one line; `%(title)s` is of the post or page it is about."""


def message_for(notification: Notification) -> EmailMultiAlternatives | None:
    """Return the mail of a claimed notification, None where what it is about was taken down since.

    Names and words of strangers stand in it escaped.
    """
    if not Notification.objects.worth_mailing().filter(pk=notification.pk).exists():
        return None
    member = notification.member
    with translation.override(member.language):
        brand = current_brand()
        context = {
            "member": member,
            "brand": brand,
            "subject": _subject(notification, brand),
            "one": news_of(notification, brand),
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


def message_of_account(
    subject: str, words: str, *, to: str, address: str = "", button: str = "", message_id: str = ""
) -> EmailMultiAlternatives:
    """Return a mail about an account, or another that is owed, in the active language.

    Its button opens `address`, "" for none. There is nothing to stop; `message_id` is of its row, if it has
    one.
    """
    brand = current_brand()
    context = {
        "brand": brand,
        "site": settings.SITE_URL,
        "subject": subject_line(subject),
        "words": words.strip(),
        "paragraphs": paragraphs_of(words),
        "address": address,
        "button": button,
    }
    return _message("account", context, to=to, message_id=message_id)


def _message(
    name: str,
    context: dict[str, Any],
    *,
    to: str,
    message_id: str = "",
    headers: dict[str, str] | None = None,
) -> EmailMultiAlternatives:
    brand: Brand = context["brand"]
    mail = EmailMultiAlternatives(
        subject=context["subject"],
        body=drawn_text(f"mail/{name}.txt", context),
        from_email=sender(brand),
        to=[to],
        # Whoever answers reaches people: the sender's own box takes reports of what came back.
        reply_to=[brand.contact_email] if brand.contact_email else None,
        headers={
            # Tells holiday answers and list software to be quiet.
            "Auto-Submitted": "auto-generated",
            **({"Message-ID": message_id} if message_id else {}),
            **(headers or {}),
        },
    )
    page = render_to_string(f"mail/{name}.html", {**context, "look": look_of(brand)})
    mail.attach_alternative(page, "text/html")
    return mail


def sender(brand: Brand) -> str:
    """Return whom mails are from: under the brand's name, unless the setting has one."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or brand.name, address))


def look_of(brand: Brand) -> dict[str, str]:
    """Return the brand's colour and type as mails print them, who load no stylesheet."""
    primary = brand.settings.primary
    return {
        "fill": held(primary),
        "dark_link": lifted(primary, "link"),
        "dark_fill": lifted(primary, "fill"),
        "type": brand.settings.type_pair,
    }


def drawn_text(template: str, context: dict[str, Any]) -> str:
    """Draw a mail's text: templates escape for HTML, and leave gaps where they have nothing to say."""
    return re.sub(r"\n{3,}", "\n\n", html.unescape(render_to_string(template, context)))


def news_of(notification: Notification, brand: Brand) -> dict[str, Any]:
    """What a mail says of one notification: its words, as text and in paragraphs, and the address to open."""
    address = notification.facts.get("address", "")
    comment = notification.comment
    post = notification.post or (comment.post if comment else None)
    target = comment or post
    news: dict[str, Any] = {
        "notification": notification,
        "post": post,
        "comment": comment,
        "facts": notification.facts,
        "address": settings.SITE_URL + (address or (target.get_absolute_url() if target else "/")),
        "button": _button(notification),
    }
    words = drawn_text("mail/_news.txt", {**news, "brand": brand, "site": settings.SITE_URL}).strip()
    paragraphs = paragraphs_of(words)
    # A long mail has its button where it speaks of it, others at the end.
    has_button = any(paragraph == [(news["address"], True)] for paragraph in paragraphs)
    return {**news, "words": words, "paragraphs": paragraphs, "has_button": has_button}


def _button(notification: Notification) -> str:
    """What the button says: of a decision that can be objected to, that it leads there."""
    if "can_object" not in notification.facts:
        return str(WORDING[Notification.Kind(notification.kind)].button)
    if notification.facts["can_object"]:
        return _("Read the whole decision, or object")
    return _("Read the whole decision")


def paragraphs_of(words: str) -> list[list[tuple[str, bool]]]:
    """Return each paragraph as its pieces, and whether a piece is an address of this site.

    Only such addresses become links: a stranger's words lead nowhere in a mail that bears the brand's name.
    """
    own = re.compile(rf"({re.escape(settings.SITE_URL)}/\S*)")
    paragraphs = re.split(r"\n[ \t]*\n\s*", words.strip())
    return [
        [(piece, bool(own.fullmatch(piece))) for piece in own.split(paragraph) if piece]
        for paragraph in paragraphs
    ]


def _subject(notification: Notification, brand: Brand) -> str:
    """One line, without line breaks a stranger's title might bring."""
    comment = notification.comment
    post = notification.post or (comment.post if comment else None)
    names = {
        "brand": brand.name,
        "title": _title_of(comment) if comment else post.title if post else "",
        "name": comment.author.name if comment else "",
    }
    if said := notification.facts.get("subject"):
        return subject_line(said)
    words = str(WORDING[Notification.Kind(notification.kind)].subject)
    # Some news is of no post, or of one that is gone.
    if "%(title)s" in words and not names["title"]:
        words = (
            _("A decision about you on %(brand)s")
            if notification.facts.get("is_measure")
            else _("News from %(brand)s")
        )
    return subject_line(words % names)


def _title_of(comment: Comment) -> str:
    """The title a comment stands under, "" where that was taken down since."""
    return comment.place_title if comment.place_is_there else ""


def subject_line(words: str) -> str:
    """Return words as one line, whatever a stranger's title brought."""
    return " ".join(words.split())
