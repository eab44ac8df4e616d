"""What a member wants by mail, and how soon."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from community.actions.notifying import mail_columns
from community.models import Bounce, MailChoice, Mailing, Member, Notification
from community.models.mailings import Letter, Pace, default_pace

OWED = Notification.Kind.DECISION
"""Told at once whatever a member likes: the law asks for a statement of reasons with every restriction."""

STOPPABLE = {
    **{kind.value: kind.label for kind in Notification.Kind if kind != OWED},
    **{kind.value: kind.label for kind in Mailing.Kind},
}
"""The mails that can be stopped from the mail itself, as they are spoken of."""


def paces_of(member: Member) -> dict[str, Pace]:
    """Return how soon the member is mailed of every kind and letter, as they chose or by default."""
    chosen = dict(MailChoice.objects.filter(member=member).values_list("kind", "pace"))
    kinds = [*Notification.Kind.values, *Letter.values]
    return {str(kind): Pace(chosen.get(kind, default_pace(kind))) for kind in kinds}


@transaction.atomic
def choose_paces(member: Member, paces: Mapping[str, str]) -> None:
    """Mail the member of each kind at its pace from now on, and of what waits to be mailed too.

    A kind that is not named stays as it is; decisions are mailed at once, whatever is asked.
    """
    # Whoever presses twice waits here: the second finds it done.
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    before = paces_of(member)
    changed = {
        kind: Pace(pace) for kind, pace in paces.items() if kind != OWED and before.get(kind) != Pace(pace)
    }
    rows = [MailChoice(member=member, kind=kind, pace=pace) for kind, pace in changed.items()]
    MailChoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=["pace", "changed_at"],
        unique_fields=["member", "kind"],
    )
    for kind, pace in changed.items():
        _keep_to(member, kind, pace)


def _keep_to(member: Member, kind: str, pace: Pace) -> None:
    """Let what is not mailed yet keep to the new pace; what waits in a mail of today leaves with it."""
    waiting = Notification.objects.filter(
        member=member, kind=kind, by_mail=True, mailed_at=None, claimed_at=None
    )
    if pace != Pace.NEVER:
        waiting = waiting.filter(mailing=None)
    waiting.update(**mail_columns(pace, timezone.now()))


@transaction.atomic
def stop_mail(member: Member, what: str) -> bool:
    """Send no more mails like one that came: `what` is a kind of notification or of mailing.

    From a mail of the day or the week, all that was gathered at that pace stops. Returns whether there is
    such a mail that can be stopped; twice is once.
    """
    if what == Mailing.Kind.DIGEST:
        stopped = list(Letter.values)
    elif what in (Mailing.Kind.DAILY, Mailing.Kind.WEEKLY):
        paces = paces_of(member)
        stopped = [kind for kind in Notification.Kind.values if paces[kind] == what]
    elif what in STOPPABLE:
        stopped = [what]
    else:
        return False
    choose_paces(member, dict.fromkeys(stopped, Pace.NEVER))
    return True


@transaction.atomic
def try_address_again(member: Member) -> None:
    """Mail somebody again whose address refused mails; of what they missed, only the decisions still come."""
    Bounce.objects.filter(member=member).delete()
    missed = Notification.objects.filter(member=member, mailed_at=None, claimed_at=None).exclude(kind=OWED)
    missed.update(by_mail=False)
