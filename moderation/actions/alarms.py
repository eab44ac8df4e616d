"""A threat to somebody's life: what to do, and a line in the log on who was called. Calling comes first."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _, override

from community.models import Member
from moderation.actions.cases import Target
from moderation.actions.deciding import check_may_decide
from moderation.actions.log import record
from moderation.actions.refusals import NeedsGround
from moderation.models import Case, Decision, EmergencyText


@transaction.atomic
def pass_on_threat(case: Case, *, by: Member, note: str) -> Decision:
    """Note in the log that a threat to life was passed on: to whom, and when. The case itself stays open.

    The author is not told. Raises `NeedsGround` without a note, `MayNotDecide`.
    """
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    target: Target = case.target
    check_may_decide(case, target, by)
    if not note.strip():
        raise NeedsGround
    return record(
        target, action=Decision.Action.ALARM, by=by, before=target.state, case=case, note=note.strip()
    )


def emergency_text(language: str) -> str:
    """Return what to do and whom to call, as the brand wrote it; else what holds in all of Europe."""
    own = EmergencyText.objects.filter(language=language).values_list("text", flat=True).first()
    if own:
        return own
    with override(language):
        return _(
            "1. Call the emergency number at once: 112 in all of Europe. Say what was written, when, by whom "
            "and for whom, and give the address of the page.\n"
            "2. Do not answer the person before you have called, and do not take the words down before the "
            "police have said so: remove them from view only if they could hurt others.\n"
            "3. Tell an admin. Note below whom you called, when, and what they said."
        )


@transaction.atomic
def change_emergency_text(language: str, text: str) -> None:
    """Put the brand's own words in the place of ours; "" brings ours back."""
    if language not in dict(settings.LANGUAGES):
        raise ValueError(language)
    if text.strip():
        EmergencyText.objects.update_or_create(language=language, defaults={"text": text.strip()})
    else:
        EmergencyText.objects.filter(language=language).delete()
