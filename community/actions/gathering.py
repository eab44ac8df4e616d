"""Making the mails that gather: a row per member and morning, which the mail sweep then sends."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from community.mail.mornings import last_monday
from community.models import MailChoice, Mailing, Notification
from community.models.mailings import Letter
from content.brand import current_brand

BATCH = 200


def gather_due() -> int:
    """Put what is due for each member into one mail of the day or the week; returns how many mails."""
    due = Notification.objects.to_gather().order_by("member", "pace").values_list("member", "pace")
    pairs = list(due.distinct()[:BATCH])
    if not pairs:
        return 0
    today = timezone.now().astimezone(current_brand().settings.zone).date()
    return sum(gather(member, pace, today) for member, pace in pairs)


@transaction.atomic
def gather(member: int, pace: str, day: date) -> bool:
    """Put what is due for a member at one pace into the mail of the day.

    False if that mail is claimed already: what came after it waits for the next one's day.
    """
    Mailing.objects.bulk_create([Mailing(member_id=member, kind=pace, day=day)], ignore_conflicts=True)
    mailing = Mailing.objects.select_for_update(no_key=True).get(member=member, kind=pace, day=day)
    if mailing.claimed_at or mailing.mailed_at or mailing.cancelled_at:
        return False
    ids = list(Notification.objects.to_gather().filter(member=member, pace=pace).values_list("pk", flat=True))
    return bool(Notification.objects.filter(pk__in=ids, mailing=None).update(mailing=mailing))


@transaction.atomic
def prepare_letters() -> int:
    """Make the row of this week's letter for whoever asked before its Monday; returns how many are new.

    Whether there is anything worth sending is seen when it is drawn.
    """
    monday = last_monday(timezone.now(), zone := current_brand().settings.zone)
    day = monday.astimezone(zone).date()
    made = Mailing.objects.filter(member=OuterRef("member"), kind=Mailing.Kind.DIGEST, day=day)
    asked = MailChoice.objects.asked_for(*Letter.values, before=monday).filter(~Exists(made))
    members = list(asked.order_by("member").values_list("member", flat=True).distinct()[:BATCH])
    rows = [Mailing(member_id=member, kind=Mailing.Kind.DIGEST, day=day) for member in members]
    Mailing.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
