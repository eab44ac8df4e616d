"""Looking, once a month, whether critics are treated like fans; admins are told where they are not."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, override

from community.actions.notifying import notify_each
from community.models import Member, Notification
from content.brand import current_brand
from moderation.audit import audit
from moderation.models import NeutralityCheck
from moderation.periods import half_year_before


@transaction.atomic
def check_neutrality() -> bool:
    """Audit the six months before this one; returns whether admins were told. Once a month, then nothing.

    Once, because every further look at the same figures would make a false alarm likelier.
    """
    zone = current_brand().settings.zone
    today = timezone.now().astimezone(zone).date()
    month = today.replace(day=1)
    check, is_new = NeutralityCheck.objects.get_or_create(month=month, defaults={"is_significant": False})
    if not is_new:
        return False
    if not audit(*half_year_before(today).bounds(zone)).is_significant:
        return False
    check.is_significant = True
    check.save(update_fields=["is_significant"])
    told = {}
    for admin in Member.objects.filter(is_superuser=True, is_active=True):
        with override(admin.language):
            sentence = _("The desk treats reviews of 1–2 and of 4–5 stars differently. See the figures.")
            told[admin] = {
                "sentence": sentence,
                "subject": _("Are critics treated like fans?"),
                "address": reverse("moderation:trust") + "#neutrality",
            }
    notify_each(told, Notification.Kind.TEAM, is_owed=True)
    return True
