"""What the community adds to the card of a site's first days: colleagues, and the first customers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Invitation, Member
from community.roles import may_invite
from content.first_run import Step

ENOUGH_CUSTOMERS = 10


def inviting_steps(user: Any) -> list[Step]:
    """Return the steps that this user may take."""
    steps = []
    if may_invite(user, staff=True):
        steps.append(_colleagues(user))
    if may_invite(user, staff=False):
        steps.append(_customers())
    return steps


def _colleagues(user: Member) -> Step:
    others = Member.objects.staff().exclude(pk=user.pk).exists()
    return Step(
        order=40,
        title=_("Your colleagues"),
        text=_("Who looks after the desk, who writes pages. Each gets a mail and their own sign-in."),
        url=reverse("community_team"),
        action=_("Invite colleagues"),
        is_done=others or Invitation.objects.to_staff().open().exists(),
    )


def _customers() -> Step:
    """Count who is asked and who is here: somebody who joined of their own will needs no invitation."""
    asked = Invitation.objects.to_customers().open().count()
    here = Member.objects.public().exclude(pk__in=Member.objects.staff().values("pk")).count()
    count = asked + here
    return Step(
        order=50,
        title=_("Ten customers"),
        text=_("Ask ten people who own what you make to write the first posts.")
        + (" " + _("%(count)d are here or invited.") % {"count": count} if count else ""),
        url=reverse("community_customers"),
        action=_("Invite customers"),
        is_done=count >= ENOUGH_CUSTOMERS,
    )
