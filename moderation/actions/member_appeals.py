"""Appeals against a warning, a pause or a ban: decided like those about words, by somebody else."""

from typing import cast

from django.db import transaction

from community.actions.repeating import repeated_on_deadlock
from community.models import Member
from moderation.actions.cases import close
from moderation.actions.deciding import check_may_decide, made_before
from moderation.actions.measures import Why, end, silence, state, write_down
from moderation.actions.refusals import NeedsGround, NotPossible
from moderation.models import Case, Decision

Action = Decision.Action
ANSWERS = (Action.RESTORE, Action.UPHOLD)


@repeated_on_deadlock
@transaction.atomic
def decide_member_appeal(case: Case, *, by: Member, version: int, action: str, why: Why) -> Decision:
    """Answer an appeal: the measure ends, and what went with it comes back, or it stands, with reasons.

    Raises what `decide` raises.
    """
    member = Member.objects.select_for_update(no_key=True).get(pk=cast(int, case.member_id))
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    if made := made_before(case, by=by, version=version, action=action):
        return made
    check_may_decide(case, member, by)
    if action not in ANSWERS:
        raise NotPossible
    if not why.facts.strip():
        raise NeedsGround
    first = Decision.objects.get(pk=cast(int, case.appeals))
    opened = {"case_id": case.pk, "case_kind": case.kind, "opened_at": case.opened_at}
    decision = write_down(member, action, by=by, why=why, part_of=first.pk, **opened)
    if action == Action.RESTORE:
        silence(first)
        end(first, decision, member, by=by)
    close(case)
    return state(decision, member)
