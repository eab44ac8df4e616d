"""The mails of several things: a day's or a week's notifications, and the weekly digest."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from community.mail.digest import digest_for
from community.mail.messages import message, news_of, subject_line
from community.mail.mornings import EIGHT
from community.models import MailChoice, Mailing
from community.models.mailings import Letter, Pace
from content.brand import Brand, current_brand


def message_of_mailing(mailing: Mailing) -> EmailMessage | None:
    """Return the mail of a claimed mailing as things are now; None where there is nothing left to say."""
    with translation.override(mailing.member.language):
        brand = current_brand()
        return _digest(mailing, brand) if mailing.kind == Mailing.Kind.DIGEST else _gathered(mailing, brand)


def _gathered(mailing: Mailing, brand: Brand) -> EmailMessage | None:
    """One mail of all the notifications that were gathered and still hold."""
    rows = list(mailing.notifications.worth_mailing().for_list().order_by("created_at", "pk"))
    if not rows:
        return None
    count = len(rows)
    subject = ngettext("%(count)d thing is new on %(brand)s", "%(count)d things are new on %(brand)s", count)
    context = {
        "member": mailing.member,
        "brand": brand,
        "subject": subject_line(subject % {"count": count, "brand": brand.name}),
        "pace": mailing.kind,
        "address": settings.SITE_URL + reverse("community:notifications"),
        "news": [news_of(row, brand) for row in rows],
    }
    return message("gathered", context, to=mailing.member, message_id=mailing.message_id, stop=mailing.kind)


def _digest(mailing: Mailing, brand: Brand) -> EmailMessage | None:
    """The weekly letter, if the member still wants one and the week was worth it."""
    member = mailing.member
    choices = MailChoice.objects.filter(member=member, kind__in=Letter.values, pace=Pace.WEEKLY)
    until = datetime.combine(mailing.day, EIGHT, brand.settings.zone)
    digest = digest_for(member, choices.values_list("kind", flat=True), until, brand.name)
    if not digest.title:
        return None
    subject = _("This week on %(brand)s: %(title)s") % {"brand": brand.name, "title": digest.title}
    context = {
        "member": member,
        "brand": brand,
        "subject": subject_line(subject),
        "digest": digest,
        "address": settings.SITE_URL + reverse("community:following" if digest.followed else "community:hub"),
    }
    return message("digest", context, to=member, message_id=mailing.message_id, stop=mailing.kind)
