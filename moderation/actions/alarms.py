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
    """Return what to do and whom to call, as the brand wrote it; else what holds anywhere."""
    own = EmergencyText.objects.filter(language=language).values_list("text", flat=True).first()
    if own:
        return own
    with override(language):
        return _(
            "1. Call the local emergency number now: 112 in the EU and in Norway. Whoever sees it first "
            "calls; nobody needs leave to. Say what was written, when and by whom, and give the address.\n\n"
            "2. Take the words out of view where they endanger somebody. They stay here as evidence all the "
            "same: nothing is deleted.\n\n"
            "3. Do not negotiate with whoever wrote them. Where they seem to be in danger themselves, say so "
            "when you call.\n\n"
            "4. Tell an admin. In the EU the law (DSA, article 18) asks us to inform the police of a "
            "suspected crime that threatens a life, with all we know; an admin sees to it.\n\n"
            "5. Note below whom you called, when, and what they said."
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
