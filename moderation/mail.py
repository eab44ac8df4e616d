"""The mails people get who reported something, in the language they reported in.

Whoever reports may have typed anybody's address: nothing they wrote themselves stands in these mails.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.mail.messages import drawn_text, message_of_account
from content.brand import current_brand
from moderation.models.answers import Answer
from moderation.outcomes import outcome_of


def message_of_answer(answer: Answer) -> EmailMessage | None:
    """Return the mail of a claimed answer; None where the address was forgotten since."""
    report = answer.report
    if not report.email:
        return None
    with translation.override(report.language):
        is_receipt = answer.decision is None
        subject = _("Your report %(number)s has arrived") if is_receipt else _("Your report %(number)s")
        address = settings.SITE_URL + reverse("moderation:receipt", args=[report.receipt])
        context = {
            "report": report,
            "target": report.case.target if report.case else None,
            "brand": current_brand(),
            "is_receipt": is_receipt,
            "outcome": outcome_of(report),
            "address": address,
        }
        return message_of_account(
            subject % {"number": report.number},
            drawn_text("moderation/answer.txt", context),
            to=report.email,
            address=address,
            button=_("See how it stands"),
            message_id=answer.message_id,
        )
